import { type Html, html, scrollingTable } from "../../html";
import { shownTime } from "../../times";
import { leftOutInWords } from "../left-out";
import type { AccountReport, Counts, Report } from "../report-model";
import { verdictOf } from "../result";
import { SEVERITIES } from "../severity";
import { isOfRules, type Outline } from "../source";
import {
  countsOf,
  headlineOf,
  headlineOfAll,
  isOfSeveral,
  numberOf,
  pastGraceOf,
  plural,
  totalViolations,
} from "../summary";
import { gapsOf } from "../table";

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

/** Where there are several accounts: the number that counts, of all and of each. */
function accountsSummary(report: Outline): Html {
  const { accounts, failures, rules } = report;
  const columns = isOfRules(report) ? HEAD.length : HEAD_WITHOUT_RULES;
  const unread = failures.length === 0 ? "" : ` ${plural(failures.length, "account")} could not be read.`;
  const rows = accounts.map((account) => {
    const counts = countsOf([account], rules);
    const { alias, label } = account;
    const name = alias === null ? label : `${label} (alias ${alias})`;
    const ofRules = [`${totalViolations(counts)}`, `${counts.unknown}`];
    return [name, numberOf(account), pastGraceOf(account), ...ofRules].slice(0, columns);
  });
  const lacking = failures.map(({ account }) => [account, "not read", "?", "?", "all"].slice(0, columns));
  return html`<p class="said">${headlineOfAll(report)}.${unread}</p>
    ${textTable("Accounts", HEAD.slice(0, columns), [...rows, ...lacking])}`;
}

const HEAD = ["Account", "Without MFA", "Past grace", "Violations", "Rules not checked"];
const HEAD_WITHOUT_RULES = 3;

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

/** What could not be read, and so was not checked: never to be taken for fine. */
export function gaps({ accounts, failures, leftOut }: Report): Html {
  const rows = accounts.flatMap((account) => gapsOf(account).map((gap) => ({ account, ...gap })));
  if (rows.length + failures.length + leftOut.length === 0)
    return html`<section aria-labelledby="unknown">
      <h2 id="unknown">Not checked</h2>
      <p>Nothing: all that the rules needed to know could be read.</p>
    </section> `;
  return html`<section aria-labelledby="unknown">
    <h2 id="unknown">Not checked</h2>
    <p>What could not be read is not taken for fine.</p>
    ${failures.map(({ account, message }) => html`<p><strong>${account}</strong> could not be read at all: ${message}</p> `)}
    ${leftOutInWords(leftOut).map((words) => html`<p>${words}</p> `)}
    ${rows.length === 0 ? null : gapTable(rows)}
  </section> `;
}

type GapRow = ReturnType<typeof gapsOf>[number] & { readonly account: AccountReport };

function gapTable(rows: readonly GapRow[]): Html {
  return scrollingTable({
    name: html`aria-labelledby="unknown"`,
    caption: "What could not be read, why, and which rules that leaves open",
    head: ["What", "Call", "Answer", "What to do", "Rules left open"],
    rows: rows.map(gapRow),
  });
}

function gapRow({ reason, rules }: GapRow): Html {
  return html`<tr>
    <th scope="row">${reason.what}</th>
    <td>${reason.call}</td>
    <td>${reason.code}: ${reason.message}</td>
    <td>${reason.remedy}</td>
    <td>${rules.join(", ")}</td>
  </tr> `;
}

/** How the facts were read, and when. */
export function reading(report: Report): Html {
  const { accounts } = report;
  return html`<section aria-labelledby="reading">
    <h2 id="reading">How the facts were read</h2>
    ${isOfSeveral(report) ? accountsReading(report) : accounts.map((account) => list(facts(account)))}
    ${list(judging(report))}
    <p class="faint">
      Virtual devices are read live. Whether a user has a password, and a device of another kind, is told by
      AWS’s credential report, which may be up to 4 hours old; users newer than it are asked for singly.
    </p>
  </section> `;
}

/** Where there are several accounts: how the facts of each were read. */
function accountsReading({ accounts }: Outline): Html {
  const rows = accounts.map(({ label, facts }) => [
    label,
    ...[shownTime(facts.readAt), facts.file === null ? "live, from AWS" : `from the snapshot ${facts.file}`],
    ...[facts.identity ?? "not known", facts.passwords, facts.rootAccess ?? "not asked", facts.notLookedAt],
  ]);
  const head = ["Account", "Read at", "Read", "Read as", "Passwords", "Root", "Limits"];
  return textTable("How each account was read", head, rows);
}

/** The first cell of a row names it. */
export function textTable(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): Html {
  const cellsOf = ([name = "", ...cells]: readonly string[]) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${cells.map((cell) => html`<td>${cell}</td> `)}
    </tr> `;
  return scrollingTable({ name: html`aria-label="${caption}"`, caption, head, rows: rows.map(cellsOf) });
}

export type Items = readonly (readonly [string, string])[];

/** What all accounts were judged by. */
export function judging({ generatedAt, settings }: Pick<Report, "generatedAt" | "settings">): Items {
  return [
    ["Judged at", shownTime(generatedAt)],
    ["Rollout file", settings.rollout ?? "none: no grace, no exemptions"],
    ["Strict", settings.strict ? "yes: users in grace count as violations" : "no"],
  ];
}

function facts({ label, alias, partition, facts }: AccountReport): Items {
  return [
    ["Account", alias === null ? label : `${label} (alias ${alias})`],
    ["Partition", partition ?? "not known"],
    ["Read", facts.source === "live" ? "live, from AWS" : `from the snapshot ${facts.file}`],
    ["Read at", shownTime(facts.readAt)],
    ["Read as", facts.identity ?? "not known"],
    ["Passwords", facts.passwords],
    ...(facts.rootAccess === null ? [] : [["Root", facts.rootAccess] as const]),
    ["Limits", facts.notLookedAt],
  ];
}

export function list(items: Items): Html {
  return html`<dl>
    ${items.map(
      ([term, text]) =>
        html`<dt>${term}</dt>
          <dd>${text}</dd> `,
    )}
  </dl>`;
}
