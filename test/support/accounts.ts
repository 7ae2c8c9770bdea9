import {
  CERTIFICATIONS_NOT_ASKED,
  OTHER_CREDENTIALS_NOT_ASKED,
  SCPS_NOT_ASKED,
} from "../../policypack/facts/not-asked";
import { COMPLETE, type Fact, type Found, known, type Reason, unknown } from "../../policypack/facts/fact";
import type {
  AccountFacts,
  Group,
  LiveUser,
  LoginProfile,
  ManagedPolicy,
  MfaDevice,
  PlannedLoginProfile,
  Role,
  User,
} from "../../policypack/facts/account-facts";
import { ROOT_ACCESS_NOT_ASKED } from "../../policypack/facts/live/root-access";
import { unplannedUser } from "../../policypack/facts/unplanned";
import { parsePolicyDocument } from "../../policypack/iam/policy-document";
import { DEFAULT_SETTINGS, type RuleContext } from "../../policypack/rules/rule";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";

/** The moment at which the rules look in tests. */
export const NOW = new Date("2026-11-21T12:00:00Z");

/** A rule's context: no rollout file, nothing set. */
export const CONTEXT: RuleContext = { now: NOW, settings: DEFAULT_SETTINGS, options: {} };

export const FORCE_MFA_ARN = "arn:aws:iam::111122223333:policy/force-mfa-self-service";

export const VIRTUAL: MfaDevice = {
  kind: "virtual",
  serial: "arn:aws:iam::111122223333:mfa/ann",
  enabled: new Date("2026-02-01T00:00:00Z"),
};

export const DENIED: Reason = {
  what: "the MFA devices of user ann of account 111122223333",
  call: "iam:ListMFADevices",
  code: "AccessDenied",
  message: "not authorized",
  remedy: "Needs the permission iam:ListMFADevices.",
};

export function found<T>(found: T, complete: Fact<true> = COMPLETE): Found<T> {
  return { found, complete };
}

/** A console password, by when it was set. */
export function password(changed: string | null): Fact<LoginProfile> {
  return known({
    changed: changed === null ? null : new Date(changed),
    lastUsed: null,
    nextRotation: null,
    resetRequired: known(false),
  });
}

/** A console user as they should be: a password, and one virtual device. */
export function consoleUser(
  name: string,
  changes: Partial<User> = {},
  liveChanges: Partial<LiveUser> = {},
): User {
  const live: LiveUser = {
    arn: `arn:aws:iam::111122223333:user/${name}`,
    id: known(null),
    path: "/",
    created: new Date("2026-01-01T00:00:00Z"),
    loginProfile: password("2026-01-02T00:00:00Z"),
    devices: found([VIRTUAL]),
    accessKeys: known([]),
    signingCertificates: known(0),
    permissionsBoundary: known(null),
    tags: known({}),
    ...liveChanges,
  };
  const user = unplannedUser({
    name,
    live: known(live),
    groups: [],
    attachedPolicies: [],
    inlinePolicies: [],
    policiesComplete: COMPLETE,
    ...changes,
  });
  return { ...user, ...changes };
}

/** A console user with a password and no device. */
export function userWithoutMfa(
  name: string,
  changes: Partial<User> = {},
  liveChanges: Partial<LiveUser> = {},
): User {
  return consoleUser(name, changes, { devices: found([]), ...liveChanges });
}

/** A user of the stack who does not exist yet, with a login profile in it. */
export function plannedUser(name: string | undefined, changes: Partial<User> = {}): User {
  const urn = `urn:pulumi:dev::app::aws:iam/userLoginProfile:UserLoginProfile::${name ?? "someone"}`;
  return {
    ...consoleUser(name ?? ""),
    name,
    live: known(null),
    plannedLoginProfile: plannedLogin(urn),
    ...changes,
  };
}

/** A login profile of the stack, with a password that need not be changed. */
export function plannedLogin(urn: string): PlannedLoginProfile {
  return { urn, passwordResetRequired: known(false) };
}

export function managedPolicy(document: object, changes: Partial<ManagedPolicy> = {}): ManagedPolicy {
  return {
    name: "force-mfa-self-service",
    document: known(parsePolicyDocument(JSON.stringify(document))),
    origin: "live",
    urn: undefined,
    ...changes,
  };
}

/** A user's or group's one inline policy. */
export function inlinePolicy(name: string, document: object): Pick<User, "inlinePolicies"> {
  return {
    inlinePolicies: [{ name, document: managedPolicy(document).document, origin: "live", urn: undefined }],
  };
}

/** A role of the account with the trust policy given. */
export function role(name: string, trust: object, changes: Partial<Role> = {}): Role {
  return {
    name,
    path: known("/"),
    trust: known(parsePolicyDocument(JSON.stringify(trust))),
    tags: known({}),
    attachedPolicies: [],
    inlinePolicies: [],
    origin: "live",
    urn: undefined,
    ...changes,
  };
}

export function forceMfaGroup(changes: Partial<Group> = {}): Group {
  const attachedPolicies = [{ policy: FORCE_MFA_ARN, origin: "live" as const }];
  return {
    name: "force-mfa",
    origin: "live",
    urn: undefined,
    attachedPolicies,
    inlinePolicies: [],
    ...changes,
  };
}

/** An account that no rule has anything to say about; its group force-mfa has the self-service policy. */
export function modelAccount(users: readonly User[] = [], changes: Partial<AccountFacts> = {}): AccountFacts {
  return {
    label: "account 111122223333",
    identity: known({
      accountId: "111122223333",
      partition: "aws",
      arn: "arn:aws:iam::111122223333:user/deployer",
      longTermKey: false,
    }),
    alias: known("example"),
    readAt: NOW,
    root: {
      hasPassword: known(true),
      hasAccessKeys: known(false),
      hasMfa: known(true),
      virtualDevices: known([]),
    },
    users: found([consoleUser("ann"), ...users]),
    groups: found(new Map([["force-mfa", forceMfaGroup()]])),
    policies: found(new Map([[FORCE_MFA_ARN, managedPolicy(selfServicePolicy({ partition: "aws" }))]])),
    roles: found([]),
    unassignedDevices: known([]),
    passwordPolicy: known(null),
    scps: SCPS_NOT_ASKED,
    consoleAuthorization: known("off"),
    rootAccess: ROOT_ACCESS_NOT_ASKED,
    otherCredentials: OTHER_CREDENTIALS_NOT_ASKED,
    certifications: CERTIFICATIONS_NOT_ASKED,
    passwordsComplete: COMPLETE,
    credentialReportAt: known(NOW),
    credentialReportComplete: COMPLETE,
    otherIdentities: [],
    plannedScps: [],
    unresolved: [],
    ...changes,
  };
}

export const NOT_READ = unknown(DENIED);
