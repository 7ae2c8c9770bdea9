import { known, type Unknown, unknown } from "../../../policypack/facts/fact";
import type {
  AccessKey,
  AccountFacts,
  DeviceKind,
  Group,
  InlinePolicy,
  LoginProfile,
  ManagedPolicy,
  PasswordPolicy,
  UnassignedDevice,
  User,
} from "../../../policypack/facts/account-facts";
import { parsePolicyDocument } from "../../../policypack/iam/policy-document";
import { found, modelAccount, userWithoutMfa } from "../../support/accounts";

/** A small account in a plain form: policies by name, everybody with a password and without a device. */
export interface PlainAccount {
  readonly users: readonly PlainUser[];
  readonly groups?: Readonly<Record<string, PlainHolder>>;
  readonly policies?: Readonly<Record<string, object>>;
  /** By level, from the organization's root; left out: they were not read. */
  readonly scps?: readonly (readonly object[])[];
  /** Left out: "aws". */
  readonly partition?: string;
  /** Left out: AWS's default holds. */
  readonly passwordPolicy?: Partial<PasswordPolicy> | "denied";
  /** Left out: it could be read. */
  readonly report?: "denied";
  /** Names of virtual devices that belong to nobody; left out: there are none. */
  readonly unassigned?: readonly string[] | "denied";
}

interface PlainHolder {
  /** Names of managed policies. */
  readonly attached?: readonly string[];
  readonly inline?: Readonly<Record<string, object>>;
}

export interface PlainUser extends PlainHolder {
  readonly name: string;
  /** Left out: not told. */
  readonly id?: string;
  readonly path?: string;
  readonly groups?: readonly string[];
  /** The name of a managed policy. */
  readonly boundary?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Of each access key, whether it is active; none was ever used. */
  readonly keys?: readonly boolean[];
  readonly devices?: readonly DeviceKind[];
  /** `changed` null: AWS does not tell. */
  readonly password?: { readonly reset?: boolean; readonly nextRotation?: string; readonly changed?: null };
}

const ACCOUNT = "111122223333";

export function plainAccount(plain: PlainAccount): AccountFacts {
  const {
    users,
    groups = {},
    policies = {},
    scps,
    partition = "aws",
    passwordPolicy,
    report,
    unassigned = [],
  } = plain;
  const identity = { accountId: ACCOUNT, partition, longTermKey: false };
  return modelAccount([], {
    identity: known({ ...identity, arn: `arn:${partition}:iam::${ACCOUNT}:user/deployer` }),
    users: found(users.map(toUser)),
    groups: found(new Map(Object.entries(groups).map(([name, holder]) => [name, toGroup(name, holder)]))),
    policies: found(
      new Map(Object.entries(policies).map(([name, document]) => [arnOf(name), toPolicy(name, document)])),
    ),
    unassignedDevices:
      unassigned === "denied"
        ? denied("the virtual MFA devices", "iam:ListVirtualMFADevices")
        : known(unassigned.map((name) => toDevice(`arn:${partition}:iam::${ACCOUNT}:mfa/${name}`))),
    ...(scps && { scps: known(scps.map((level, i) => level.map((document, j) => toScp(document, i, j)))) }),
    ...(passwordPolicy && { passwordPolicy: toPasswordPolicy(passwordPolicy) }),
    ...(report && { credentialReportAt: denied("the credential report", "iam:GetCredentialReport") }),
  });
}

/** As AWS has it where the account sets one and leaves everything out. */
const PASSWORD_POLICY: PasswordPolicy = {
  minimumLength: 6,
  maximumAge: null,
  hardExpiry: false,
  usersMayChange: false,
};

function toPasswordPolicy(
  plain: NonNullable<PlainAccount["passwordPolicy"]>,
): AccountFacts["passwordPolicy"] {
  if (plain !== "denied") return known({ ...PASSWORD_POLICY, ...plain });
  return denied("the password policy", "iam:GetAccountPasswordPolicy");
}

function denied(what: string, call: string): Unknown {
  return unknown({ what, call, code: "AccessDenied", message: "not allowed", remedy: "Grant it." });
}

function toDevice(serial: string): UnassignedDevice {
  return { kind: "virtual", serial, enabled: null, urn: undefined };
}

function toScp(document: object, level: number, index: number) {
  return { name: `scp-${level}-${index}`, document: parsePolicyDocument(JSON.stringify(document)) };
}

function toUser(user: PlainUser): User {
  const {
    name,
    id = null,
    path = "/",
    groups = [],
    boundary,
    tags = {},
    keys = [],
    devices = [],
    password,
    ...holder
  } = user;
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
    {
      ...{
        arn,
        id: known(id),
        path,
        permissionsBoundary,
        tags: known(tags),
        accessKeys: known(keys.map(toKey)),
      },
      devices: found(devices.map((kind) => ({ kind, serial: null, enabled: null }))),
      loginProfile: known(toProfile(password)),
    },
  );
}

function toKey(active: boolean): AccessKey {
  return { active, rotated: null, lastUsed: null };
}

function toProfile({
  reset = false,
  nextRotation,
  changed,
}: NonNullable<PlainUser["password"]> = {}): LoginProfile {
  return {
    changed: changed === null ? null : new Date("2026-01-02T00:00:00Z"),
    lastUsed: null,
    nextRotation: nextRotation === undefined ? null : new Date(nextRotation),
    resetRequired: known(reset),
  };
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
