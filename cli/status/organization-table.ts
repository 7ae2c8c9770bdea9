import { describeReason } from "../../policypack/facts/fact";
import { byCause, sharedReason } from "../../policypack/facts/causes";
import { grid } from "../report/grid";
import { leftOutInWords } from "../report/left-out";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { isoDay } from "../times";
import { organizationRolloutLines } from "../rollout/problem-lines";
import { oneLine } from "../text";
import { type BurnDown, remaining, STATES } from "./burndown";
import type { MergedRun } from "./merged-history";
import type { OrganizationBurnDown } from "./organization-burndown";
import { cells } from "./table";
import { statusHeadline } from "./words";

/** The burn-down of an organization for a terminal, a line an account. */
export function organizationTable(
  { at, accounts, total, failures, leftOut }: OrganizationBurnDown,
  history: readonly MergedRun[],
  layout: TerminalLayout,
): string {
  const { bold, red } = layout.colours;
  const rows = accounts.map(({ now }) => [
    ...[oneLine(now.account), nextDeadline(now, at)],
    ...cells(now.total, layout.colours),
  ]);
  const told = (text: string) => paragraph(layout, oneLine(text), "- ");
  const reasons = accounts.flatMap(({ now }) =>
    now.unknown.map((reason) => ({ subject: now.account, reason })),
  );
  const unknown = byCause(reasons).map((cause) => told(describeReason(sharedReason(cause))));
  const failed = failures.map(({ account, message }) => red(told(`${account}: ${message}`)));
  const out = leftOutInWords(leftOut).map(told);
  const problems = organizationRolloutLines(
    accounts.map(({ now }) => now),
    layout,
  );
  return [
    bold(
      paragraph(
        layout,
        `${accounts.length} of ${accounts.length + failures.length} accounts read: ${statusHeadline(total)}`,
      ),
    ),
    "",
    ...grid(
      layout,
      ["account", "next deadline", ...STATES],
      [...rows, ["all", "", ...cells(total, layout.colours)]],
    ),
    ...section("Not read, and nobody of theirs is counted:", failed),
    ...section("Not everything could be read:", unknown),
    ...(out.length === 0 ? [] : ["", ...out]),
    ...(problems.length === 0 ? [] : ["", ...problems]),
    ...section("Still to enrol:", history.length > 1 ? history.slice(-SHOWN).map(runLine) : []),
  ].join("\n");
}

/** Runs that are told at a terminal; --format json has all. */
const SHOWN = 10;

function runLine({ at, accounts, total }: MergedRun): string {
  return `  ${isoDay(new Date(at))}: ${remaining(total)}, of the accounts with a run by then: ${accounts}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

/** Of the waves that somebody in has still to enrol. */
export function nextDeadline({ waves }: BurnDown, at: Date): string {
  const open = waves.flatMap(({ deadline, counts }) =>
    deadline && deadline > at && remaining(counts) > 0 ? [deadline.getTime()] : [],
  );
  return open.length === 0 ? "" : isoDay(new Date(Math.min(...open)));
}
