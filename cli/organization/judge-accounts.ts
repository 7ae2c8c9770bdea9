import type { Command } from "commander";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import type { Rollout } from "../../policypack/rollout/rollout";
import type { Cli } from "../context";
import type { Member } from "./accounts";
import { refuseUnknownAccounts } from "./account-choice";
import { type MaxAgeOption, maxAgeOf } from "./max-age";
import type { OrganizationOptions } from "./organization-options";
import { type Read, type Receiver, readOrganization } from "./read-organization";
import type { AddMore } from "./reading";
import type { Rollouts } from "./rollout-folder";

interface Judging<T> extends OrganizationOptions, MaxAgeOption {
  readonly rollouts: Rollouts;
  /** What is to be known of an account. Its facts are gone after that: memory does not hold those of all. */
  readonly judge: (member: Member, facts: AccountFacts, rollout: Rollout | null) => T;
  readonly addMore?: AddMore;
}

interface JudgedAccounts<T> extends Pick<Read<Receiver>, "access" | "failures" | "leftOut" | "written"> {
  /** In the order of their numbers. */
  readonly accounts: readonly T[];
}

/**
 * Judges each account of the organization that the options choose, by the rollout file that the account goes by.
 * @throws CliError where nothing can be read at all, and for a rollout file of an account that is not there.
 */
export async function judgeAccounts<T>(
  cli: Cli,
  command: Command,
  { rollouts, judge, ...options }: Judging<T>,
): Promise<JudgedAccounts<T>> {
  const judged = new Map<string, T>();
  const take = (member: Member, facts: AccountFacts) => {
    judged.set(member.id, judge(member, facts, rollouts.of(member.id)));
  };
  const { ids, ...read } = await readOrganization(cli, command, {
    ...{ ...options, maxAge: maxAgeOf(options), receiver: () => ({ take }) },
    inspect: (members) => refuseUnknownAccounts(members, rollouts.named),
  });
  return { ...read, accounts: ids.flatMap((id) => judged.get(id) ?? []) };
}
