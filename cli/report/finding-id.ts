import { createHash } from "node:crypto";
import type { AccountFacts, User } from "../../policypack/facts/model";
import type { Rule } from "../../policypack/rules/rule";

/** Tells a finding from every other, and stays the same as long as it is there: for trackers and baselines. */
export function idOf({ identity, label }: AccountFacts, rule: Rule, subject: string): string {
  const account = identity.known ? identity.value.accountId : label;
  return createHash("sha256")
    .update(JSON.stringify([account, rule.name, subject]))
    .digest("hex")
    .slice(0, 32);
}

/** The ARN of what a finding is about; null where it has none, as a place in the rollout file. */
export function arnOf(account: AccountFacts, rule: Rule, subject: string): string | null {
  if (subject.startsWith("arn:")) return subject;
  // A user may be called root too.
  if (rule.name.startsWith("root-")) return rootArn(account);
  const policy = /^policy (.+)$/.exec(subject)?.[1];
  if (policy !== undefined) return policyArn(account, policy);
  return userArns(account.users.found).get(subject) ?? null;
}

const ARNS = new WeakMap<readonly User[], ReadonlyMap<string, string>>();

/** Of each user who exists, by name: thousands are asked for. */
function userArns(users: readonly User[]): ReadonlyMap<string, string> {
  const known = ARNS.get(users);
  if (known) return known;
  const arns = new Map(
    users.flatMap(({ name, live }) =>
      name !== undefined && live.known && live.value ? [[name, live.value.arn] as const] : [],
    ),
  );
  ARNS.set(users, arns);
  return arns;
}

function rootArn({ identity }: AccountFacts): string | null {
  return identity.known ? `arn:${identity.value.partition}:iam::${identity.value.accountId}:root` : null;
}

/** Customer managed policies and those of AWS may have one name: then it can't be told. */
function policyArn({ policies }: AccountFacts, name: string): string | null {
  const arns = [...policies.found].filter(([key, policy]) => policy.name === name && key.startsWith("arn:"));
  return arns.length === 1 ? (arns[0]?.[0] ?? null) : null;
}
