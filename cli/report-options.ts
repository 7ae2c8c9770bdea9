import { type Command, Option } from "commander";
import { RULES } from "../policypack/rules";
import { STANDARDS } from "../policypack/rules/controls";
import type { Rule } from "../policypack/rules/rule";
import { completedBy } from "./completion/values";
import type { Cli } from "./context";
import { CliError } from "./errors";
import { isOfControls, type JudgeFacts, judgeBy, type Judging, rulesOf } from "./judging";
import { openSink } from "./output";
import { assembleReport } from "./report/build";
import { exitCodeOf, type FailOn, FAIL_ON } from "./report/result";
import { type Format, FORMATS } from "./report/formats";
import { toSite } from "./report/html/organization-page";
import { layoutFor } from "./report/terminal-layout";
import { SEVERITIES } from "./report/severity";
import type { Judged, ReportSource } from "./report/source";
import { collectRuleOptions, collectRules, collectStandards, ruleOptionNames } from "./rule-options";
import { openSite } from "./site";
import { TOOL } from "./version";

/** How accounts are judged, and how the report on them is written. As commander gives them. */
export interface ReportOptions extends Judging {
  readonly rollout?: string | undefined;
  readonly failOn: FailOn;
  readonly allowUnknown: boolean;
  readonly violationsFirst: boolean;
  readonly format: Format;
  readonly output?: string;
  readonly all: boolean;
}

export function addReportOptions(command: Command): Command {
  return command
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
          `answer these standards, control by control, and judge only the rules of --rule: ${STANDARDS.join(", ")}`,
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
    .option("--allow-unknown", "exit with 0 even if something could not be judged", false)
    .option(
      "--violations-first",
      "exit with 1 for violations even if accounts could not be read (otherwise 2)",
      false,
    )
    .addOption(level("--format <format>", "output format", Object.keys(FORMATS)).default("table"))
    .option(
      "--all",
      `at a terminal, show all findings and accounts, not ${AT_TERMINAL} findings of a rule at most`,
      false,
    )
    .option("--output <file>", "write to this file, completely or not at all (default: standard output)");
}

/** Findings of one rule or control that a terminal shows one by one: more of them hide the others. */
const AT_TERMINAL = 20;

function level(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices);
}

/** Judges accounts, and writes the report on them. */
export interface Reporter {
  readonly judge: JudgeFacts;
  /** Writes the report, and sets the exit code. Gives what it has written. */
  readonly write: (judged: Judged) => Promise<ReportSource>;
}

/**
 * @param organization Whether the report is of an organization, whose HTML has a page for each account.
 * @throws CliError where the report can't be written: before the work for it is done.
 */
export async function openReporter(
  cli: Cli,
  options: ReportOptions,
  organization: boolean,
): Promise<Reporter> {
  const { strict, compliance = [], rollout: rolloutFile = null } = options;
  const rules = rulesToReport(options);
  const write = await openOutput(cli, options, organization);
  return {
    judge: judgeBy(options, cli.now),
    write: async ({ accounts, failures, leftOut, ...source }) => {
      const frame = { tool: TOOL, generatedAt: cli.now(), rules, strict, rolloutFile, compliance };
      const report = { ...assembleReport(accounts, { ...frame, failures, leftOut }), ...source };
      await write(report);
      cli.exitCode = exitCodeOf(report, options);
      return report;
    },
  };
}

/** @throws CliError where nothing could be told. */
function rulesToReport(options: ReportOptions): readonly Rule[] {
  const { format } = options;
  if (isOfControls(options) && (format === "sarif" || format === "junit"))
    throw new CliError(
      `--format ${format} tells of rules, and --compliance asks for controls of standards. Add the rules with --rule, or take another format.`,
    );
  return rulesOf(options);
}

/** Where a report goes, in its format. */
async function openOutput(
  cli: Cli,
  { format, output, all }: ReportOptions,
  organization: boolean,
): Promise<(report: ReportSource) => Promise<void>> {
  if (format === "html" && organization) {
    const site = await openSite(cli, output);
    return (report) => site.write(toSite(report, site));
  }
  const write = await openSink(cli, output);
  const { colours, columns } = layoutFor(cli, output);
  const most = all || columns === undefined ? Infinity : AT_TERMINAL;
  return (report) => write(FORMATS[format](report, colours, columns, most));
}
