import { known } from "../../../policypack/facts/fact";
import type { AccountFacts, Group, InlinePolicy, ManagedPolicy, User } from "../../../policypack/facts/model";
import { parsePolicyDocument } from "../../../policypack/iam/document";
import { found, modelAccount, userWithoutMfa } from "../../support/accounts";

/** A small account in a plain form: policies by name, everybody with a password and without a device. */
export interface PlainAccount {
  readonly users: readonly PlainUser[];
  readonly groups?: Readonly<Record<string, PlainHolder>>;
  readonly policies?: Readonly<Record<string, object>>;
}

interface PlainHolder {
  /** Names of managed policies. */
  readonly attached?: readonly string[];
  readonly inline?: Readonly<Record<string, object>>;
}

export interface PlainUser extends PlainHolder {
  readonly name: string;
  readonly path?: string;
  readonly groups?: readonly string[];
  /** The name of a managed policy. */
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

const ACCOUNT = "111122223333";

export function plainAccount({ users, groups = {}, policies = {} }: PlainAccount): AccountFacts {
  return modelAccount([], {
    users: found(users.map(toUser)),
    groups: found(new Map(Object.entries(groups).map(([name, holder]) => [name, toGroup(name, holder)]))),
    policies: found(
      new Map(Object.entries(policies).map(([name, document]) => [arnOf(name), toPolicy(name, document)])),
    ),
  });
}

function toUser({ name, path = "/", groups = [], boundary, tags = {}, ...holder }: PlainUser): User {
  const permissionsBoundary = known(boundary === undefined ? null : arnOf(boundary));
  const arn = `arn:aws:iam::${ACCOUNT}:user${path}${name}`;
  return userWithoutMfa(
    name,
    {
      path: known(path),
      permissionsBoundary,
      tags: known(tags),
      groups: groups.map((group) => ({ group, origin: "live" })),
      ...toHolder(holder),
    },
    { arn, path, permissionsBoundary, tags: known(tags) },
  );
}

function toGroup(name: string, holder: PlainHolder): Group {
  return { name, origin: "live", urn: undefined, ...toHolder(holder) };
}

function toHolder({ attached = [], inline = {} }: PlainHolder) {
  return {
    attachedPolicies: attached.map((policy) => ({ policy: arnOf(policy), origin: "live" as const })),
    inlinePolicies: Object.entries(inline).map(([name, document]): InlinePolicy => ({
      name,
      document: known(parsePolicyDocument(JSON.stringify(document))),
      origin: "live",
      urn: undefined,
    })),
  };
}

function toPolicy(name: string, document: object): ManagedPolicy {
  const parsed = known(parsePolicyDocument(JSON.stringify(document)));
  return { name, document: parsed, origin: "live", urn: undefined };
}

function arnOf(name: string): string {
  return `arn:aws:iam::${ACCOUNT}:policy/${name}`;
}
