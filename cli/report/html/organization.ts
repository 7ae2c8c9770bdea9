import { ACCOUNT_ID } from "../../account-id";
import { countsOf } from "../counts";
import { headlineOfAll, plural } from "../headline";
import { onePage } from "../html";
import { leftOutInWords } from "../left-out";
import type { AccountReport } from "../model";
import { shownTime } from "../shown-time";
import { headOf, isOfRules, type Outline, type ReportSource } from "../source";
import { accountTable, type Links } from "./account-table";
import { rulesByAccounts } from "./accounts";
import { controls } from "./controls";
import { type Html, html } from "./markup";
import { page } from "./page";
import { type Items, judging, list } from "./reading";
import { details } from "./rules";
import { outcome } from "./summary";

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
