import type { Policies } from "@pulumi/policy";
import { AccountReader } from "./facts/live/read-account";
import { DEFAULT_SNAPSHOT_OPTIONS, snapshotReader } from "./facts/snapshot/reader";
import { type ReadAccount, readStackAccounts } from "./facts/stack-accounts";
import { type PolicyArgs, pulumiPolicies, type RuleConfig } from "./pulumi/policies";
import type { ReadFacts } from "./pulumi/run";
import type { SettingsInput } from "./pulumi/settings";
import { RULES } from "./rules";
import type { Rule } from "./rules/rule";

export { type PolicyArgs, type Rule, type RuleConfig, RULES, type SettingsInput };

/**
 * mfa-guard's policies for a pack of one's own:
 *
 *     new PolicyPack("ours", { policies: [...mfaGuardPolicies({ all: "advisory" }), ...others] });
 *
 * @param rules Those to have; all where left out.
 */
export function mfaGuardPolicies(args: PolicyArgs = {}, rules: readonly Rule[] = RULES): Policies {
  return pulumiPolicies(rules, readFacts, now, args);
}

const now = () => new Date();

/** A reader for each analysis: `pulumi up` makes two in one process, and the account changes in between. */
const readFacts: ReadFacts = ({ resources }, source) => {
  const live = new AccountReader();
  const read: ReadAccount = source
    ? snapshotReader(source.file, { ...DEFAULT_SNAPSHOT_OPTIONS, maxAge: source.maxAge })
    : (connection) => live.read(connection);
  return readStackAccounts(resources, read, now);
};
