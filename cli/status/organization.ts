import type { Command } from "commander";
import pLimit from "p-limit";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { asJson } from "../json-model";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import { DEFAULT_CONCURRENCY, type OrganizationOptions } from "../organization/options";
import { readRolloutFolder } from "../organization/rollout-folder";
import { openSink } from "../output";
import { inertJson } from "../report/json";
import { layoutFor } from "../report/terminal-layout";
import { addUp, burnDown } from "./burndown";
import { peopleCsv } from "./csv";
import { historyLocation } from "./history-location";
import { mergeHistories, type MergedRun } from "./merged-history";
import { STATUS_VERSION } from "./model";
import type { OrganizationStatus } from "./organization-model";
import type { AccountStatus, OrganizationBurnDown } from "./organization-burndown";
import { organizationStatusHtml } from "./organization-html";
import { organizationTable } from "./organization-table";
import { peopleOf } from "./people";
import { openHistories, remember } from "./remember";

export interface OrganizationStatusOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly format: "table" | "json" | "html" | "csv";
  readonly output?: string;
  readonly history?: string;
}

/** `mfa-guard status --org`: one burn-down, with accounts as rows; the accounts are chosen and read as for `audit --org`. */
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
  return `${organizationTable(all, history, layoutFor(cli, output))}\n`;
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
