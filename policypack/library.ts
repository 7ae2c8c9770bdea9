import type { Policies } from "@pulumi/policy";
import type { AccountReader } from "./facts/live/read-account";
import { connectionKey } from "./facts/connection";
import type { AccountFacts } from "./facts/account-facts";
import { providerConnection } from "./facts/planned/provider-connection";
import { type ReadAccount, readStackAccounts } from "./facts/stack-accounts";
import { lazy } from "./pulumi/lazy";
import { type PolicyArgs, pulumiPolicies, type RuleConfig } from "./pulumi/policies";
import type { ReadAhead } from "./pulumi/read-ahead";
import type { Asking, ReadFacts } from "./pulumi/run";
import type { FactsSource, SettingsInput } from "./pulumi/pack-settings";
import { RULES, type RuleName } from "./rules";
import type { Rule } from "./rules/rule";

export { type PolicyArgs, type RuleConfig, type RuleName, RULES, type SettingsInput };
/** What a rule of one's own is written with, to stand beside `RULES`. */
export type * from "./facts/account-facts";
export {
  describeReason,
  type Fact,
  type Found,
  type Known,
  known,
  type Reason,
  type Unknown,
  unknown,
} from "./facts/fact";
export type { Condition, PolicyDocument, PrincipalRef, Statement } from "./iam/policy-document";
export type { NamedPolicy } from "./iam/evaluate";
export type * from "./rules/rule";
export type { Settings } from "./rules/rule";
export type * from "./rollout/rollout";

/**
 * mfa-guard's policies for a pack of one's own:
 *
 *     new PolicyPack("ours", { policies: [...mfaGuardPolicies({ all: "advisory" }), ...others] });
 *
 * The names of rules in `args.rules` are those of `rules`, for the compiler too.
 *
 * @param rules Those to have; all where left out.
 */
export function mfaGuardPolicies<Some extends Rule = (typeof RULES)[number]>(
  args: PolicyArgs<Some["name"]> = {},
  rules: readonly Some[] = RULES as readonly Rule[] as readonly Some[],
): Policies {
  return pulumiPolicies(rules, readFacts, now, args, readAhead);
}

const now = () => new Date();

/** A reader for each analysis: `pulumi up` makes two in one process, and the account changes in between. */
const readFacts: ReadFacts = ({ resources }, source, asking) =>
  readStackAccounts(resources, source ? snapshotAccounts(source) : liveAccounts(asking), now);

/** Begins with the accounts of providers that are planned; one reader for all, as at the end. */
const readAhead: ReadAhead = (asking) => {
  const readAccount = liveAccounts(asking);
  const begun = new Map<string, Promise<AccountFacts>>();
  const readOnce: ReadAccount = (connection) => {
    const key = connectionKey(connection);
    const reading = begun.get(key) ?? readAccount(connection);
    begun.set(key, reading);
    return reading;
  };
  return {
    begin(provider) {
      const connection = providerConnection(provider);
      if (connection.known) void readOnce(connection.value);
    },
    read: ({ resources }) => readStackAccounts(resources, readOnce, now),
  };
};

function liveAccounts(asking: Asking): ReadAccount {
  let reader: AccountReader | undefined;
  return (connection) => (reader ??= newReader(asking)).read(connection);
}

function newReader({ livePasswords, certifications, budget }: Asking): AccountReader {
  const { AccountReader, DEFAULT_READ_OPTIONS } = lazy.liveAccounts();
  const options = { ...DEFAULT_READ_OPTIONS, budget, certifications };
  return new AccountReader(livePasswords ? { ...options, livePasswords: Infinity } : options);
}

function snapshotAccounts({ file, maxAge }: NonNullable<FactsSource>): ReadAccount {
  const { snapshotReader, DEFAULT_SNAPSHOT_OPTIONS } = lazy.snapshots();
  return snapshotReader(file, { ...DEFAULT_SNAPSHOT_OPTIONS, maxAge });
}
