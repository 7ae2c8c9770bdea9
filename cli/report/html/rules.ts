import { QUESTIONS } from "../../../policypack/rules/controls";
import { type Html, html, htmlWithCode, scrollingTable } from "../../html";
import { answersTo, byControl, describe, openByCause, standardName, subjectOf } from "../control-answers";
import type { AccountReport, Report, RuleReport, RuleResultReport } from "../report-model";
import type { Outline, ReportSource, ResultOutline } from "../source";
import { isOfSeveral, plural, withRules } from "../summary";
import { textTable } from "./summary";

/** Each rule with how it ended, what to do and who asks for it. */
export function rules(report: Report): Html {
  return html`<section aria-labelledby="rules">
    <h2 id="rules">Rules</h2>
    ${isOfSeveral(report) ? rulesByAccounts(report) : report.accounts.map((account) => overview(report, account))}
    ${report.rules.map((rule) => details(rule, report))}
  </section> `;
}

/** Where there are several accounts: in how many of them each rule ended how. */
export function rulesByAccounts({ accounts, rules }: Outline): Html {
  const rows = rules.map(({ name, severity, level }) => {
    const results = accounts.flatMap(({ results }) => results.filter(({ rule }) => rule === name));
    const having = (test: (result: ResultOutline) => boolean) => `${results.filter(test).length}`;
    return [
      name,
      ...[severity, level],
      having(({ status }) => status === "violation"),
      having(({ unknowns }) => unknowns.length > 0),
      having(({ status }) => status === "compliant"),
      having(({ status }) => status === "not-applicable"),
    ];
  });
  const head = [
    "Rule",
    "Severity",
    "Level",
    "Violated in",
    "Not fully checked in",
    "Holds in",
    "Not applicable in",
  ];
  return textTable("In how many accounts each rule ended how", head, rows);
}

function overview(report: Report, account: AccountReport): Html {
  return scrollingTable({
    name: html`aria-label="Rules of ${account.label}"`,
    attributes: html`class="stacks"`,
    caption: `How each rule ended for ${account.label}`,
    head: ["Rule", "Severity", "Level", "Result"],
    rows: withRules(report, account).map(({ rule, result }) => overviewRow(rule, result)),
  });
}

function overviewRow(rule: RuleReport, result: RuleResultReport): Html {
  const tone = result.status === "violation" ? rule.severity : result.status;
  return html`<tr>
    <th scope="row" class="narrow"><a href="#rule-${rule.name}">${rule.name}</a></th>
    <td class="narrow"><span class="tag ${rule.severity}">${rule.severity}</span></td>
    <td class="narrow">${rule.level}</td>
    <td><span class="tag ${tone}">${word(result)}</span>${rest(result)}</td>
  </tr> `;
}

function word({ status, violations, unknowns }: RuleResultReport): string {
  switch (status) {
    case "violation":
      return plural(violations.length, "violation");
    case "unknown":
      return `${unknowns.length} not checked`;
    case "not-applicable":
      return "not applicable";
    case "compliant":
      return "holds";
  }
}

function rest({ status, headline, unknowns, notApplicable }: RuleResultReport): string {
  if (status === "not-applicable") return `: ${notApplicable.join("; ")}`;
  const open = status === "violation" && unknowns.length > 0 ? `, ${unknowns.length} not checked` : "";
  return open + (status === "violation" && headline !== null ? `: ${headline}` : "");
}

/** What a rule asks for, and what to do. */
export function details(rule: RuleReport, { accounts }: Pick<Outline, "accounts">): Html {
  const found = accounts.some(({ results }) =>
    results.some((r) => r.rule === rule.name && r.violations.length > 0),
  );
  return html`<article aria-labelledby="rule-${rule.name}">
    <h3 id="rule-${rule.name}">${rule.name}</h3>
    <p>${rule.description} <span class="tag ${rule.severity}">${rule.severity}</span>, ${rule.level}.</p>
    <p>${found ? html`<strong>What to do:</strong>` : "What to do, should it be violated:"}</p>
    <ol>
      ${rule.remediation.map((step) => html`<li>${htmlWithCode(step)}</li> `)}
    </ol>
    <p class="faint">
      ${rule.frameworks.length > 0 ? `Asked for by ${standards(rule)}. ` : ""}More:
      <a href="${rule.documentation}">the rule’s page</a>, <a href="${rule.reference}">AWS about it</a>.
    </p>
  </article> `;
}

/** "CIS AWS Foundations Benchmark 5.0: 1.9, 1.2: 1.2; PCI DSS 4.0.1: 8.4.2". */
function standards({ frameworks }: RuleReport): string {
  const names = [...new Set(frameworks.map(({ name }) => name))];
  const one = (name: string) => {
    const references = frameworks.filter((framework) => framework.name === name);
    return `${name} ${references.map(({ version, reference }) => [version, reference].filter(Boolean).join(": ")).join(", ")}`;
  };
  return names.map(one).join("; ");
}

/** The view by control: what an auditor asks, answered whatever grace or policy there is. */
export function controls(report: Outline): Html {
  const rows = byControl(report).map(
    ({ control, words }) =>
      html`<tr>
        <td>${standardName(control)}</td>
        <th scope="row">${control.reference}</th>
        <td>${control.specification} <span class="faint">${QUESTIONS[control.question]}</span></td>
        <td>${words}</td>
      </tr>`,
  );
  return html`<section aria-labelledby="controls">
    <h2 id="controls">Standards, control by control</h2>
    <p class="faint">
      Each user with a device passes, each without fails; grace, exemptions and policies don't count.
    </p>
    ${scrollingTable({
      name: html`aria-labelledby="controls"`,
      attributes: html`class="stacks"`,
      caption: "How many users pass, and root",
      head: ["Standard", "Control", "About", "Answer"],
      rows,
    })}
  </section> `;
}

/** For who has chosen standards: who fails and what was not checked, question by question. */
export function whoFails(report: ReportSource): Html | null {
  if (report.settings.compliance.length === 0) return null;
  const questions = [...new Set(report.controls.map(({ question }) => question))];
  const parts = questions.map((question) => {
    const failing = [...answersTo(report, question, "fail")];
    const open = openByCause(report, question);
    if (failing.length + open.length === 0) return null;
    return html`<h3>${QUESTIONS[question]}</h3>
      <ul>
        ${failing.map(
          ({ account, answer }) =>
            html`<li><strong>${subjectOf(report, account, answer)}</strong> ${describe(answer)}</li> `,
        )}
        ${open.map(({ subject, why }) => html`<li>Not checked: <strong>${subject}</strong>, ${why}</li> `)}
      </ul>`;
  });
  const none = parts.every((part) => part === null) ? html`<p>Nobody.</p>` : null;
  return html`<section aria-labelledby="fails">
    <h2 id="fails">Who fails, and what could not be checked</h2>
    ${parts}${none}
  </section> `;
}
