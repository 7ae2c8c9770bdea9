import { QUESTIONS } from "../../../policypack/rules/controls";
import { answersTo, byControl, describe, openByCause, standardName, subjectOf } from "../controls";
import type { Outline, ReportSource } from "../source";
import { type Html, html } from "./markup";

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
    <div class="scroll" role="region" aria-labelledby="controls" tabindex="0">
      <table class="stacks">
        <caption>
          How many users pass, and root
        </caption>
        <thead>
          <tr>
            <th scope="col">Standard</th>
            <th scope="col">Control</th>
            <th scope="col">About</th>
            <th scope="col">Answer</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
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
