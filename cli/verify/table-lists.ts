import { byCause } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import { layersOf } from "../../policypack/iam/evaluate";
import { describeUndo } from "../../policypack/judgement/words";
import type { Colours } from "../context";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { isoDay } from "../times";
import { oneLine } from "../text";
import { isFinding, type Verdict } from "./verdict";
import type { Gap, Group, Verification } from "./verify";
import { describeOpen, describeVerdict } from "./words";

/** How many names, or reasons, of one kind are listed before the rest is counted. */
const LISTED = 50;

/** By policies: who, how it came out, and why. Then whoever is exempt. */
export function userLines({ groups, exempt }: Verification, layout: TerminalLayout): string[] {
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
