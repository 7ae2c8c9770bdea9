import { byCause, sharedReason } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import { escapeHtml, htmlPage } from "../html";
import { leftOutInWords } from "../report/left-out";
import { isoMinute } from "../times";
import { problemsOfAccounts } from "../rollout/problem-lines";
import { remaining, STATES } from "./burndown";
import { curve } from "./curve";
import { numbers, row, STYLE, table } from "./html-parts";
import type { MergedRun } from "./merged-history";
import type { OrganizationBurnDown } from "./organization-burndown";
import { nextDeadline } from "./organization-table";
import { statusHeadline } from "./words";

/**
 * The burn-down of an organization as one HTML file, with accounts as rows. It has nobody's name: `--format csv` has.
 * @param history Earlier runs, in order of time; the last one may be this run.
 */
export function organizationStatusHtml(all: OrganizationBurnDown, history: readonly MergedRun[]): string {
  const { at, accounts, total, failures, leftOut } = all;
  const title = "MFA rollout of the organization";
  const now = { at, accounts: accounts.length, total };
  const runs = [
    ...history.map((run) => ({ ...run, at: new Date(run.at) })).filter((run) => run.at < at),
    now,
  ];
  const reasons = accounts.flatMap(({ now: { account, unknown } }) =>
    unknown.map((reason) => ({ subject: account, reason })),
  );
  const problems = problemsOfAccounts(accounts.map(({ now }) => now));
  const body = `<main>
<h1>${title}</h1>
<p class="headline">${escapeHtml(`${accounts.length} of ${accounts.length + failures.length} accounts read: ${statusHeadline(total)}`)}</p>
<p>As of <time datetime="${at.toISOString()}">${isoMinute(at)}</time>.</p>
<h2>Burn-down</h2>
<figure>
${curve(runs, [])}
<figcaption>People who still have to enrol, the exempt among them. Each account counts from its first run on.</figcaption>
</figure>
${runsTable(runs)}
<h2>Accounts</h2>
${accountsTable(all)}
${[
  section(
    "Accounts that could not be read",
    failures.map(({ account, message }) => `${account}: ${message}`),
  ),
  section(
    "What could not be read",
    byCause(reasons).map((cause) => describeReason(sharedReason(cause))),
  ),
  section("Accounts that were left out", leftOutInWords(leftOut)),
  section(
    "The rollout files",
    [...problems].map(([text, names]) => `${text} (${names.join(", ")})`),
  ),
].join("")}</main>`;
  return htmlPage({ title, style: STYLE, body });
}

type Run = Pick<MergedRun, "accounts" | "total"> & { readonly at: Date };

function runsTable(runs: readonly Run[]): string {
  const head = ["run", "accounts", "still to enrol", ...STATES];
  const rows = runs.map(({ at, accounts, total }) =>
    row(isoMinute(at), head, [accounts, remaining(total), ...numbers(total)].map(String)),
  );
  const summary = `The numbers of the curve, ${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  return `<details><summary>${summary}</summary>\n${table("Runs", head, rows)}\n</details>`;
}

function accountsTable({ at, accounts, total }: OrganizationBurnDown): string {
  const head = ["account", "next deadline", ...STATES];
  const rows = accounts.map(({ now }) =>
    row(now.account, head, [nextDeadline(now, at), ...numbers(now.total).map(String)]),
  );
  return table("People by account", head, [...rows, row("all", head, ["", ...numbers(total).map(String)])]);
}

/** Nothing where there is nothing to tell. */
function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`);
  return `<h2>${title}</h2>\n<ul>${items.join("\n")}</ul>\n`;
}
