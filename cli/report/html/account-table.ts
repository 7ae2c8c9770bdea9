import { countsOf } from "../counts";
import { numberOf, pastGraceOf, plural } from "../headline";
import { type Verdict, verdictOf } from "../result";
import { SEVERITIES } from "../severity";
import { type AccountOutline, isOfRules, type Outline } from "../source";
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
  /** Twelve digits, where they are known. */
  readonly number: string;
  readonly name: string;
  readonly unit: string;
  readonly href: string;
  /** How much speaks against the account, the worst first; compared number by number. */
  readonly weight: readonly number[];
  /** By column of the head, from "Without MFA" on. */
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
      <table id="accounts-table" class="filtered stacks">
        <caption>
          How each account ended; the worst first
        </caption>
        <thead>
          <tr>
            ${headOf(report).map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => tableRow(row, headOf(report)))}
        </tbody>
      </table>
    </div>
  </section> `;
}

/** Of an answer to standards alone no rule was asked. */
function headOf(report: Outline): readonly string[] {
  const head = ["Account", "Name", "Organizational unit", "Verdict", "Without MFA", "Past grace"];
  return isOfRules(report) ? [...head, ...OF_RULES] : head;
}

const OF_RULES = ["Critical", "High", "Medium", "Low", "Rules not checked"];
/** The account's number, its name, its unit and the verdict come before the numbers. */
const NUMBERS_FROM = 4;

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
  const numbers = headOf(report).slice(NUMBERS_FROM);
  const unread = report.failures.map(({ id, organization }): Row => ({
    ...{ kind: "unread", number: id, ...named(organization, null), href: `#unread-${id}` },
    ...{ weight: [], severities: [], rules: [] },
    cells: numbers.map((head) => (head === "Rules not checked" ? "all" : "?")),
  }));
  return [...report.accounts.map((account) => rowOf(report, account, links)), ...unread];
}

/** By AWS Organizations, and by the alias that people sign in with. */
function named(organization: AccountOutline["organization"], alias: string | null) {
  const { accountName, unit } = organization ?? {};
  const names = [accountName, alias === null ? null : `alias ${alias}`];
  return { name: names.filter((name) => name != null).join(", "), unit: unit ?? "" };
}

function rowOf(report: Outline, account: AccountOutline, links: Links): Row {
  const counts = countsOf([account], report.rules);
  const { violations, unknown } = counts;
  const bySeverity = SEVERITIES.map((severity) => violations[severity]);
  const { label, alias, id, organization, consoleUsers } = account;
  return {
    kind: verdictOf({ ...report, accounts: [account], failures: [], counts }).kind,
    number: id ?? label,
    ...named(organization, alias),
    href: links.account(id ?? ""),
    weight: [...bySeverity, consoleUsers.overdue, unknown],
    cells: [
      ...[numberOf(account), pastGraceOf(account)],
      ...(isOfRules(report) ? [...bySeverity, unknown].map(String) : []),
    ],
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

function tableRow(row: Row, head: readonly string[]): Html {
  const { kind, number, name, unit, href, cells, severities, rules } = row;
  const told = cells.map(
    (cell, i) => html`<td class="narrow" data-head="${head[i + NUMBERS_FROM] ?? ""}">${cell}</td>`,
  );
  const verdict = html`<td><span class="tag ${TONES[kind]}">${WORDS[kind]}</span></td>`;
  return html`<tr
    data-verdict="${kind}"
    data-severity="${severities.join(" ")}"
    data-rule="${rules.join(" ")}"
  >
    <th scope="row" class="narrow"><a href="${href}">${number}</a></th>
    <td class="told">${name}</td>
    <td class="told">${unit}</td>
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
