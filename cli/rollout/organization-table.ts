import { byCause, describeCause } from "../../policypack/facts/causes";
import { grid } from "../report/grid";
import { leftOutInWords, namesByText } from "../report/left-out";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import { adviseBreak, describeBreak } from "./break-words";
import {
  type AccountCounts,
  type AccountPlan,
  type Group,
  GROUPS,
  type OrganizationPlan,
  undecided,
} from "./organization-plan";
import { describeSelf } from "./plan-words";
import { organizationRolloutLines } from "./problem-lines";

const TITLES: Readonly<Record<Group, string>> = {
  decide: "Something to decide first",
  enrol: "People have to enrol, and nothing of theirs breaks",
  ready: "Everybody has MFA, or is exempt",
  nobody: "No console users",
};

const HEAD = ["account", "users", "with password", "without MFA", "would break", "cannot enrol", "unknown"];

/** The plan of an organization for a terminal: accounts by what they have in common, then what there is to decide. */
export function organizationPlanTable(plan: OrganizationPlan, layout: TerminalLayout): string {
  const { accounts, failures, leftOut, total } = plan;
  const told = (text: string) => paragraph(layout, oneLine(text), "- ");
  const read = `${accounts.length} of ${accounts.length + failures.length} accounts read`;
  const headline = `${read}: ${total.users} console users, ${total.withoutMfa} without MFA, ${total.wouldBreak} would break`;
  const sections = [
    [layout.colours.bold(paragraph(layout, headline))],
    ...GROUPS.map((group) => groupLines(group, accounts, layout)),
    grid(layout, HEAD, [["all accounts", ...cells(total)]]),
    ...accounts.filter(({ group }) => group === "decide").map((account) => decisions(account, layout)),
    organizationRolloutLines(
      accounts.map(({ impact }) => impact),
      layout,
    ),
    failures.length > 0
      ? [
          "Not read, and nobody of theirs is counted:",
          ...failures.map((one) => told(`${one.account}: ${one.message}`)),
        ]
      : [],
    leftOutInWords(leftOut).map(told),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function groupLines(group: Group, all: readonly AccountPlan[], layout: TerminalLayout): string[] {
  const accounts = all.filter((account) => account.group === group);
  if (accounts.length === 0) return [];
  const rows = accounts.map(({ impact, counts }) => [oneLine(impact.account), ...cells(counts)]);
  return [`${TITLES[group]} (accounts: ${accounts.length}):`, ...grid(layout, HEAD, rows)];
}

function cells(counts: AccountCounts): string[] {
  const { users, withPassword, withoutMfa, wouldBreak, cannotEnrol, unknown } = counts;
  return [users, withPassword, withoutMfa, wouldBreak, cannotEnrol, unknown].map(String);
}

/** Users of whom the same is to be said, together. */
function decisions(account: AccountPlan, layout: TerminalLayout): string[] {
  const { impact } = account;
  const people = undecided(account);
  const byBreak = namesByText(
    people.flatMap(({ name, breaks }) =>
      breaks.map((found) => [`${describeBreak(found)}. ${adviseBreak(found)}`, name] as const),
    ),
  );
  const gaps = people.flatMap(({ name, unknown }) => unknown.map((reason) => ({ subject: name, reason })));
  const whole = impact.unknown.map((reason) => ({ subject: impact.account, reason }));
  const lines = [
    ...[...byBreak].map(([text, names]) => `${names.join(", ")}: ${text}`),
    ...byCause([...gaps, ...whole]).map(describeCause),
    ...(impact.self.kind === "no user" ? [] : [describeSelf(impact.self)]),
    ...(impact.signIn?.on ? [impact.signIn.sentence] : []),
  ];
  return [oneLine(`${impact.account}:`), ...lines.map((line) => paragraph(layout, oneLine(line), "- "))];
}
