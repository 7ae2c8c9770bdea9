import type { Command } from "commander";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { asJson } from "../json-model";
import { judgeAccounts } from "../organization/judge-accounts";
import type { MaxAgeOption } from "../organization/max-age";
import type { OrganizationOptions } from "../organization/options";
import { resetsOf } from "../organization/password-resets";
import { readRolloutFolder } from "../organization/rollout-folder";
import { openSink } from "../output";
import { inertJson } from "../report/json";
import { layoutFor } from "../report/terminal-layout";
import { loadActionList } from "./action-list";
import { gapJson, verdictJson } from "./json";
import { VERIFY_VERSION } from "./model";
import type { OrganizationVerifyJson } from "./organization-model";
import { organizationVerifyTable } from "./organization-table";
import { accountVerification, type OrganizationVerification } from "./organization-verification";
import { addUpKinds, exitCodeOf, worstOf } from "./outcome";
import { verifyAccount } from "./verify";

export interface OrganizationVerifyOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly allowUnknown: boolean;
  readonly format: "table" | "json";
  readonly output?: string;
}

/** `mfa-guard verify --org`: what the policies deny in each account; these are chosen and read as for `audit --org`. */
export async function organizationVerify(
  cli: Cli,
  command: Command,
  options: OrganizationVerifyOptions,
): Promise<void> {
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const write = await openSink(cli, options.output);
  const { actions, source } = await loadActionList();
  const at = cli.now();
  const read = await judgeAccounts(cli, command, {
    ...{ ...options, rollouts, addMore: resetsOf(cli, command) },
    judge: ({ id }, facts, rollout) =>
      accountVerification(id, verifyAccount(facts, { rollout, now: at, actions })),
  });
  const { accounts, failures, leftOut } = read;
  const all = { at, actions: actions.length, actionList: source, accounts, failures, leftOut };
  const { format, output } = options;
  await write(format === "json" ? verifyJson(all) : organizationVerifyTable(all, layoutFor(cli, output)));
  await read.written();
  // As of `audit --org`: what is unread is never hidden behind what was found.
  cli.exitCode = failures.length > 0 ? EXIT.couldNotRun : exitCodeOf(resultOfAll(all), options.allowUnknown);
}

function resultOfAll({ accounts }: OrganizationVerification) {
  return worstOf(accounts.map(({ result }) => result));
}

/** As `docs/organization-verify.schema.json` has it. */
function verifyJson(all: OrganizationVerification): string {
  const { at, actions, actionList, accounts, failures, leftOut } = all;
  const each = accounts.map(({ users, gaps, ...one }) => ({
    ...one,
    users: users.map(verdictJson),
    unknown: gaps.map(gapJson),
  }));
  const json: OrganizationVerifyJson = {
    version: VERIFY_VERSION,
    ...asJson({ at, actions, actionList, result: resultOfAll(all) }),
    counts: addUpKinds(accounts.map(({ counts }) => counts)),
    ...asJson({ accounts: each, failures: [...failures], leftOut: [...leftOut] }),
  };
  return inertJson(json);
}
