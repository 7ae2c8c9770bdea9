import { countsOf } from "../counts";
import { numberOf, pastGraceOf, plural } from "../headline";
import { type Verdict, verdictOf } from "../result";
import { SEVERITIES } from "../severity";
import type { AccountOutline, Outline } from "../source";
import { asTold, type Filter, filterBar } from "./filters";
import { type Html, html } from "./markup";

type Kind = Verdict["kind"] | "unread";

const WORDS: Readonly<Record<Kind, string>> = {
  violation: "violations",
  unread: "not read",
  unknown: "not fully checked",
  compliant: "nothing found",
};

interface Row {
  readonly kind: Kind;
  readonly name: string;
  readonly href: string;
  /** How much speaks against the account, the worst first; compared number by number. */
  readonly weight: readonly number[];
  /** By column, from "Without MFA" on. */
  readonly cells: readonly string[];
  readonly severities: readonly string[];
  /** Those that it violates. */
  readonly rules: readonly string[];
}

/** Links within a report of several pages. */
export interface Links {
  /** Of an account's page. */
  readonly account: (id: string) => string;
}

/** The accounts of an organization, a row each, to search and to filter; each leads to its page. */
export function accountTable(report: Outline, links: Links): Html {
  const rows = rowsOf(report, links).sort(worstFirst);
  return html`<section aria-labelledby="accounts">
    <h2 id="accounts">Accounts</h2>
    ${tiles(rows)} ${filterBar("Filter the accounts", filtersOf(report))}
    <div class="scroll" role="region" aria-labelledby="accounts" tabindex="0">
      <table id="accounts-table" class="filtered">
        <caption>
          How each account ended; the worst first
        </caption>
        <thead>
          <tr>
            ${HEAD.map(
              (text, column) =>
                html`<th scope="col" ${column === 0 ? html` class="about"` : null}>${text}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(tableRow)}
        </tbody>
      </table>
    </div>
  </section> `;
}

const HEAD = [
  ...["Account", "Verdict", "Without MFA", "Past grace", "Critical", "High", "Medium", "Low"],
  "Rules not checked",
];

function tiles(rows: readonly Row[]): Html {
  const tile = (kind: Kind, tone: string) => {
    const count = rows.filter((row) => row.kind === kind).length;
    return html`<li class="${count > 0 ? tone : ""}"><b>${count}</b> ${WORDS[kind]}</li> `;
  };
  return html`<p>${plural(rows.length, "account")}, by how they ended:</p>
    <ul class="tiles">
      ${KINDS.map((kind) => tile(kind, TONES[kind]))}
    </ul>`;
}

const KINDS = Object.keys(WORDS) as Kind[];
const TONES: Readonly<Record<Kind, string>> = {
  ...{ violation: "high", unread: "unknown", unknown: "unknown", compliant: "compliant" },
};

function rowsOf(report: Outline, links: Links): Row[] {
  const unread = report.failures.map(({ account, id }): Row => ({
    ...{ kind: "unread", name: account, href: `#unread-${id}`, weight: [], severities: [], rules: [] },
    cells: HEAD.slice(2).map((_, column, { length }) => (column === length - 1 ? "all" : "?")),
  }));
  return [...report.accounts.map((account) => rowOf(report, account, links)), ...unread];
}

function rowOf(report: Outline, account: AccountOutline, links: Links): Row {
  const counts = countsOf([account], report.rules);
  const { violations, unknown } = counts;
  const bySeverity = SEVERITIES.map((severity) => violations[severity]);
  const { label, alias, id, consoleUsers } = account;
  return {
    kind: verdictOf({ ...report, accounts: [account], failures: [], counts }).kind,
    name: alias === null ? label : `${label} (alias ${alias})`,
    href: links.account(id ?? ""),
    weight: [...bySeverity, consoleUsers.overdue, unknown],
    cells: [numberOf(account), pastGraceOf(account), ...bySeverity.map(String), String(unknown)],
    severities: SEVERITIES.filter((severity) => violations[severity] > 0),
    rules: account.results.filter((result) => result.violations.length > 0).map(({ rule }) => rule),
  };
}

/** What could not be looked at goes before what was looked at and has nothing. */
function worstFirst(a: Row, b: Row): number {
  const byKind = KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  if (byKind !== 0) return byKind;
  const column = a.weight.findIndex((own, index) => own !== b.weight[index]);
  return (b.weight[column] ?? 0) - (a.weight[column] ?? 0);
}

function tableRow({ kind, name, href, cells, severities, rules }: Row): Html {
  const told = cells.map((cell) => html`<td>${cell}</td>`);
  const verdict = html`<td><span class="tag ${TONES[kind]}">${WORDS[kind]}</span></td>`;
  return html`<tr
    data-verdict="${kind}"
    data-severity="${severities.join(" ")}"
    data-rule="${rules.join(" ")}"
  >
    <th scope="row"><a href="${href}">${name}</a></th>
    ${verdict}${told}
  </tr> `;
}

function filtersOf(report: Outline): readonly Filter[] {
  const verdicts = KINDS.map((kind) => ({ value: kind, words: WORDS[kind] }));
  return [
    { name: "verdict", label: "Verdict", options: verdicts },
    { name: "severity", label: "With violations that are", options: asTold(SEVERITIES) },
    { name: "rule", label: "Violating", options: asTold(report.rules.map(({ name }) => name)) },
  ];
}
