import { Command, InvalidArgumentError, Option } from "commander";
import picocolors from "picocolors";
import type { AccountFacts } from "../../policypack/facts/model";
import type { Rule } from "../../policypack/rules/rule";
import { readLiveAccount } from "../account";
import type { Cli } from "../context";
import { withExamples } from "../examples";
import { readRolloutFile, readSnapshotFile } from "../input";
import { openSink } from "../output";
import { buildReport } from "../report/build";
import { exitCodeOf, type FailOn, FAIL_ON } from "../report/exit-code";
import { type Format, FORMATS } from "../report/formats";
import type { Report } from "../report/model";
import { SEVERITIES, type Severity } from "../report/severity";
import { collectRules, rulesFor } from "../rule-choice";
import { TOOL } from "../version";

interface AuditOptions {
  readonly rollout?: string;
  readonly strict: boolean;
  readonly rule?: readonly Rule[];
  readonly severity: Severity;
  readonly failOn: FailOn;
  readonly allowUnknown: boolean;
  readonly format: Format;
  readonly output?: string;
  readonly facts?: string;
  readonly maxAge: number;
}

/** Judges the live account, or a snapshot of accounts, by all rules. Only reads. */
export function auditCommand(cli: Cli): Command {
  const command = new Command("audit")
    .description("Judge the live account by all rules: who has no MFA, and what is not as it should be.")
    .option("--rollout <file>", "rollout file: who has until when, and who is exempt")
    .option("--strict", "count users who are in grace, or denied until they enrol, as violations too", false)
    .addOption(new Option("--rule <name...>", "only these rules").argParser(collectRules))
    .addOption(
      level("--severity <level>", "only rules of this severity or a worse one", SEVERITIES).default("low"),
    )
    .addOption(
      level("--fail-on <level>", "exit with 1 for violations from this severity on", FAIL_ON).default("low"),
    )
    .option("--allow-unknown", "exit with 0 although something could not be judged", false)
    .addOption(level("--format <format>", "how to show it", Object.keys(FORMATS)).default("table"))
    .option("--output <file>", "write to this file, whole or not at all (default: standard output)")
    .option("--facts <snapshot>", "judge what `mfa-guard snapshot` has written, and ask AWS nothing")
    .option("--max-age <hours>", "the oldest snapshot to take", hours, 24)
    .addHelpText("after", EXIT_CODES)
    .action(async (options: AuditOptions) => audit(cli, command, options));
  return withExamples(command, EXAMPLES);
}

const EXIT_CODES = `
Exit codes: 0 nothing found; 1 violations; 2 it could not run, or found nothing and could not judge everything.`;

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
    line: "mfa-guard audit --facts facts.json --max-age 72 --format csv",
    purpose: "An account that was read elsewhere",
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

async function audit(cli: Cli, command: Command, options: AuditOptions): Promise<void> {
  const rules = rulesFor(options.rule, options.severity);
  const rollout = options.rollout === undefined ? null : await readRolloutFile(cli, options.rollout);
  const write = await openSink(cli, options.output);
  const accounts = await accountsOf(cli, command, options);
  const settings = { rollout, strict: options.strict, scope: "account" as const };
  const report = buildReport(accounts, {
    ...{ tool: TOOL, rules, context: { now: cli.now(), settings, options: {} } },
    ...{ rolloutFile: options.rollout ?? null, snapshot: options.facts ?? null },
  });
  await write(show(report, cli, options));
  cli.exitCode = exitCodeOf(report, options);
}

async function accountsOf(
  cli: Cli,
  command: Command,
  options: AuditOptions,
): Promise<readonly AccountFacts[]> {
  if (options.facts === undefined) return [await readLiveAccount(cli, command)];
  return readSnapshotFile(cli, options.facts, options.maxAge * 3_600_000);
}

function show(report: Report, { colours }: Cli, { format, output }: AuditOptions): string {
  const toStdout = output === undefined || output === "-";
  return FORMATS[format](report, toStdout ? colours : picocolors.createColors(false));
}
