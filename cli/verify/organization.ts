import type { Command } from "commander";
import type { AccountFacts } from "../../policypack/facts/model";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { asJson } from "../json-model";
import type { Member } from "../organization/accounts";
import { refuseUnknownAccounts } from "../organization/account-choice";
import type { OrganizationOptions } from "../organization/options";
import { resetsOf } from "../organization/password-resets";
import { readOrganization } from "../organization/read-organization";
import { readRolloutFolder } from "../organization/rollout-folder";
import { openSink } from "../output";
import { inertJson } from "../report/json";
import { layoutFor } from "../report/terminal-layout";
import { loadActionList } from "./action-list";
import { gapJson, verdictJson } from "./json";
import { VERIFY_VERSION } from "./model";
import type { OrganizationVerifyJson } from "./organization-model";
import { organizationVerifyTable } from "./organization-table";
import {
  type AccountVerification,
  accountVerification,
  type OrganizationVerification,
} from "./organization-verification";
import { addUpKinds, exitCodeOf, worstOf } from "./outcome";
import { verifyAccount } from "./verify";

export interface OrganizationVerifyOptions extends OrganizationOptions {
  readonly rollout?: string;
  readonly allowUnknown: boolean;
  readonly format: "table" | "json";
  readonly output?: string;
  /** Hours. */
  readonly maxAge?: number;
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
  const verified = new Map<string, AccountVerification>();
  const take = ({ id }: Member, facts: AccountFacts) => {
    const verification = verifyAccount(facts, { rollout: rollouts.of(id), now: at, actions });
    verified.set(id, accountVerification(id, verification));
  };
  const maxAge = options.maxAge === undefined ? undefined : options.maxAge * 3_600_000;
  const read = await readOrganization(cli, command, {
    ...{ ...options, maxAge, receiver: () => ({ take }), addMore: resetsOf(cli, command) },
    inspect: (members) => refuseUnknownAccounts(members, rollouts.named),
  });
  const accounts = read.ids.flatMap((id) => verified.get(id) ?? []);
  const { failures, leftOut } = read;
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
