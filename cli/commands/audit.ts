import { Command, InvalidArgumentError, Option } from "commander";
import type { AccountFacts } from "../../policypack/facts/model";
import type { Rollout } from "../../policypack/rollout/schema";
import { RULES } from "../../policypack/rules";
import { STANDARDS } from "../../policypack/rules/controls";
import type { Rule, RuleContext } from "../../policypack/rules/rule";
import { addLivePasswords, readLiveAccount } from "../account";
import { completedBy } from "../completion/values";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withExamples } from "../examples";
import { readRolloutFile, readSnapshotFile } from "../input";
import { lazy } from "../lazy";
import type { Audited } from "../organization/audit-organization";
import { refuseStrangers } from "../organization/choose";
import { addOrganizationOptions, type OrganizationOptions, refuseWithoutOrg } from "../organization/options";
import { readRolloutFolder } from "../organization/rollout-folder";
import { addScps } from "../organization/scp-option";
import { openSink } from "../output";
import { assembleReport, judgeAccount } from "../report/build";
import { exitCodeOf, type FailOn, FAIL_ON } from "../report/exit-code";
import { type Format, FORMATS } from "../report/formats";
import { sheetFor } from "../report/lines";
import type { AccountReport, Report } from "../report/model";
import { SEVERITIES, type Severity } from "../report/severity";
import { collectStandards } from "../standards";
import { collectRules, rulesFor } from "../rule-choice";
import { collectRuleOptions, ruleOptionNames, type RuleOptions, withOptions } from "../rule-options";
import { rolloutFileOf } from "../rollout/load";
import { TOOL } from "../version";

interface AuditOptions extends OrganizationOptions {
  readonly rollout?: string | undefined;
  readonly strict: boolean;
  readonly rule?: readonly Rule[];
  readonly compliance?: readonly string[];
  readonly ruleOption?: RuleOptions;
  readonly severity: Severity;
  readonly failOn: FailOn;
  readonly allowUnknown: boolean;
  readonly violationsFirst: boolean;
  readonly format: Format;
  readonly output?: string;
  readonly facts?: string;
  readonly maxAge: number;
}

/** Judges the live account, all of the organisation, or a snapshot of accounts, by all rules. Only reads. */
export function auditCommand(cli: Cli): Command {
  const command = new Command("audit")
    .option(
      "--rollout <file>",
      "rollout file: who has until when, and who is exempt (rollout.yaml here, if there is one); with --org, a folder",
    )
    .option("--strict", "count users who are in grace, or denied until they enrol, as violations too", false)
    .addOption(
      completedBy(
        new Option("--rule <name...>", "only these rules").argParser(collectRules),
        RULES.map(({ name }) => name),
      ),
    )
    .addOption(
      completedBy(
        new Option(
          "--compliance <standard...>",
          `answer these standards only, control by control: ${STANDARDS.join(", ")}`,
        ).argParser(collectStandards),
        STANDARDS,
      ),
    )
    .addOption(
      completedBy(
        new Option(
          "--rule-option <rule.option=value...>",
          "set an option of a rule, true or false",
        ).argParser(collectRuleOptions),
        ruleOptionNames().map((name) => `${name}=true`),
      ),
    )
    .addOption(
      level("--severity <level>", "only rules of this severity or a worse one", SEVERITIES).default("low"),
    )
    .addOption(
      level("--fail-on <level>", "exit with 1 for violations from this severity on", FAIL_ON).default("low"),
    )
    .option("--allow-unknown", "exit with 0 although something could not be judged", false)
    .option(
      "--violations-first",
      "exit with 1 for violations although accounts could not be read (else 2)",
      false,
    )
    .addOption(level("--format <format>", "how to show it", Object.keys(FORMATS)).default("table"))
    .option("--output <file>", "write to this file, whole or not at all (default: standard output)")
    .option("--facts <snapshot>", "judge what `mfa-guard snapshot` has written, and ask AWS nothing")
    .option("--max-age <hours>", "the oldest snapshot to take", hours, 24)
    .addHelpText("after", EXIT_CODES)
    .action(async (options: AuditOptions) => audit(cli, command, options));
  addLivePasswords(command);
  addScps(command);
  addOrganizationOptions(command);
  return withExamples(command, EXAMPLES);
}

const EXIT_CODES = `
Exit codes: 0 nothing found; 1 violations; 2 it could not run, an account could not be read, or nothing was found and
not everything could be judged.`;

const EXAMPLES = [
  { line: "mfa-guard audit --rollout rollout.yaml", purpose: "Who is overdue, and who still has time" },
  {
    line: "mfa-guard audit --format html --output mfa.html",
    purpose: "A report for a browser, a printer, an auditor",
  },
  {
    line: "mfa-guard audit --format sarif --output mfa.sarif --fail-on high",
    purpose: "For code scanning in a pipeline",
  },
  {
    line: "mfa-guard audit --rule root-mfa root-hardware-mfa --role-arn arn:aws:iam::123456789012:role/auditor",
    purpose: "The root user of another account",
  },
  {
    line: "mfa-guard audit --rule-option admin-strong-mfa.phishingResistant=true",
    purpose: "Administrators need what can't be phished",
  },
  {
    line: "mfa-guard audit --facts facts.json --max-age 72 --format csv",
    purpose: "An account that was read elsewhere",
  },
  {
    line: "mfa-guard audit --org --org-role auditor --resume accounts --format html --output mfa.html",
    purpose: "Every account of the organisation; where it breaks off, run it again",
  },
];

function level(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

function hours(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("A number of hours is expected, such as 24.");
}

async function audit(cli: Cli, command: Command, given: AuditOptions): Promise<void> {
  refuseWithoutOrg(given);
  refuseIdleAge(command, given);
  // Of an organisation each account has a rollout file of its own, in a folder that has to be named.
  const options = given.org ? given : { ...given, rollout: await rolloutFileOf(cli, given.rollout) };
  const rules = withOptions(rulesFor(options.rule, options.severity), options.ruleOption);
  const write = await openSink(cli, options.output);
  const { accounts, failures, leftOut } = await (options.org ? ofOrganization : ofAccounts)(cli, command, {
    ...options,
    judge: (facts, rollout, snapshot) =>
      judgeAccount(facts, { rules, snapshot, context: contextOf(cli, options, rollout) }),
  });
  const report = assembleReport(accounts, {
    ...{ tool: TOOL, generatedAt: cli.now(), rules, failures, leftOut },
    ...{ strict: options.strict, rolloutFile: options.rollout ?? null, compliance: options.compliance ?? [] },
  });
  await write(show(report, cli, options));
  cli.exitCode = exitCodeOf(report, options);
}

/** @throws CliError for an age that nothing is held to: whoever gives it thinks that it is. */
function refuseIdleAge(command: Command, { facts, resume }: AuditOptions): void {
  if (command.getOptionValueSource("maxAge") !== "cli" || facts !== undefined || resume !== undefined) return;
  throw new CliError("--max-age goes with --facts and --resume only: what is read live has no age.");
}

interface Work extends AuditOptions {
  readonly judge: (facts: AccountFacts, rollout: Rollout | null, snapshot: string | null) => AccountReport;
}

function contextOf(cli: Cli, { strict }: AuditOptions, rollout: Rollout | null): RuleContext {
  return { now: cli.now(), settings: { rollout, strict, scope: "account" }, options: {} };
}

async function ofAccounts(cli: Cli, command: Command, { judge, ...options }: Work): Promise<Audited> {
  const rollout = options.rollout === undefined ? null : await readRolloutFile(cli, options.rollout);
  const snapshot = options.facts ?? null;
  const accounts =
    snapshot === null
      ? [await readLiveAccount(cli, command, { rootAccess: true })]
      : await readSnapshotFile(cli, snapshot, maxAgeOf(options));
  return { accounts: accounts.map((facts) => judge(facts, rollout, snapshot)), failures: [], leftOut: [] };
}

async function ofOrganization(cli: Cli, command: Command, { judge, ...options }: Work): Promise<Audited> {
  const rollouts =
    options.rollout === undefined
      ? new Map<string, Rollout>()
      : await readRolloutFolder(cli, options.rollout);
  return lazy.organizations().auditOrganization(cli, command, {
    ...options,
    maxAge: maxAgeOf(options),
    judge: (id, facts, snapshot) => judge(facts, rollouts.get(id) ?? null, snapshot),
    inspect: (members) => refuseStrangers(members, [...rollouts.keys()]),
  });
}

/** In milliseconds. */
function maxAgeOf({ maxAge }: AuditOptions): number {
  return maxAge * 3_600_000;
}

function show(report: Report, cli: Cli, { format, output }: AuditOptions): string {
  const { colours, columns } = sheetFor(cli, output);
  return FORMATS[format](report, colours, columns);
}
