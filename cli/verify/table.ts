import Table from "cli-table3";
import type { MomentAnswer } from "../../policypack/iam/judge-user";
import type { Situation } from "../../policypack/iam/situations";
import type { Colours } from "../context";
import { isoMinute } from "../rollout/dates";
import { oneLine } from "../text";
import { countKinds, KINDS, type Kind, type Outcome, resultOf } from "./outcome";
import { gapLines, userLines } from "./table-lists";
import { simulationLines } from "./table-simulation";
import type { Group } from "./verify";

/** The verification for a person at a terminal: how it came out, the counts, then what is not as it should be. */
export function toTable(outcome: Outcome, colours: Colours): string {
  const { verification, actions, actionList } = outcome;
  return [
    colours.bold(`${oneLine(verification.account)}: ${headline(outcome)}`),
    colours.dim(`at ${isoMinute(verification.at)}, over ${actions} actions (${actionList})`),
    colours.dim(oneLine(verification.passwords)),
    colours.dim(verification.notLookedAt),
    ...(verification.groups.length > 0 ? ["", countsTable(verification.groups), colours.dim(LEGEND)] : []),
    ...userLines(verification, colours),
    ...gapLines(verification.gaps, colours),
    ...simulationLines(outcome.simulation, colours),
    "",
    {
      passes: colours.green("✔ passes"),
      found: colours.red("✖ does not pass"),
      unknown: colours.yellow("? not all could be judged"),
    }[resultOf(outcome)],
  ].join("\n");
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

function headline({ verification }: Outcome): string {
  const counts = countKinds(verification);
  const parts = KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${WORDS[kind]}`);
  return parts.length > 0 ? parts.join(", ") : "no console users";
}

const COLUMNS: readonly { readonly head: string; readonly of: Omit<Situation, "at"> }[] = [
  { head: "access key", of: { mfa: "absent", viaService: false } },
  { head: "no MFA", of: { mfa: "false", viaService: false } },
  { head: "with MFA", of: { mfa: "true", viaService: false } },
  { head: "via service: key", of: { mfa: "absent", viaService: true } },
  { head: "no MFA", of: { mfa: "false", viaService: true } },
  { head: "with MFA", of: { mfa: "true", viaService: true } },
];

function countsTable(groups: readonly Group[]): string {
  const table = new Table({
    head: ["policies", "users", "when", ...COLUMNS.map(({ head }) => head)],
    style: { head: [], border: [], compact: true },
  });
  for (const { number, users, answer } of groups) {
    for (const [i, moment] of answer.moments.entries()) {
      const who = i === 0 ? [`#${number}`, users.length] : ["", ""];
      const when = moment.since === null ? "now" : `from ${isoMinute(moment.since)}`;
      table.push([...who, when, ...COLUMNS.map(({ of }) => cell(moment, of))]);
    }
  }
  return table.toString();
}

function cell({ counts }: MomentAnswer, { mfa, viaService }: Omit<Situation, "at">): string {
  const found = counts.find(({ situation: s }) => s.mfa === mfa && s.viaService === viaService);
  if (!found) return "";
  return found.cantTell > 0 ? `${found.maySucceed} (${found.cantTell})` : `${found.maySucceed}`;
}
