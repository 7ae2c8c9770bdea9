import type { MomentAnswer } from "../../policypack/iam/judge-user";
import type { RequestScenario } from "../../policypack/iam/request-scenarios";
import type { Colours } from "../context";
import { grid } from "../report/grid";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { isoMinute } from "../times";
import { oneLine } from "../text";
import { countKinds, KINDS, type Kind, type Outcome, type Result, resultOf } from "./outcome";
import { gapLines, userLines } from "./table-lists";
import { simulationLines } from "./table-simulation";
import type { Group } from "./verify";

/** The verification for a person at a terminal: how it came out, the counts, then what is not as it should be. */
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
