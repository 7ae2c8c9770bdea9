import { QUESTIONS } from "../../../policypack/rules/controls";
import { byControl, standardName } from "../controls";
import type { Outline } from "../source";
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
