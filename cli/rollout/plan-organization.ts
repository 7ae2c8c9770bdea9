import type { Command } from "commander";
import { z } from "zod";
import { byCause, describeCause } from "../../policypack/facts/causes";
import type { Rollout } from "../../policypack/rollout/rollout";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { rolloutSchema } from "../../policypack/rollout/rollout-schema";
import { stringifyRollout } from "../../policypack/rollout/stringify";
import type { Cli } from "../context";
import { EXIT, type ExitCode } from "../errors";
import { type NamedFile, openFolder } from "../instructions/eml";
import { asJson, instant } from "../json-model";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import type { OrganizationOptions } from "../organization/organization-options";
import { resetsOf } from "../organization/add-resets";
import { readRolloutFolder, type Rollouts } from "../organization/rollout-folder";
import { grid } from "../report/grid";
import { inertJson } from "../report/json";
import { leftOutInWords, namesByText } from "../report/left-out";
import { failuresModel, leftOutModel } from "../report/report-model";
import { layoutFor, namesInRow, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { worstAccounts, type WorstAccounts } from "../report/worst-accounts";
import { oneLine } from "../text";
import { isoMinute } from "../times";
import { adviseBreak, describeBreak } from "./consequences";
import { impactOf } from "./impact";
import {
  type AccountCounts,
  accountPlan,
  type AccountPlan,
  type Group,
  GROUPS,
  type OrganizationPlan,
  totalOf,
  undecided,
} from "./organization-plan";
import { personJson, PLAN_VERSION, planSchema } from "./plan-json";
import { describeSelf } from "./plan-words";
import { organizationRolloutLines } from "./load";
import { installedSchema, proposeRollout, rolloutText, type Schedule } from "./propose";

export interface OrganizationPlanOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly format: "table" | "json";
  readonly all: boolean;
  /** A folder. */
  readonly output?: string;
  readonly schedule: Schedule;
  readonly schema?: string;
}

/** `mfa-guard plan --org`: whom forcing MFA would hurt in each account, and one proposal for all of them. */
export async function organizationPlan(
  cli: Cli,
  command: Command,
  options: OrganizationPlanOptions,
): Promise<void> {
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const write = options.output === undefined ? null : await openFolder(cli.resolve(options.output), FOLDER);
  const at = cli.now();
  const read = await judgeAccounts(cli, command, {
    ...{ ...options, rollouts, addMore: resetsOf(cli, command) },
    judge: ({ id }, facts, rollout) => accountPlan(id, impactOf(facts, rollout, at)),
  });
  const { accounts, failures, leftOut } = read;
  const plan = { at, accounts, total: totalOf(accounts), failures, leftOut };
  const layout = { ...layoutFor(cli), all: options.all };
  cli.print(options.format === "json" ? planJson(plan) : organizationPlanTable(plan, layout));
  if (write !== null) {
    const schema = options.schema ?? installedSchema(cli.cwd, cli.resolve(`${options.output}/defaults.yaml`));
    const files = proposedFiles(plan, { rollouts, ...options, schema });
    await write(files);
    cli.progress(`Wrote ${options.output}: ${files.map(({ name }) => name).join(", ")}.`);
  }
  await read.written();
  cli.exitCode = exitCodeOf(plan);
}

const FOLDER = { mode: 0o644, why: "so that no file of before stays among them" };

/** As `docs/organization-plan.schema.json` has it. */
function planJson({ at, accounts, total, failures, leftOut }: OrganizationPlan): string {
  const each = accounts.map((one) => {
    const { account, self, signIn, problems, unknown } = one.impact;
    const { id, group, counts } = one;
    const people = undecided(one).map(personJson);
    return { id, account, group, counts, people, ...asJson({ self, signIn, problems, unknown }) };
  });
  const json: OrganizationPlanJson = {
    ...{ version: PLAN_VERSION, at: at.toISOString(), total, accounts: each },
    ...asJson({ failures: [...failures], leftOut: [...leftOut] }),
  };
  return inertJson(json);
}

/** As of `audit --org`: what is unread is never hidden behind what was found. */
function exitCodeOf({ accounts, failures }: OrganizationPlan): ExitCode {
  if (failures.length > 0) return EXIT.couldNotRun;
  return accounts.some(({ group }) => group === "decide") ? EXIT.found : EXIT.nothingFound;
}

const counts = z
  .strictObject({
    users: z.int().describe("Console users, and machine users whom a wave names."),
    withPassword: z.int(),
    withoutMfa: z.int(),
    wouldBreak: z.int(),
    cannotEnrol: z.int(),
    unknown: z.int().describe("Of whom something could not be read."),
  })
  .meta({ title: "How many users" });

const { account, people, self, signIn, problems, unknown } = planSchema.shape;

/** What `mfa-guard plan --org --format json` writes. */
export const organizationPlanSchema = z
  .strictObject({
    version: z.literal(PLAN_VERSION),
    at: instant,
    total: counts.describe("Of the accounts that were read."),
    accounts: z.array(
      z.strictObject({
        id: z.string().describe("Twelve digits."),
        account,
        group: z
          .enum(GROUPS)
          .describe("`decide`: something is to be decided first; `nobody`: it has no console users."),
        counts,
        people: people.describe(
          "Those about whom something is to be decided; `plan` of the account has all.",
        ),
        ...{ self, signIn, problems, unknown },
      }),
    ),
    failures: failuresModel.describe("Accounts that could not be read at all: nobody of theirs is counted."),
    leftOut: leftOutModel,
  })
  .meta({ title: "mfa-guard plan --org" });

export type OrganizationPlanJson = z.output<typeof organizationPlanSchema>;

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
  const groups = GROUPS.map((group) => groupOf(group, accounts, layout));
  const toDecide = groups.flatMap(({ group, shown }) => (group === "decide" ? shown : []));
  const sections = [
    [layout.colours.bold(paragraph(layout, headline))],
    ...groups.map((group) => groupLines(group, layout)),
    grid(layout, HEAD, [["all accounts", ...cells(total)]]),
    ...toDecide.map((account) => decisions(account, layout)),
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

interface ShownGroup extends WorstAccounts<AccountPlan> {
  readonly group: Group;
  readonly count: number;
}

function groupOf(group: Group, all: readonly AccountPlan[], layout: TerminalLayout): ShownGroup {
  const accounts = all.filter((account) => account.group === group);
  const badness = ({ counts }: AccountPlan) => [counts.wouldBreak, counts.unknown, counts.withoutMfa];
  return { group, count: accounts.length, ...worstAccounts(layout, accounts, badness, ALL_LISTED) };
}

const ALL_LISTED = "--all lists them";

function groupLines({ group, count, shown, rest }: ShownGroup, layout: TerminalLayout): string[] {
  if (count === 0) return [];
  const rows = shown.map(({ impact, counts }) => [oneLine(impact.account), ...cells(counts)]);
  return [`${TITLES[group]} (accounts: ${count}):`, ...grid(layout, HEAD, rows), ...rest];
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
    ...[...byBreak].map(([text, names]) => `${namesInRow(layout, names)}: ${text}`),
    ...byCause([...gaps, ...whole]).map(describeCause),
    ...(impact.self.kind === "no user" ? [] : [describeSelf(impact.self)]),
    ...(impact.signIn?.on ? [impact.signIn.sentence] : []),
  ];
  return [oneLine(`${impact.account}:`), ...lines.map((line) => paragraph(layout, oneLine(line), "- "))];
}

interface Given {
  readonly rollouts: Rollouts;
  readonly schedule: Schedule;
  /** Where the JSON Schema is, as seen from the files. */
  readonly schema: string;
}

/**
 * One rollout for an organization: `defaults.yaml` with one wave of everybody, and a file for each account in which
 * somebody has to change something first, or which has a file already. So a person reviews as many files as there are
 * decisions.
 */
function proposedFiles(plan: OrganizationPlan, { rollouts, schedule, schema }: Given): NamedFile[] {
  const { accounts, at } = plan;
  const own = accounts.filter((account) => needsFile(account, rollouts));
  const files = own.map(({ id, impact }) => {
    const proposed = proposeRollout(impact, rollouts.of(id), schedule);
    return { name: `${id}.yaml`, content: rolloutText(proposed, impact, { schema, now: at }) };
  });
  const others = accounts.filter((account) => !own.includes(account));
  const comments = [
    `yaml-language-server: $schema=${schema}`,
    "",
    `Proposed by \`mfa-guard plan --org\`, as the organization was on ${isoMinute(at)}: one wave for everybody.`,
    "An account with a file of its own goes by that alone. These have none, since nobody has to change anything first:",
    ...others.map(({ impact }) => `  ${impact.account}`),
    ...notRead(plan),
  ];
  const header = comments.map((line) => `# ${oneLine(line)}`.trimEnd()).join("\n");
  return [
    { name: "defaults.yaml", content: `${header}\n\n${stringifyRollout(defaultsOf(rollouts, schedule))}` },
    ...files,
  ];
}

/** Exceptions, exemptions and the like of a file that is there would be lost with it. */
function needsFile({ id, group }: AccountPlan, { named }: Rollouts): boolean {
  return group === "decide" || named.includes(id);
}

/** They would go by the defaults, although nobody knows whom that hurts. */
function notRead({ failures }: OrganizationPlan): string[] {
  if (failures.length === 0) return [];
  return [
    "",
    "These could not be read. Don't deploy it there before a plan of them says whom it hurts:",
    ...failures.map(({ account }) => `  ${account}`),
  ];
}

function defaultsOf({ defaults }: Rollouts, { start }: Schedule): Rollout {
  const kept = defaults ?? parseRolloutObject({ account: "existing" }, "the proposal");
  // A rollout file has seconds.
  const deadline = new Date(Math.floor(start.getTime() / 1000) * 1000);
  const waves = [{ name: "everyone", rest: true as const, deadline }];
  return rolloutSchema.decode(rolloutSchema.encode({ ...kept, account: "existing", waves }));
}
