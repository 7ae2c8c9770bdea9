import { byCause } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import { layersOf } from "../../policypack/iam/evaluate";
import { describeUndo } from "../../policypack/judgement/words";
import type { Colours } from "../context";
import { isoDay } from "../rollout/dates";
import { oneLine } from "../text";
import { isFinding, type Verdict } from "./verdict";
import type { Gap, Group, Verification } from "./verify";
import { describeOpen, describeVerdict } from "./words";

/** How many names, or reasons, of one kind are listed before the rest is counted. */
const LISTED = 50;

/** By policies: who, how it came out, and why. Then whoever is exempt. */
export function userLines({ groups, exempt }: Verification, colours: Colours): string[] {
  const names = exempt.map(({ name, until }) => `${name} (until ${isoDay(until)})`);
  const left = names.length > 0 ? ["", `${colours.yellow("–")} exempt: ${listed(names)}`] : [];
  return [...groups.flatMap((group) => ["", ...groupLines(group, colours)]), ...left];
}

export function gapLines(gaps: readonly Gap[], colours: Colours): string[] {
  const lines = byCause(gaps).map(
    ({ reason, subjects }) => `  - ${oneLine(describeReason(reason))} (${listed(subjects)})`,
  );
  return lines.length === 0 ? [] : ["", `${colours.yellow("?")} ${colours.bold("Not judged")}`, ...lines];
}

/** Names, on one line; beyond a number of them, how many more. */
export function listed(names: readonly string[]): string {
  const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
  return oneLine(names.slice(0, LISTED).join(", ")) + more;
}

function groupLines(group: Group, colours: Colours): string[] {
  const policies = layersOf(group.policies)
    .flat()
    .map(({ name }) => name);
  const open = group.users.some(({ verdict }) => verdict.kind === "fails" || verdict.kind === "uncovered");
  return [
    colours.bold(`#${group.number} ${policies.length > 0 ? listed(policies) : "no policies at all"}`),
    ...verdictLines(group, colours),
    ...group.hints.filter(() => open).map((hint) => `  ${oneLine(hint)}`),
    ...(open ? exceptionLines(group) : []),
    ...(group.undo && isCovered(group) ? [`  ${oneLine(describeUndo(group.undo))}`] : []),
    ...(isCovered(group) ? group.notes.map((note) => `  note: ${oneLine(note)}`) : []),
  ];
}

/** Of users under no policy that forces MFA there is more to say than that. */
function isCovered({ users }: Group): boolean {
  return users.some(({ verdict }) => verdict.kind !== "uncovered");
}

function verdictLines({ users }: Group, colours: Colours): string[] {
  const byVerdict = new Map<string, { verdict: Verdict; names: string[] }>();
  for (const { name, verdict } of users) {
    const words = describeVerdict(verdict);
    const same = byVerdict.get(words) ?? { verdict, names: [] };
    same.names.push(name);
    byVerdict.set(words, same);
  }
  return [...byVerdict].map(
    ([words, { verdict, names }]) => `  ${mark(verdict, colours)} ${words}: ${listed(names)}`,
  );
}

function mark(verdict: Verdict, { red, yellow, green }: Colours): string {
  if (isFinding(verdict)) return red("✖");
  return verdict.kind === "grace" ? yellow("…") : green("✔");
}

/** Those of the time at which the most is open. */
function exceptionLines({ answer }: Group): string[] {
  const moment = answer.moments.find(({ open }) => open.length > 0);
  const lines = (moment?.open ?? []).map((open) => `  - ${oneLine(describeOpen(open))}`);
  const more =
    lines.length > LISTED ? [`  - and ${lines.length - LISTED} more; --format json lists all`] : [];
  return [...lines.slice(0, LISTED), ...more];
}
