import Table from "cli-table3";
import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { oneLine } from "../text";
import { countsOf, withRules } from "./counts";
import { headlineOf, plural, summaryOf } from "./headline";
import type { AccountReport, Report, RuleReport, RuleResultReport } from "./model";
import type { Severity } from "./severity";
import { gapsOf } from "./unknowns";

/** How many findings of one rule are listed before the rest is counted. */
const LISTED = 50;

/** The report for a person at a terminal: counts first, then what was found, by rule. */
export function toTable(report: Report, colours: Colours): string {
  const accounts = report.accounts.flatMap((account) => accountLines(report, account, colours));
  const failures = report.failures.map(({ account, message }) =>
    colours.yellow(`? ${oneLine(account)} could not be read: ${oneLine(message)}`),
  );
  const total = report.accounts.length + report.failures.length;
  const all = `${plural(total, "account")}: ${summaryOf(report.counts)}`;
  return [...accounts, ...failures, ...(total > 1 ? ["", colours.bold(all)] : []), ""].join("\n");
}

function accountLines(report: Report, account: AccountReport, colours: Colours): string[] {
  const results = withRules(report, account);
  const found = results.filter(({ result }) => result.violations.length > 0);
  return [
    colours.bold(headlineOf(account)),
    colours.dim(readingOf(account)),
    summaryOf(countsOf([account], report.rules)),
    "",
    overview(results, colours),
    ...found.flatMap(({ rule, result }) => findings(rule, result, colours)),
    ...gaps(account, colours),
  ];
}

/** Where the facts are from, on one line. */
function readingOf({ facts, alias }: AccountReport): string {
  const by = facts.identity === null ? "" : ` as ${oneLine(facts.identity)}`;
  const from = facts.file === null ? "read live" : `from the snapshot ${oneLine(facts.file)}, read`;
  const report =
    facts.credentialReportAt === null ? "" : `; credential report of ${facts.credentialReportAt}`;
  return `${alias === null ? "" : `alias ${oneLine(alias)}; `}${from} ${facts.readAt}${by}${report}`;
}

type RuleResults = ReturnType<typeof withRules>;

function overview(results: RuleResults, colours: Colours): string {
  const table = new Table({
    head: ["rule", "severity", "level", "result"],
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
    chars: NO_BORDERS,
  });
  for (const { rule, result } of results)
    table.push([rule.name, severityText(rule.severity, colours), rule.level, resultText(result, colours)]);
  return table.toString().replace(/ +$/gm, "");
}

const SIDES = ["top", "bottom", "left", "right", "mid", "middle"];
const EDGES = ["", "-mid", "-left", "-right"];
const NO_BORDERS = {
  ...Object.fromEntries(SIDES.flatMap((side) => EDGES.map((edge) => [side + edge, ""]))),
  "mid-mid": "",
};

function severityText(severity: Severity, { red, yellow, dim }: Colours): string {
  const colour = { critical: red, high: red, medium: yellow, low: dim }[severity];
  return colour(severity);
}

function resultText({ status, violations, notApplicable, unknowns }: RuleResultReport, c: Colours): string {
  const open = unknowns.length > 0 ? c.yellow(`, ${unknowns.length} not checked`) : "";
  switch (status) {
    case "violation":
      return c.red(`✖ ${plural(violations.length, "violation")}`) + open;
    case "unknown":
      return c.yellow(`? ${unknowns.length} not checked`);
    case "not-applicable":
      return c.dim(`– not applicable: ${oneLine(notApplicable.join("; "))}`);
    case "compliant":
      return c.green("✔ holds");
  }
}

function findings(rule: RuleReport, { headline, violations }: RuleResultReport, colours: Colours): string[] {
  const more = violations.length - LISTED;
  return [
    "",
    `${colours.red("✖")} ${colours.bold(rule.name)} (${rule.severity}): ${rule.description}`,
    ...(headline === null ? [] : [`  ${oneLine(headline)}:`]),
    ...violations.slice(0, LISTED).map(({ message }) => `  - ${oneLine(message)}`),
    ...(more > 0 ? [`  - and ${more} more; --format csv lists all`] : []),
    "  What to do:",
    ...rule.remediation.map((step, index) => `    ${index + 1}. ${step}`),
    colours.dim(`  ${rule.documentation}`),
  ];
}

function gaps(account: AccountReport, colours: Colours): string[] {
  const lines = gapsOf(account).map(
    ({ reason, rules }) => `  - ${oneLine(describeReason(reason))} (${rules.join(", ")})`,
  );
  return lines.length === 0 ? [] : ["", `${colours.yellow("?")} ${colours.bold("Not checked")}`, ...lines];
}
