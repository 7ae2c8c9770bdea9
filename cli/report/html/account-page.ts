import { byCause, firstOf } from "../../../policypack/facts/causes";
import { describeReason } from "../../../policypack/facts/fact";
import { type Html, html } from "../../html";
import { shownTime } from "../../times";
import type { AccountReport, Report, RuleReport } from "../report-model";
import { SEVERITIES } from "../severity";
import { isOfRules, type ReportSource, sourceOf, wholeOf } from "../source";
import { isOfSeveral, plural, withRules } from "../summary";
import { controls, rules, whoFails } from "./rules";
import { asTold, type Filter, filterBar, page } from "./page";
import { gaps, reading, summary } from "./summary";

/** The report as one page for a browser, a printer or a screen reader. It needs nothing but itself. */
export function toHtml(source: ReportSource): readonly string[] {
  return [onePage(wholeOf(source))];
}

/** @param back Markup of a way to the report that the page is a part of. */
export function onePage(report: Report, back: Html | null = null, generator?: string): string {
  const title = `MFA report: ${namesOf(report)}`;
  const body = html`<header>
      ${back}
      <h1>${title}</h1>
      <p class="faint">
        Made by ${report.tool.name} ${report.tool.version} at
        <time datetime="${report.generatedAt}">${shownTime(report.generatedAt)}</time>
      </p>
    </header>
    <main id="main" tabindex="-1">
      ${summary(report)}${isOfRules(report) ? findings(report) : null}${controls(report)}${whoFails(sourceOf(report))}${isOfRules(report) ? [rules(report), gaps(report)] : null}${reading(report)}
    </main>
    <footer>
      <p>${report.tool.name} ${report.tool.version}. It only read, and changed nothing.</p>
    </footer>`;
  return page(title, body, generator);
}

function namesOf({ accounts, failures }: Report): string {
  const count = accounts.length + failures.length;
  if (count > 3) return plural(count, "account");
  const names = accounts.map(({ alias, label }) => (alias === null ? label : `${label} (${alias})`));
  return [...names, ...failures.map(({ account }) => account)].join(", ");
}

/** Everything found and everything open, in one table that sorts and filters. */
function findings(report: Report): Html {
  const rows = report.accounts.flatMap((account) => rowsOf(report, account));
  if (rows.length === 0)
    return html`<section aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      <p>None.</p>
    </section> `;
  const several = isOfSeveral(report);
  const isLong = rows.length > PRINTED_AS_TABLE;
  return html`<section aria-labelledby="findings">
    <h2 id="findings">Findings</h2>
    ${filterBar("Filter the findings", filtersOf(report))} ${isLong ? onPaper(report, rows) : null}
    <div class="scroll${isLong ? " on-screen" : ""}" role="region" aria-labelledby="findings" tabindex="0">
      <table id="findings-table" class="filtered stacks">
        <caption>
          What was found, and what could not be checked; the worst rules first
        </caption>
        <thead>
          <tr>
            <th scope="col" class="about">About</th>
            <th scope="col">Severity</th>
            ${several ? html`<th scope="col">Account</th>` : null}
            <th scope="col">Rule</th>
            <th scope="col">Status</th>
            <th scope="col">Finding</th>
          </tr>
        </thead>
        <tbody>
          ${rows.sort((a, b) => a.rank - b.rank).map((row) => tableRow(row, several))}
        </tbody>
      </table>
    </div>
  </section> `;
}

/** A longer table would be pages and pages: on paper its findings are running text, rule by rule. */
const PRINTED_AS_TABLE = 100;

function onPaper({ rules }: Report, rows: readonly Row[]): Html {
  const texts = rules.map((rule) => {
    const own = rows.filter((row) => row.rule === rule);
    const found = own.map(({ status, subject, text }) => {
      const named = text.startsWith(subject) ? text : `${subject}: ${text}`;
      return status === "unknown" ? `not checked: ${named}` : named;
    });
    return found.length === 0
      ? null
      : html`<p><strong>${rule.name}</strong> (${rule.severity}, ${found.length}) ${found.join("; ")}</p> `;
  });
  return html`<div class="on-paper" aria-hidden="true">${texts}</div> `;
}

interface Row {
  /** 0 is the worst. */
  readonly rank: number;
  readonly account: AccountReport;
  readonly rule: RuleReport;
  readonly status: "violation" | "unknown";
  readonly subject: string;
  readonly arn: string | null;
  readonly text: string;
}

function rowsOf(report: Report, account: AccountReport): Row[] {
  return withRules(report, account).flatMap(({ rule, result }) => {
    const common = { rank: SEVERITIES.indexOf(rule.severity), account, rule };
    return [
      ...result.violations.map(({ subject, arn, message }) => ({
        ...common,
        status: "violation" as const,
        subject,
        arn,
        text: message,
      })),
      ...byCause(result.unknowns).map(({ gaps: [first], subjects, reason }) => ({
        ...common,
        status: "unknown" as const,
        ...{ subject: firstOf(subjects), arn: subjects.length === 1 ? (first?.arn ?? null) : null },
        text: describeReason(reason),
      })),
    ];
  });
}

function tableRow({ rank, account, rule, status, subject, arn, text }: Row, several: boolean): Html {
  const tone = status === "unknown" ? "unknown" : rule.severity;
  const name = account.id ?? account.label;
  return html`<tr data-severity="${rule.severity}" data-rule="${rule.name}" data-status="${status}">
    <th scope="row" ${arn === null ? null : html` title="${arn}"`}>${subject}</th>
    <td class="narrow" data-sort="${rank}"><span class="tag ${rule.severity}">${rule.severity}</span></td>
    ${several ? html`<td class="narrow">${name}</td>` : null}
    <td class="narrow"><a href="#rule-${rule.name}">${rule.name}</a></td>
    <td class="narrow">
      <span class="tag ${tone}">${status === "unknown" ? "not checked" : "violation"}</span>
    </td>
    <td>${text}</td>
  </tr> `;
}

function filtersOf(report: Report): readonly Filter[] {
  return [
    { name: "severity", label: "Severity", options: asTold(SEVERITIES) },
    { name: "rule", label: "Rule", options: asTold(report.rules.map(({ name }) => name)) },
    {
      name: "status",
      label: "Status",
      options: [
        { value: "violation", words: "violation" },
        { value: "unknown", words: "not checked" },
      ],
    },
  ];
}
