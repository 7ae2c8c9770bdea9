import { byCause } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import { describeRef, layersOf } from "../../policypack/iam/evaluate";
import type { MomentAnswer } from "../../policypack/iam/judge-user";
import { describeScenario, type RequestScenario } from "../../policypack/iam/request-scenarios";
import { describeUndo } from "../../policypack/judgement/describe-judgement";
import type { Colours } from "../context";
import { grid } from "../report/grid";
import { plural } from "../report/summary";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import { isoDay, isoMinute } from "../times";
import { countKinds, type Kind, KINDS, type Outcome, type Result, resultOf } from "./outcome";
import type { Disagreement, Simulation } from "./simulate";
import { isFinding, type Verdict } from "./verdict";
import type { Gap, Group, Verification } from "./verify";
import { describeOpen, describeVerdict } from "./describe-verdict";

/** The verification for a person at a terminal: how it came out, the counts, then what needs attention. */
export function toTable(outcome: Outcome, layout: TerminalLayout): string {
  const { colours } = layout;
  const faint = (text: string) => colours.dim(paragraph(layout, oneLine(text)));
  const { verification, actions, actionList } = outcome;
  return [
    colours.bold(
      paragraph(layout, oneLine(`${verification.account}: ${countsInWords(countKinds(verification))}`)),
    ),
    faint(`at ${isoMinute(verification.at)}, over ${actions} actions (${actionList})`),
    faint(verification.passwords),
    faint(verification.notLookedAt),
    ...(verification.groups.length > 0
      ? ["", ...countsTable(verification.groups, layout), faint(LEGEND)]
      : []),
    ...userLines(verification, layout),
    ...gapLines(verification.gaps, layout),
    ...simulationLines(outcome.simulation, layout),
    "",
    resultLine(resultOf(outcome), colours),
  ].join("\n");
}

export function resultLine(result: Result, colours: Colours): string {
  return {
    passes: colours.green("✔ passes"),
    found: colours.red("✖ does not pass"),
    unknown: colours.yellow("? not all could be judged"),
  }[result];
}

const LEGEND =
  "Actions that may succeed, those that can't be told in brackets; of all users with the same policies. " +
  "With MFA is the control.";
const WORDS: Readonly<Record<Kind, string>> = {
  passes: "pass",
  grace: "in grace",
  fails: "with more open",
  "locked out": "locked out",
  "security key only": "able to enrol a security key only",
  uncovered: "not covered",
  exempt: "exempt",
  unknown: "unknown",
};

export function countsInWords(counts: Readonly<Record<Kind, number>>): string {
  const parts = KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${WORDS[kind]}`);
  return parts.length > 0 ? parts.join(", ") : "no console users";
}

const COLUMNS: readonly { readonly head: string; readonly of: Omit<RequestScenario, "at"> }[] = [
  { head: "access key", of: { mfa: "absent", viaService: false } },
  { head: "no MFA", of: { mfa: "false", viaService: false } },
  { head: "with MFA", of: { mfa: "true", viaService: false } },
  { head: "via service: key", of: { mfa: "absent", viaService: true } },
  { head: "via service: no MFA", of: { mfa: "false", viaService: true } },
  { head: "via service: with MFA", of: { mfa: "true", viaService: true } },
];

function countsTable(groups: readonly Group[], layout: TerminalLayout): string[] {
  const rows: string[][] = [];
  for (const { number, users, answer } of groups) {
    for (const [i, moment] of answer.moments.entries()) {
      const who = i === 0 ? [`#${number}`, String(users.length)] : ["", ""];
      const when = moment.since === null ? "now" : `from ${isoMinute(moment.since)}`;
      rows.push([...who, when, ...COLUMNS.map(({ of }) => cell(moment, of))]);
    }
  }
  return grid(layout, ["policies", "users", "when", ...COLUMNS.map(({ head }) => head)], rows);
}

function cell({ counts }: MomentAnswer, { mfa, viaService }: Omit<RequestScenario, "at">): string {
  const found = counts.find(({ scenario: s }) => s.mfa === mfa && s.viaService === viaService);
  if (!found) return "";
  return found.cantTell > 0 ? `${found.maySucceed} (${found.cantTell})` : `${found.maySucceed}`;
}

/** How many names, or reasons, of one kind are listed before the rest is counted. */
const LISTED = 50;

/** By policies: who, how it came out, and why. Then those who are exempt. */
function userLines({ groups, exempt }: Verification, layout: TerminalLayout): string[] {
  const names = exempt.map(({ name, until }) => `${name} (until ${isoDay(until)})`);
  const left =
    names.length > 0 ? ["", marked(layout, layout.colours.yellow("–"), `exempt: ${listed(names)}`)] : [];
  return [...groups.flatMap((group) => ["", ...groupLines(group, layout)]), ...left];
}

export function gapLines(gaps: readonly Gap[], layout: TerminalLayout): string[] {
  const { colours } = layout;
  const lines = byCause(gaps).map(({ reason, subjects }) =>
    paragraph(layout, `${oneLine(describeReason(reason))} (${listed(subjects)})`, "  - "),
  );
  return lines.length === 0 ? [] : ["", `${colours.yellow("?")} ${colours.bold("Not judged")}`, ...lines];
}

/** Names, on one line; beyond a number of them, how many more. */
export function listed(names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return oneLine(names.slice(0, LISTED).join(", ")) + more;
}

function groupLines(group: Group, layout: TerminalLayout): string[] {
  const indented = (text: string) => paragraph(layout, oneLine(text), "  ");
  const policies = layersOf(group.policies)
    .flat()
    .map(({ name }) => name);
  const open = group.users.some(({ verdict }) => isOpen(verdict));
  return [
    layout.colours.bold(
      paragraph(layout, policies.length > 0 ? listed(policies) : "no policies at all", `#${group.number} `),
    ),
    ...verdictLines(group, layout),
    ...group.hints.filter(() => open).map(indented),
    ...(open ? exceptionLines(group, layout) : []),
    ...(group.undo && isCovered(group) ? [indented(describeUndo(group.undo))] : []),
    ...(isCovered(group) ? group.notes.map((note) => indented(`note: ${note}`)) : []),
  ];
}

/** Whether a user's own policies leave more open than they should. */
function isOpen(verdict: Verdict): boolean {
  return verdict.kind === "uncovered" || (verdict.kind === "fails" && !("roles" in verdict));
}

/** Of users under no policy that forces MFA there is more to say than that. */
function isCovered({ users }: Group): boolean {
  return users.some(({ verdict }) => verdict.kind !== "uncovered");
}

function verdictLines({ users }: Group, layout: TerminalLayout): string[] {
  const byVerdict = new Map<string, { verdict: Verdict; names: string[] }>();
  for (const { name, verdict } of users) {
    const words = describeVerdict(verdict);
    const same = byVerdict.get(words) ?? { verdict, names: [] };
    same.names.push(name);
    byVerdict.set(words, same);
  }
  return [...byVerdict].map(([words, { verdict, names }]) =>
    marked(layout, mark(verdict, layout.colours), `${words}: ${listed(names)}`, "  "),
  );
}

/** A paragraph after a mark of one character. */
function marked(layout: TerminalLayout, mark: string, text: string, indent = ""): string {
  return `${indent}${mark} ${paragraph(layout, text, `${indent}  `).trimStart()}`;
}

function mark(verdict: Verdict, { red, yellow, green }: Colours): string {
  if (isFinding(verdict)) return red("✖");
  return verdict.kind === "grace" ? yellow("…") : green("✔");
}

/** Those of the time at which the most is open. */
function exceptionLines({ answer }: Group, layout: TerminalLayout): string[] {
  const moment = answer.moments.find(({ open }) => open.length > 0);
  const lines = (moment?.open ?? []).map((open) => paragraph(layout, oneLine(describeOpen(open)), "  - "));
  const more =
    lines.length > LISTED ? [`  - and ${lines.length - LISTED} more; --format json lists all`] : [];
  return [...lines.slice(0, LISTED), ...more];
}

/** What AWS's simulator said; nothing where it was not asked. */
function simulationLines(simulation: Simulation | null, layout: TerminalLayout): string[] {
  if (!simulation) return [];
  const { colours } = layout;
  const { compared, calls, users, disagreements, missed, leftOut } = simulation;
  return [
    "",
    colours.bold(
      `AWS's simulator: ${plural(compared, "decision")} on ${plural(users.length, "user")} in ${plural(calls, "call")}`,
    ),
    disagreements.length > 0
      ? `  ${colours.red("✖")} ${disagreements.length} disagree:`
      : `  ${compared > 0 ? colours.green("✔") : colours.yellow("?")} none disagrees`,
    ...disagreements.map((one) => paragraph(layout, oneLine(describeDisagreement(one)), "  - ")),
    ...remarks(simulation).map((remark) => paragraph(layout, remark, "  ")),
    ...(missed.length > 0
      ? [paragraph(layout, `not hit by any sample: ${listed(missed.map(describeRef))}`, "  ")]
      : []),
    ...(leftOut.length > 0 ? [paragraph(layout, `left out by --max-calls: ${listed(leftOut)}`, "  ")] : []),
    ...gapLines(simulation.gaps, layout),
  ];
}

function remarks({ notTold, deniedByOrganization }: Simulation): string[] {
  return [
    ...(notTold > 0 ? [`${notTold} more can't be told here, and were not compared`] : []),
    ...(deniedByOrganization > 0
      ? [`${deniedByOrganization} are denied by a service control policy besides`]
      : []),
  ];
}

function describeDisagreement({ user, scenario, probe, ours, aws }: Disagreement): string {
  return `${user}, ${describeScenario(scenario)}: ${probe.action} on ${probe.resource} ${ours} by the policies, and AWS says ${aws}`;
}
