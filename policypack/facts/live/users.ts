import type { IAMClient } from "@aws-sdk/client-iam";
import type pLimit from "p-limit";
import { COMPLETE, type Fact, type Found, known, mapFact, type Unknown, unknown } from "../fact";
import type { AccessKey, LiveUser, LoginProfile, MfaDevice, User } from "../model";
import { unplannedUser } from "../unplanned";
import { isAdministrator } from "../../iam/administrator";
import type { AuthorizationDetails, AuthorizedUser } from "./authorization-details";
import { type CredentialReport, type CredentialReportRow, ROOT_ROW } from "./credential-report";
import { readLoginProfile } from "./login-profile";
import { readUserDevices, type VirtualDevices } from "./mfa-devices";

/** What the bulk calls told, and how to ask for the rest. */
export interface UserSources {
  readonly details: Fact<AuthorizationDetails>;
  readonly virtual: Fact<VirtualDevices>;
  readonly report: Fact<CredentialReport>;
  readonly iam: IAMClient;
  readonly where: string;
  readonly signal: AbortSignal;
  readonly limit: ReturnType<typeof pLimit>;
}

/** A user as one of the two lists has them. */
type Listed = Pick<AuthorizedUser, "name" | "arn" | "path" | "created"> & {
  readonly details: Fact<AuthorizedUser>;
};

/**
 * The users of an account, joined from the bulk calls; single calls are made for the few about whom these leave a
 * question. Where the authorization details may not be read, the credential report tells who there is.
 */
export async function readUsers(sources: UserSources): Promise<Found<readonly User[]>> {
  const users = await Promise.all(listUsers(sources).map((listed) => readUser(listed, sources)));
  const complete = sources.details.known ? COMPLETE : sources.details;
  return { found: users.filter((user) => user !== null), complete };
}

function listUsers({ details, report }: UserSources): Listed[] {
  if (details.known) return details.value.users.map((user) => ({ ...user, details: known(user) }));
  const rows = report.known ? [...report.value.rows.values()] : [];
  return rows
    .filter(({ name }) => name !== ROOT_ROW)
    .map(({ name, arn, created }) => ({ name, arn, path: pathOf(arn), created: created ?? EPOCH, details }));
}

const EPOCH = new Date(0);

function pathOf(arn: string): string {
  return /:user(\/(?:.*\/)?)[^/]*$/.exec(arn)?.[1] ?? "/";
}

/** Null: the user is gone. */
async function readUser(listed: Listed, sources: UserSources): Promise<User | null> {
  const row = rowOf(listed, sources.report);
  const loginProfile = await loginProfileOf(listed, row, sources);
  const devices = await devicesOf(listed, loginProfile, row, sources);
  if (!devices) return null;
  const { name, arn, path, created, details } = listed;
  const live: LiveUser = {
    arn,
    path,
    created,
    loginProfile,
    devices,
    accessKeys: accessKeysOf(row, sources),
    permissionsBoundary: mapFact(details, ({ permissionsBoundary }) => permissionsBoundary),
    tags: mapFact(details, ({ tags }) => tags),
  };
  return unplannedUser({ name, live: known(live), ...policiesOf(details) });
}

function policiesOf(details: Fact<AuthorizedUser>) {
  if (!details.known)
    return { groups: [], attachedPolicies: [], inlinePolicies: [], policiesComplete: details };
  const { groups, attachedPolicies, inlinePolicies } = details.value;
  const memberships = groups.map((group) => ({ group, origin: "live" as const }));
  return { groups: memberships, attachedPolicies, inlinePolicies, policiesComplete: COMPLETE };
}

/**
 * The report may be older than a user, and tell of an earlier one of the same name. Both sources keep whole seconds,
 * of which one may be rounded up where the other is cut off.
 */
function rowOf(user: Listed, report: Fact<CredentialReport>): CredentialReportRow | undefined {
  const row = report.known ? report.value.rows.get(user.name) : undefined;
  if (row?.arn !== user.arn || row.created === null) return undefined;
  return Math.abs(row.created.getTime() - user.created.getTime()) <= 1000 ? row : undefined;
}

/** By the report where it tells; else by a call for the user. */
function loginProfileOf(
  { name }: Listed,
  row: CredentialReportRow | undefined,
  { iam, where, signal, limit }: UserSources,
): Fact<LoginProfile | null> | Promise<Fact<LoginProfile | null>> {
  if (!row || row.passwordEnabled === null) return limit(() => readLoginProfile(iam, name, where, signal));
  if (!row.passwordEnabled) return known(null);
  const resetRequired = notAsked(
    `whether user ${name} must change the password`,
    "iam:GetLoginProfile",
    "Nothing to do: no rule needs it.",
  );
  return known({
    changed: row.passwordLastChanged,
    lastUsed: row.passwordLastUsed,
    nextRotation: row.passwordNextRotation,
    resetRequired,
  });
}

/** Null: the user is gone. */
async function devicesOf(
  { name, arn, details }: Listed,
  loginProfile: Fact<LoginProfile | null>,
  row: CredentialReportRow | undefined,
  { virtual, iam, where, signal, limit, ...sources }: UserSources,
): Promise<Found<readonly MfaDevice[]> | null> {
  const found = (virtual.known && virtual.value.byOwner.get(arn)) || [];
  const mayNeedMfa = !loginProfile.known || loginProfile.value !== null;
  // Of an administrator it matters whether there is a stronger device beside the virtual one.
  const isEnough = found.length > 0 && !isAdministratorHere(details, sources.details);
  if (isEnough || !mayNeedMfa) {
    const remedy =
      "Run again after the deployment, when it is asked if that made the user an administrator or gave them a " +
      `password; or look with \`aws iam list-mfa-devices --user-name ${name}\`.`;
    return { found, complete: notAsked(`all MFA devices of user ${name}`, "iam:ListMFADevices", remedy) };
  }
  const all = await limit(() => readUserDevices(iam, name, where, signal));
  if (all.known) return all.value && { found: all.value, complete: COMPLETE };
  return { found: found.length === 0 && row?.mfaActive ? [UNSPECIFIED] : found, complete: all };
}

function isAdministratorHere(user: Fact<AuthorizedUser>, details: Fact<AuthorizationDetails>): boolean {
  if (!user.known || !details.known) return false;
  const { groups, policies } = details.value;
  const holders = [
    user.value,
    ...user.value.groups.map((name) => groups.get(name)).filter((g) => g !== undefined),
  ];
  const documents = holders.flatMap(({ inlinePolicies, attachedPolicies }) => [
    ...inlinePolicies.map(({ document }) => document),
    ...attachedPolicies.map(({ policy }) => policies.get(policy)?.document),
  ]);
  return isAdministrator(documents.flatMap((document) => (document?.known ? [document.value] : [])));
}

/** What stands in for the devices of a user of whom only the report tells that there is one. */
const UNSPECIFIED: MfaDevice = { kind: "unspecified", serial: null, enabled: null };

function accessKeysOf(
  row: CredentialReportRow | undefined,
  { report, where }: UserSources,
): Fact<readonly AccessKey[]> {
  if (row) return known(row.accessKeys);
  if (!report.known) return report;
  return unknown({
    what: `the access keys of a user of ${where}`,
    call: "iam:GetCredentialReport",
    code: "NotTold",
    message: "the user is newer than the report",
    remedy: "Run again when AWS makes a new report, at most four hours after the last one.",
  });
}

/**
 * The calls that would tell are one for each user, and are not made where no rule needs the answer about the account
 * as it is. What a stack plans may need it still.
 */
function notAsked(what: string, call: string, remedy: string): Unknown {
  return unknown({ what, call, code: "NotAsked", message: "the call was not made", remedy });
}
