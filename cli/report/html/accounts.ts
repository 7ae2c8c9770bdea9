import { type Html, html, scrollingTable } from "../../html";
import { shownTime } from "../../times";
import { isOfRules, type Outline, type ResultOutline } from "../source";
import { countsOf, headlineOfAll, numberOf, pastGraceOf, plural, totalViolations } from "../summary";

/** Where there are several accounts: the number that counts, of all and of each. */
export function accountsSummary(report: Outline): Html {
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
    ${table("Accounts", HEAD.slice(0, columns), [...rows, ...lacking])}`;
}

const HEAD = ["Account", "Without MFA", "Past grace", "Violations", "Rules not checked"];
const HEAD_WITHOUT_RULES = 3;

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
  return table("In how many accounts each rule ended how", head, rows);
}

/** Where there are several accounts: how the facts of each were read. */
export function accountsReading({ accounts }: Outline): Html {
  const rows = accounts.map(({ label, facts }) => [
    label,
    ...[shownTime(facts.readAt), facts.file === null ? "live, from AWS" : `from the snapshot ${facts.file}`],
    ...[facts.identity ?? "not known", facts.passwords, facts.rootAccess ?? "not asked", facts.notLookedAt],
  ]);
  const head = ["Account", "Read at", "Read", "Read as", "Passwords", "Root", "Limits"];
  return table("How each account was read", head, rows);
}

/** The first cell of a row names it. */
function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): Html {
  const cellsOf = ([name = "", ...cells]: readonly string[]) =>
    html`<tr>
      <th scope="row">${name}</th>
      ${cells.map((cell) => html`<td>${cell}</td> `)}
    </tr> `;
  return scrollingTable({ name: html`aria-label="${caption}"`, caption, head, rows: rows.map(cellsOf) });
}

/** Something to choose rows by: those whose `data-NAME` has the value among its words. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
}

/** The filters of the page's table of class "filtered". Hidden until the script that makes them work has run. */
export function filterBar(label: string, filters: readonly Filter[]): Html {
  return html`<div class="filters" id="filters" role="search" aria-label="${label}" hidden>
    <div><label for="filter-text">Contains</label><input type="search" id="filter-text" /></div>
    ${filters.map(select)}
    <p id="count" role="status" class="faint"></p>
    <button type="button" id="show-all" hidden>Show all</button>
  </div>`;
}

/** Values that are told as they are. */
export function asTold(values: readonly string[]): Filter["options"] {
  return values.map((value) => ({ value, words: value }));
}

function select({ name, label, options }: Filter): Html {
  return html`<div>
    <label for="filter-${name}">${label}</label
    ><select id="filter-${name}" name="${name}">
      <option value="">all</option>
      ${options.map(({ value, words }) => html`<option value="${value}">${words}</option>`)}
    </select>
  </div> `;
}
