import { headlineOf, isOfSeveral, numberOf } from "../headline";
import type { AccountReport, Counts, Report } from "../model";
import { verdictOf } from "../result";
import { SEVERITIES } from "../severity";
import { isOfRules, type Outline } from "../source";
import { accountsSummary } from "./accounts";
import { type Html, html } from "./markup";

/** The number that counts, account by account, and how many of what was found. */
export function summary(report: Report): Html {
  return html`<section aria-labelledby="summary">
    <h2 id="summary">Summary</h2>
    ${isOfSeveral(report) ? accountsSummary(report) : report.accounts.map(headline)} ${outcome(report)}
  </section> `;
}

/** How it came out: in numbers, and in a sentence. */
export function outcome(report: Outline): Html {
  return html`${isOfRules(report) ? tiles(report.counts) : null}
    <p class="faint">In all: ${verdictOf(report).words}.</p> `;
}

function headline(account: AccountReport): Html {
  const { total, withoutMfa, unjudged } = account.consoleUsers;
  const withMfa = total - withoutMfa - unjudged;
  const open = unjudged === 0 ? "" : `, and of ${unjudged} it could not be told`;
  const meter =
    total === 0
      ? null
      : html`<p>
          <label
            ><meter min="0" max="${total}" value="${withMfa}">${withMfa} of ${total}</meter><br />${withMfa}
            of ${total} have MFA${open}</label
          >
        </p>`;
  const late = withoutMfa === 0 ? null : html`<p>${pastGrace(account)}.</p>`;
  return html`<div class="keep">
    <p class="number" aria-hidden="true">${numberOf(account)}</p>
    <p class="said">${headlineOf(account)}.</p>
    ${meter}${late}
  </div> `;
}

/** Of those without MFA. None is said to be, where of some it could not be told. */
function pastGrace({ consoleUsers: { overdue, overdueUnknown } }: AccountReport): string {
  const open = `of ${overdueUnknown} without MFA it could not be told whether they are past grace`;
  if (overdue === 0 && overdueUnknown > 0) return capitalized(open);
  const told = `${overdue} without MFA ${overdue === 1 ? "is" : "are"} past grace, and under no policy that makes them enrol`;
  return overdueUnknown === 0 ? told : `${told}; ${open}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How much was found, by severity, and how many rules ended otherwise. */
function tiles({ violations, unknown, compliant, notApplicable }: Counts): Html {
  return html`<ul class="tiles">
    ${SEVERITIES.map((severity) => tile(violations[severity], severity, `${severity} violations`))}
    ${tile(unknown, "unknown", "rules not fully checked")} ${tile(compliant, "compliant", "rules that hold")}
    ${tile(notApplicable, "not-applicable", "rules not applicable")}
  </ul>`;
}

function tile(count: number, tone: string, words: string): Html {
  return html`<li class="${count > 0 ? tone : ""}"><b>${count}</b> ${words}</li> `;
}
