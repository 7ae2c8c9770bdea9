import type { IAMClient } from "@aws-sdk/client-iam";
import { COMPLETE, type Fact, type Found, known, mapFact, type Unknown, unknown } from "../fact";
import { CERTIFICATIONS_NOT_ASKED } from "../not-asked";
import type { AccountFacts, LiveUser, LoginProfile, MfaDevice, User } from "../account-facts";
import { unplannedUser } from "../unplanned";
import { isAdministrator } from "../../iam/administrator";
import { isoMinute } from "../../iam/days";
import type { AuthorizationDetails, AuthorizedUser } from "./authorization-details";
import { readCertifications } from "./read-certifications";
import { type CredentialReport, type CredentialReportRow, ROOT_ROW } from "./credential-report";
import { readUserDevices, type VirtualDevices } from "./mfa-devices";
import { Passwords, type ReportedUser } from "./passwords";
import { counted, type Limit, type Watch } from "./watch";

/** What the bulk calls told, and how to ask for the rest. */
export interface UserSources {
  readonly details: Fact<AuthorizationDetails>;
  readonly virtual: Fact<VirtualDevices>;
  readonly report: Fact<CredentialReport>;
  readonly iam: IAMClient;
  readonly where: string;
  readonly signal: AbortSignal;
  readonly limit: Limit;
  readonly watch: Watch;
  readonly livePasswords: number;
  readonly asksCertifications: boolean;
  /** Whether to ask for the devices of users who have no password too. */
  readonly asksAllDevices: boolean;
}

export type ReadUsers = Pick<AccountFacts, "users" | "passwordsComplete" | "certifications">;

/** A user as one of the two lists has them. */
type Listed = Pick<AuthorizedUser, "name" | "arn" | "path" | "created"> & {
  readonly details: Fact<AuthorizedUser>;
};

/**
 * The users of an account, joined from the bulk calls; single calls are made for the few about whom these leave a
 * question. Where the authorization details may not be read, the credential report tells who there is.
 */
export async function readUsers(sources: UserSources): Promise<ReadUsers> {
  const listed = listUsers(sources).map((user) => ({ ...user, ...reported(user, sources) }));
  const one = (part: string) => ({ ...sources, limit: counted(sources.watch, part, sources.limit) });
  const passwords = await Passwords.prepare(listed, one("passwords of users"));
  const devices = one("MFA devices of users");
  const users = await Promise.all(listed.map((user) => readUser(user, passwords, devices)));
  const complete = sources.details.known ? COMPLETE : sources.details;
  const found = users.filter((user) => user !== null);
  return {
    users: { found, complete },
    passwordsComplete: passwords.complete(),
    certifications: sources.asksCertifications
      ? await readCertifications(
          administratorsOf(found, listed, sources),
          one("certifications of security keys"),
        )
      : CERTIFICATIONS_NOT_ASKED,
  };
}

/** Those who have, or may have, a password. */
function administratorsOf(users: readonly User[], listed: readonly Listed[], { details }: UserSources) {
  const arns = new Set(listed.filter((user) => isAdministratorHere(user.details, details)).map((u) => u.arn));
  return users.filter(({ live }) => {
    if (!live.known || live.value === null || !arns.has(live.value.arn)) return false;
    const { loginProfile } = live.value;
    return !loginProfile.known || loginProfile.value !== null;
  });
}

function reported({ name, arn, created }: Listed, { report, virtual }: UserSources): ReportedUser {
  const row = rowOf({ name, arn, created }, report);
  const mayHaveDevice = row?.mfaActive !== false || (virtual.known && virtual.value.byOwner.has(arn));
  return { name, row, mayHaveDevice };
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
async function readUser(
  listed: Listed & ReportedUser,
  passwords: Passwords,
  sources: UserSources,
): Promise<User | null> {
  const { row } = listed;
  const loginProfile = await passwords.of(listed);
  const devices = await devicesOf(listed, loginProfile, row, sources);
  if (!devices) return null;
  const { name, arn, path, created, details } = listed;
  const live: LiveUser = {
    arn,
    id: mapFact(details, ({ id }) => id),
    path,
    created,
    loginProfile,
    devices,
    accessKeys: mapFact(ownRow(row, "the access keys", sources), ({ accessKeys }) => accessKeys),
    signingCertificates: signingCertificatesOf(row, sources),
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
function rowOf(
  user: Pick<Listed, "name" | "arn" | "created">,
  report: Fact<CredentialReport>,
): CredentialReportRow | undefined {
  const row = report.known ? report.value.rows.get(user.name) : undefined;
  if (row?.arn !== user.arn || row.created === null) return undefined;
  return Math.abs(row.created.getTime() - user.created.getTime()) <= 1000 ? row : undefined;
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
  // Of somebody with a password, both sources have to say so.
  if (found.length === 0 && hadNoneJustNow(row, sources.report) && (virtual.known || !mayNeedMfa))
    return { found, complete: COMPLETE };
  // Of an administrator with a password it matters whether there is a stronger device beside the virtual one.
  const isEnough = found.length > 0 && !(mayNeedMfa && isAdministratorHere(details, sources.details));
  if (isEnough || !(mayNeedMfa || sources.asksAllDevices))
    return { found, complete: notAsked(`all MFA devices of user ${name}`, remedyFor(name, mayNeedMfa)) };
  const all = await limit(() => readUserDevices(iam, name, where, signal));
  if (all.known) return all.value && { found: all.value, complete: COMPLETE };
  if (found.length > 0 || !row?.mfaActive || !sources.report.known) return { found, complete: all };
  const { made, generatedAt } = sources.report.value;
  return made ? { found: [UNSPECIFIED], complete: all } : { found, complete: hadOneAt(generatedAt, all) };
}

/** A report of some hours ago tells that there was a device, which may be gone. */
function hadOneAt(at: Date, { reason }: Unknown): Unknown {
  const message = `${reason.message}; by the credential report of ${isoMinute(at)} they had one`;
  return unknown({ ...reason, message });
}

/**
 * Whether a report that was made for this reading says that there is no device: then the call would say nothing else. A
 * report of some hours ago may be past, and where it says that there is a device it does not say of which kind.
 */
function hadNoneJustNow(row: CredentialReportRow | undefined, report: Fact<CredentialReport>): boolean {
  return row?.mfaActive === false && report.known && report.value.made;
}

function remedyFor(name: string, hasPassword: boolean): string {
  const look = `look with \`aws iam list-mfa-devices --user-name ${name}\``;
  return hasPassword
    ? `Run again after the deployment, when it is asked if that made the user an administrator; or ${look}.`
    : "Of users without a password it is asked by `audit --compliance security-hub` (IAM.19) and " +
        `\`snapshot --all-devices\`, and of one to whom a deployment gives a password, after it; or ${look}.`;
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

const NO_ROW_OR_UNREADABLE = "the user is newer than the report, or on a line of it that can't be read";

/** What only the report tells of; unknown where it has no line of the user. */
function ownRow(
  row: CredentialReportRow | undefined,
  what: string,
  { report, where }: UserSources,
): Fact<CredentialReportRow> {
  if (row) return known(row);
  if (!report.known) return report;
  return unknown({
    what: `${what} of a user of ${where}`,
    call: "iam:GetCredentialReport",
    code: "NotTold",
    message:
      report.value.unreadableLines.length > 0 ? NO_ROW_OR_UNREADABLE : "the user is newer than the report",
    remedy: "Run again when AWS makes a new report, at most four hours after the last one.",
  });
}

function signingCertificatesOf(row: CredentialReportRow | undefined, sources: UserSources): Fact<number> {
  const own = ownRow(row, "the signing certificates", sources);
  if (!own.known) return own;
  const { signingCertificates: count } = own.value;
  if (count !== null) return known(count);
  return unknown({
    what: `the signing certificates of a user of ${sources.where}`,
    call: "iam:GetCredentialReport",
    code: "NotTold",
    message: "the report does not say cert_1_active and cert_2_active",
    remedy: "Look with `aws iam list-signing-certificates --user-name NAME`.",
  });
}

/**
 * The calls that would tell are one for each user, and are not made where no rule needs the answer about the account
 * as it is. What a stack plans may need it still.
 */
function notAsked(what: string, remedy: string): Unknown {
  return unknown({
    what,
    call: "iam:ListMFADevices",
    code: "NotAsked",
    message: "the call was not made",
    remedy,
  });
}
