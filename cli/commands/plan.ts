import { Command, InvalidArgumentError, Option } from "commander";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import type { Rollout } from "../../policypack/rollout/rollout";
import { addLivePasswords } from "../account";
import { writeAtomically } from "../atomic-write";
import { connectionOf } from "../connection-options";
import type { Cli } from "../context";
import { CliError, EXIT } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { readSnapshotFile } from "../input";
import { parts } from "../lazy-parts";
import { addMaxAge, type MaxAgeOption, refuseIdleMaxAge } from "../organization/max-age";
import {
  addOrganizationOptions,
  type OrganizationOptions,
  refuseWithoutOrg,
} from "../organization/organization-options";
import { addScps } from "../organization/scp-option";
import { layoutFor } from "../report/terminal-layout";
import { changesSince } from "../rollout/changes-since";
import { type Impact, impactOf } from "../rollout/impact";
import { loadRollout } from "../rollout/load";
import { planJson } from "../rollout/plan-json";
import { planTable } from "../rollout/plan-table";
import { defaultStart, installedSchema, proposeRollout, rolloutText } from "../rollout/propose";
import { readWithResets } from "../rollout/read-with-resets";
import { subjectsOf } from "../rollout/subjects";
import { isoMinute } from "../times";

interface PlanOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly format: "table" | "json";
  readonly output?: string;
  readonly force: boolean;
  readonly start?: Date;
  readonly interval: number;
  readonly schema?: string;
  readonly since?: string;
  readonly all: boolean;
}

/** `mfa-guard plan`: who would break before anything is deployed, and the waves to go by. */
export function planCommand(cli: Cli): Command {
  const command = new Command("plan")
    .option(
      "--rollout <file>",
      "current rollout file (default: rollout.yaml in this folder, if it exists); with --org, a folder",
    )
    .addOption(new Option("--format <format>", "output format").choices(["table", "json"]).default("table"))
    .option("--output <file>", "write the proposed rollout file; with --org, a new folder of them")
    .option("--force", "overwrite an existing file", false)
    .option("--start <time>", "deadline of the first wave (in 15 days)", moment)
    .option("--interval <days>", "days from one wave to the next", days, 14)
    .option(
      "--schema <where>",
      "path or URL of the JSON Schema that the file names for editors (default: that of the installed package)",
    )
    .option(
      "--all",
      "at a terminal, list everybody, and with --org every account, instead of the first of each kind",
      false,
    )
    .option("--since <snapshot>", "also tell what changed since an earlier `mfa-guard snapshot`")
    .action(async (options: PlanOptions) => {
      refuseWithoutOrg(options);
      refuseIdleMaxAge(options);
      await (options.org ? ofOrganization : plan)(cli, command, options);
    });
  addLivePasswords(command);
  addScps(command);
  addOrganizationOptions(command);
  addMaxAge(command);
  withNotes(command, [
    "Exit code 1: somebody would break, you among them, or it is not known; or console authorization is on and may keep " +
      "them from signing in. With --org, exit code 2: an account could not be read. AWS is only read.",
  ]);
  return withExamples(command, [
    { line: "mfa-guard plan", purpose: "Who is ready, who must enrol, who would break" },
    { line: "mfa-guard plan --output rollout.yaml --interval 7", purpose: "Propose waves a week apart" },
    {
      line: "mfa-guard plan --org --org-role auditor --output rollouts",
      purpose: "Every account of the organization, and one proposal for all",
    },
    { line: "mfa-guard plan --rollout rollout.yaml --since monday.json", purpose: "What a week has changed" },
  ]);
}

async function ofOrganization(cli: Cli, command: Command, options: PlanOptions): Promise<void> {
  if (options.since !== undefined) throw new CliError("--since is of one account. Leave it out, or --org.");
  if (options.force) throw new CliError("--force is of one file. With --org, --output takes a new folder.");
  const schedule = { start: startOf(options, cli.now()), intervalDays: options.interval };
  await parts.plan().organizationPlan(cli, command, { ...options, schedule });
}

async function plan(cli: Cli, command: Command, options: PlanOptions): Promise<void> {
  const start = startOf(options, cli.now());
  const rollout = await loadRollout(cli, options.rollout);
  const account = await readWithResets(cli, command, await connectionOf(cli, command), (account) =>
    subjectsOf(account, rollout, cli.now()).map(({ name }) => name),
  );
  const now = cli.now();
  const impact = impactOf(account, rollout, now);
  const changes = options.since
    ? changesSince(await readEarlier(cli, options.since, account), account, now)
    : null;
  const view = { impact, changes, now };
  cli.print(
    options.format === "json" ? planJson(view) : planTable(view, { ...layoutFor(cli), all: options.all }),
  );
  if (options.output !== undefined)
    await write(cli, { ...options, output: options.output, start }, { account, impact, rollout });
  cli.exitCode = isFine(impact) ? EXIT.nothingFound : EXIT.found;
}

/** A deadline that is past would deny everything at once. */
function startOf({ start }: PlanOptions, now: Date): Date {
  if (start && start <= now) throw new CliError(`--start ${isoMinute(start)} is past. Choose a later time.`);
  return start ?? defaultStart(now);
}

interface Proposal {
  readonly account: AccountFacts;
  readonly impact: Impact;
  readonly rollout: Rollout | null;
}

async function write(
  cli: Cli,
  { output, force, start, interval, schema }: PlanOptions & { output: string; start: Date },
  { account, impact, rollout }: Proposal,
): Promise<void> {
  if (!account.users.complete.known && impact.people.length === 0) {
    throw new CliError("No rollout file was written: the users of the account could not be read.");
  }
  const proposed = proposeRollout(impact, rollout, { start, intervalDays: interval });
  const forEditor = schema ?? installedSchema(cli.cwd, cli.resolve(output));
  const text = rolloutText(proposed, impact, { schema: forEditor, now: cli.now() });
  await writeAtomically(cli.resolve(output), text, { force, mode: 0o644 });
  cli.progress(`Wrote ${output}: ${proposed.waves.map(({ name }) => name).join(", ")}.`);
}

/** Console authorization is off unless somebody turns it on: that it could not be read is told, and breaks nobody. */
function isFine({ people, self, signIn, unknown }: Impact): boolean {
  const bad = people.some(({ verdict }) => verdict === "would break" || verdict === "unknown");
  return !bad && !signIn?.on && unknown.length === 0 && self.kind !== "locked out" && self.kind !== "unknown";
}

/** An option that is a whole number of days, at least one. */
function days(text: string): number {
  const number = Number(text);
  if (/^\d{1,4}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("A whole number of days is expected, such as 14.");
}

/** An option that is a moment: ISO 8601 with a time zone, as in a rollout file. */
function moment(text: string): Date {
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
  const date = new Date(text);
  if (isInstant && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError(
    "A date and time with its time zone is expected, such as 2027-02-01T09:00:00Z.",
  );
}

/**
 * The same account as an earlier snapshot has it, however old that is.
 * @throws CliError where the file can't be read, or is of another account.
 */
async function readEarlier(cli: Cli, file: string, account: AccountFacts): Promise<AccountFacts> {
  const accounts = await readSnapshotFile(cli, file, Number.POSITIVE_INFINITY);
  const earlier = accounts.find((other) => isSame(other, account));
  if (earlier) return earlier;
  throw new CliError(`${file} holds no reading of ${account.label}. Name a snapshot of this account.`);
}

function isSame(a: AccountFacts, b: AccountFacts): boolean {
  if (!a.identity.known || !b.identity.known) return false;
  const [one, other] = [a.identity.value, b.identity.value];
  return one.accountId === other.accountId && one.partition === other.partition;
}
