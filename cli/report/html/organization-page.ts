import { ACCOUNT_ID } from "../../account-id";
import { type Html, html, scrollingTable } from "../../html";
import { shownTime } from "../../times";
import { leftOutInWords } from "../left-out";
import type { AccountReport } from "../report-model";
import { type Verdict, verdictOf } from "../result";
import { SEVERITIES } from "../severity";
import { type AccountOutline, headOf, isOfRules, type Outline, type ReportSource } from "../source";
import { worseFirst } from "../worst-accounts";
import { countsOf, headlineOfAll, numberOf, pastGraceOf, plural } from "../summary";
import { onePage } from "./account-page";
import { asTold, type Filter, filterBar, page } from "./page";
import { controls, details, rulesByAccounts } from "./rules";
import { type Items, judging, list, outcome } from "./summary";

/** A report of several pages, each a whole one by itself. */
export interface Site {
  readonly overview: string;
  /** Made one by one, as they are asked for. */
  readonly pages: () => Iterable<SitePage>;
}

export interface SitePage {
  readonly name: string;
  readonly text: string;
}

/** Where the pages are, as addresses relative to each other. */
export interface SiteAddresses {
  /** From the overview to the folder of the pages. */
  readonly folder: string;
  /** From a page to the overview. */
  readonly overview: string;
}

/** What the pages of accounts say that they are made by, so that a later run knows its own. */
export const ACCOUNT_PAGE = "mfa-guard, page of an account";

/** An organization's report: an overview, and a page for each account, so that a browser opens it at any size. */
export function toSite(source: ReportSource, { folder, overview }: SiteAddresses): Site {
  const links = { account: (id: string) => `${folder}/${nameOfPage(id)}` };
  const back = html`<p><a href="${overview}">All accounts of the organization</a></p>`;
  return {
    overview: overviewPage(source, links),
    *pages() {
      for (const account of source.each())
        yield { name: nameOfPage(account.id ?? ""), text: accountPage(source, account, back) };
    },
  };
}

/** @throws Error for what is no account's number, such as a path. */
function nameOfPage(id: string): string {
  if (!ACCOUNT_ID.test(id)) throw new Error(`an account of an organization has the number ${id}`);
  return `${id}.html`;
}

function accountPage(source: ReportSource, account: AccountReport, back: Html): string {
  const accounts = [account];
  const own = { accounts, counts: countsOf(accounts, source.rules), failures: [], leftOut: [] };
  return onePage({ ...headOf(source), ...own }, back, ACCOUNT_PAGE);
}

function overviewPage(report: Outline, links: Links): string {
  const { tool, generatedAt, accounts, failures } = report;
  const title = `MFA report: organization of ${plural(accounts.length + failures.length, "account")}`;
  const body = html`<header>
      <h1>${title}</h1>
      <p class="faint">
        Made by ${tool.name} ${tool.version} at
        <time datetime="${generatedAt}">${shownTime(generatedAt)}</time>
      </p>
    </header>
    <main id="main" tabindex="-1">
      <section aria-labelledby="summary">
        <h2 id="summary">Summary</h2>
        <p class="said">${headlineOfAll(report)}.${unreadWords(report)}</p>
        ${outcome(report)}
      </section>
      ${accountTable(report, links)}${notRead(report)}${controls(report)}
      ${isOfRules(report) ? ofRules(report) : null}
      <section aria-labelledby="reading">
        <h2 id="reading">How the facts were read</h2>
        ${list([...readAt(report), ...judging(report)])}
        <p class="faint">The page of each account says more of it, and what could not be read there.</p>
      </section>
    </main>
    <footer>
      <p>${tool.name} ${tool.version}. It only read, and changed nothing.</p>
    </footer>`;
  return page(title, body);
}

function ofRules(report: Outline): Html {
  return html`<section aria-labelledby="rules">
    <h2 id="rules">Rules</h2>
    ${rulesByAccounts(report)} ${report.rules.map((rule) => details(rule, report))}
  </section>`;
}

function unreadWords({ failures }: Outline): Html | null {
  if (failures.length === 0) return null;
  return html` <a href="#unread">${plural(failures.length, "account")} could not be read</a>.`;
}

/** Accounts that have no page, and why. */
function notRead({ failures, leftOut }: Outline): Html | null {
  if (failures.length + leftOut.length === 0) return null;
  return html`<section aria-labelledby="unread">
    <h2 id="unread">Not read</h2>
    <p>What could not be read is not taken for fine.</p>
    ${failures.map(
      ({ account, id, message }) =>
        html`<p id="unread-${id}"><strong>${account}</strong> could not be read at all: ${message}</p> `,
    )}
    ${leftOutInWords(leftOut).map((words) => html`<p>${words}</p> `)}
  </section> `;
}

/** From the account that was read first to the one that was last. */
function readAt({ accounts }: Outline): Items {
  const times = accounts.map(({ facts }) => facts.readAt).sort();
  const [first, last] = [times[0], times.at(-1)].map((at) => at && shownTime(at));
  if (first === undefined || last === undefined) return [];
  return [["Accounts read", first === last ? `at ${first}` : `from ${first} to ${last}`]];
}

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
interface Links {
  /** Of an account's page. */
  readonly account: (id: string) => string;
}

/** The accounts of an organization, a row each, to search and to filter; each leads to its page. */
function accountTable(report: Outline, links: Links): Html {
  const rows = rowsOf(report, links).sort(worstFirst);
  return html`<section aria-labelledby="accounts">
    <h2 id="accounts">Accounts</h2>
    ${tiles(rows)} ${filterBar("Filter the accounts", filtersOf(report))}
    ${scrollingTable({
      name: html`aria-labelledby="accounts"`,
      attributes: html`id="accounts-table" class="filtered stacks"`,
      caption: "How each account ended; the worst first",
      head: tableHead(report),
      rows: rows.map((row) => tableRow(row, tableHead(report))),
    })}
  </section> `;
}

/** Of an answer to standards alone no rule was asked. */
function tableHead(report: Outline): readonly string[] {
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
  const numbers = tableHead(report).slice(NUMBERS_FROM);
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

/** What could not be looked at comes before what was looked at and has nothing. */
function worstFirst(a: Row, b: Row): number {
  const byKind = KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
  return byKind !== 0 ? byKind : worseFirst(a.weight, b.weight);
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
