import type { Command } from "commander";
import pLimit from "p-limit";
import { z } from "zod";
import { byCause, sharedReason } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { escapeHtml, htmlPage } from "../html";
import { asJson, instant } from "../json-model";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import { DEFAULT_CONCURRENCY, type OrganizationOptions } from "../organization/organization-options";
import { readRolloutFolder } from "../organization/rollout-folder";
import { openSink } from "../output";
import { grid } from "../report/grid";
import { inertJson } from "../report/json";
import { leftOutInWords } from "../report/left-out";
import { failuresModel, leftOutModel } from "../report/report-model";
import type { Judged } from "../report/source";
import { layoutFor, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { organizationRolloutLines, problemsOfAccounts } from "../rollout/load";
import { worstAccounts } from "../report/worst-accounts";
import { oneLine } from "../text";
import { isoDay, isoMinute } from "../times";
import { addUp, burnDown, type BurnDown, type Counts, remaining, STATES } from "./burndown";
import { peopleCsv } from "./people-csv";
import { curve } from "./curve";
import { historyLocation, openHistories, remember } from "./remember";
import { numbers, row, STYLE, table } from "./status-page";
import { type MergedRun, mergeHistories } from "./history";
import { entrySchema, STATUS_VERSION, statusSchema } from "./status-json";
import { peopleOf, type Person } from "./people";
import { cells, statusHeadline } from "./status-table";

export interface OrganizationStatusOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly format: "table" | "json" | "html" | "csv";
  readonly output?: string;
  readonly history?: string;
}

/**
 * `mfa-guard status --org`: one burn-down, with accounts as rows; the accounts are chosen and read as for
 * `audit --org`.
 */
export async function organizationStatus(
  cli: Cli,
  command: Command,
  options: OrganizationStatusOptions,
): Promise<void> {
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const sink = await openSink(cli, options.output);
  const place = options.history === undefined ? null : historyLocation(options.history);
  // One moment for all: so their histories have a run in common.
  const at = cli.now();
  const read = await judgeAccounts<AccountStatus>(cli, command, {
    ...{ ...options, rollouts },
    judge: ({ id }, facts, rollout) => {
      return { id, now: burnDown(facts, rollout, at), people: peopleOf(facts, rollout, at) };
    },
  });
  const { accounts, failures, leftOut } = read;
  const all = { at, accounts, total: addUp(accounts.map(({ now }) => now.total)), failures, leftOut };
  const { connection } = read.access;
  const open = place && (await openHistories(cli, command, { place, connection }));
  const limit = pLimit(options.concurrency ?? DEFAULT_CONCURRENCY);
  const one = ({ id, now }: AccountStatus) => limit(async () => (open ? remember(cli, open(id), now) : []));
  const history = mergeHistories(await Promise.all(accounts.map(one)));
  await sink(render(cli, all, history, options));
  await read.written();
  cli.exitCode = exitCodeOf(all);
}

function render(
  cli: Cli,
  all: OrganizationBurnDown,
  history: readonly MergedRun[],
  { format, output }: OrganizationStatusOptions,
): string {
  if (format === "json") return `${organizationJson(all, history)}\n`;
  if (format === "html") return organizationStatusHtml(all, history);
  if (format === "csv") return peopleCsv(all.accounts, all.failures);
  return `${organizationStatusTable(all, history, layoutFor(cli, output))}\n`;
}

/** As `docs/organization-status.schema.json` has it. */
function organizationJson(
  { at, total, accounts, failures, leftOut }: OrganizationBurnDown,
  history: readonly MergedRun[],
): string {
  const each = accounts.map(({ id, now }) => ({ id, ...now }));
  const json: OrganizationStatus = {
    version: STATUS_VERSION,
    ...asJson({ at, total, accounts: each, failures, leftOut, history }),
  };
  return inertJson(json);
}

/** As of `audit --org`: what is unread is never hidden behind what was found. */
function exitCodeOf({ total, accounts, failures }: OrganizationBurnDown) {
  if (failures.length > 0) return EXIT.couldNotRun;
  return total.overdue > 0 || accounts.some(({ now }) => now.unknown.length > 0)
    ? EXIT.found
    : EXIT.nothingFound;
}

/** What `mfa-guard status --org --format json` writes. */
export const organizationStatusSchema = z
  .strictObject({
    version: z.literal(STATUS_VERSION),
    at: instant,
    total: entrySchema.shape.total.describe("Of the accounts that were read."),
    accounts: z.array(
      statusSchema
        .omit({ version: true, history: true })
        .extend({ id: z.string().describe("Twelve digits.") }),
    ),
    failures: failuresModel.describe("Accounts that could not be read at all: nobody of theirs is counted."),
    leftOut: leftOutModel,
    history: z
      .array(z.strictObject({ at: instant, accounts: z.int(), total: entrySchema.shape.total }))
      .describe(
        "In order of time, each account with its latest run by then; this run too, where --history was given.",
      ),
  })
  .meta({ title: "mfa-guard status --org" });

export type OrganizationStatus = z.output<typeof organizationStatusSchema>;

/** How far the rollout of one account has come, and who its people are. */
interface AccountStatus {
  readonly id: string;
  readonly now: BurnDown;
  readonly people: readonly Person[];
}

/** How far the rollouts of an organization's accounts have come. */
export interface OrganizationBurnDown extends Pick<Judged, "failures" | "leftOut"> {
  readonly at: Date;
  readonly accounts: readonly AccountStatus[];
  /** Of the accounts that were read. */
  readonly total: Counts;
}

/** The burn-down of an organization for a terminal, a line an account. */
export function organizationStatusTable(
  { at, accounts, total, failures, leftOut }: OrganizationBurnDown,
  history: readonly MergedRun[],
  layout: TerminalLayout,
): string {
  const { bold, red } = layout.colours;
  const badness = ({ now }: AccountStatus) => [now.total.overdue, now.unknown.length, remaining(now.total)];
  const { shown, rest } = worstAccounts(layout, accounts, badness, "--format html or json has them all");
  const rows = shown.map(({ now }) => [
    ...[oneLine(now.account), nextDeadline(now, at)],
    ...cells(now.total, layout.colours),
  ]);
  const told = (text: string) => paragraph(layout, oneLine(text), "- ");
  const reasons = accounts.flatMap(({ now }) =>
    now.unknown.map((reason) => ({ subject: now.account, reason })),
  );
  const unknown = byCause(reasons).map((cause) => told(describeReason(sharedReason(cause))));
  const failed = failures.map(({ account, message }) => red(told(`${account}: ${message}`)));
  const out = leftOutInWords(leftOut).map(told);
  const problems = organizationRolloutLines(
    accounts.map(({ now }) => now),
    layout,
  );
  return [
    bold(
      paragraph(
        layout,
        `${accounts.length} of ${accounts.length + failures.length} accounts read: ${statusHeadline(total)}`,
      ),
    ),
    "",
    ...grid(
      layout,
      ["account", "next deadline", ...STATES],
      [...rows, ["all", "", ...cells(total, layout.colours)]],
    ),
    ...rest,
    ...section("Not read, and nobody of theirs is counted:", failed),
    ...section("Not everything could be read:", unknown),
    ...(out.length === 0 ? [] : ["", ...out]),
    ...(problems.length === 0 ? [] : ["", ...problems]),
    ...section("Still to enrol:", history.length > 1 ? history.slice(-SHOWN).map(runLine) : []),
  ].join("\n");
}

/** Runs that are told at a terminal; --format json has all. */
const SHOWN = 10;

function runLine({ at, accounts, total }: MergedRun): string {
  return `  ${isoDay(new Date(at))}: ${remaining(total)}, of the accounts with a run by then: ${accounts}`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines];
}

/** Of the waves that somebody in has still to enrol. */
function nextDeadline({ waves }: BurnDown, at: Date): string {
  const open = waves.flatMap(({ deadline, counts }) =>
    deadline && deadline > at && remaining(counts) > 0 ? [deadline.getTime()] : [],
  );
  return open.length === 0 ? "" : isoDay(new Date(Math.min(...open)));
}

/**
 * The burn-down of an organization as one HTML file, with accounts as rows. It has nobody's name: `--format csv` has.
 * @param history Earlier runs, in order of time; the last one may be this run.
 */
function organizationStatusHtml(all: OrganizationBurnDown, history: readonly MergedRun[]): string {
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
  htmlSection(
    "Accounts that could not be read",
    failures.map(({ account, message }) => `${account}: ${message}`),
  ),
  htmlSection(
    "What could not be read",
    byCause(reasons).map((cause) => describeReason(sharedReason(cause))),
  ),
  htmlSection("Accounts that were left out", leftOutInWords(leftOut)),
  htmlSection(
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
function htmlSection(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`);
  return `<h2>${title}</h2>\n<ul>${items.join("\n")}</ul>\n`;
}
