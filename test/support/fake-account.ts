import { type Answers, AwsError } from "./fake-aws";

export const ACCOUNT = "111122223333";
export const CREATED = "2026-01-01T00:00:00Z";

export interface FakeUser {
  readonly name: string;
  readonly path?: string;
  readonly password?: boolean;
  /** Serial numbers. */
  readonly devices?: readonly string[];
  readonly groups?: readonly string[];
  /** How many of each are active; of service-specific credentials, the names of the services. */
  readonly holds?: {
    readonly sshKeys?: number;
    readonly services?: readonly string[];
    readonly certificates?: number;
  };
  readonly administrator?: boolean;
  /** What AWS tells of their FIDO devices: levels by the kind of certification. */
  readonly certifications?: Readonly<Record<string, string>>;
  /** When the password was last used, which ListUsers tells of one that was deleted too. */
  readonly passwordUsed?: string;
  /** What the credential report says where it is not the truth; null: it does not have the user yet. */
  readonly report?: { password?: string; mfa?: string; created?: string } | null;
}

/** What the root user has. */
export interface FakeRoot {
  readonly password?: boolean;
  readonly accessKey?: boolean;
  /** Serial numbers. */
  readonly devices?: readonly string[];
}

/** What to change of the answers of `accountAnswers`, so that root is so in all of them. */
export function rootAnswers(users: readonly FakeUser[], root: FakeRoot): Answers {
  const { password = false, accessKey = false, devices = [] } = root;
  const row = {
    ...{ user: "<root_account>", arn: ROOT_ARN, user_creation_time: "2020-01-01T00:00:00+00:00" },
    ...{ password_enabled: String(password), mfa_active: String(devices.length > 0) },
    access_key_1_active: String(accessKey),
  };
  return {
    ListVirtualMFADevices: paged("VirtualMFADevices", [
      ...users.flatMap(virtualDevices),
      ...devices.flatMap((serial) => virtualDevice(serial, ROOT_ARN)),
    ]),
    GetAccountSummary: summary({
      AccountMFAEnabled: Number(devices.length > 0),
      AccountAccessKeysPresent: Number(accessKey),
      AccountPasswordPresent: Number(password),
    }),
    GetCredentialReport: credentialReport(users, undefined, row),
  };
}

const ROOT_ARN = `arn:aws:iam::${ACCOUNT}:root`;

/** The answers of an account in which everything may be read. Tests change what they are about. */
export function accountAnswers(users: readonly FakeUser[]): Answers {
  return {
    GetCallerIdentity: `<Arn>arn:aws:iam::${ACCOUNT}:user/deployer</Arn><UserId>X</UserId><Account>${ACCOUNT}</Account>`,
    GetAccountAuthorizationDetails: paged("UserDetailList", users.map(userDetail)),
    ListUsers: paged("Users", users.map(listedUser)),
    ListVirtualMFADevices: paged("VirtualMFADevices", users.flatMap(virtualDevices)),
    GetAccountSummary: summary({
      AccountMFAEnabled: 1,
      AccountAccessKeysPresent: 0,
      AccountPasswordPresent: 1,
    }),
    ListAccountAliases:
      "<AccountAliases><member>example</member></AccountAliases><IsTruncated>false</IsTruncated>",
    GetAccountPasswordPolicy: new AwsError("NoSuchEntity", "no password policy", 404),
    ListOrganizationsFeatures: new AwsError("OrganizationNotFound", "no organization", 400),
    GenerateCredentialReport: "<State>STARTED</State>",
    GetCredentialReport: credentialReport(users),
    ListMFADevices: (params) => userDevices(users.find(({ name }) => name === params.get("UserName"))),
    GetMFADevice: (params) =>
      userDevice(
        users.find(({ name }) => name === params.get("UserName")),
        params,
      ),
    ListServiceSpecificCredentials: (params) => serviceCredentials(users, params),
    ListSSHPublicKeys: (params) => sshKeys(users.find(({ name }) => name === params.get("UserName"))),
    GetLoginProfile: (params) => loginProfile(users.find(({ name }) => name === params.get("UserName"))),
  };
}

/** AWS has a credential report of the last four hours, and makes none for this reading. */
export const OLD_REPORT: Answers = { GenerateCredentialReport: "<State>COMPLETE</State>" };

export function userArn({ name, path = "/" }: FakeUser): string {
  return `arn:aws:iam::${ACCOUNT}:user${path}${name}`;
}

/** The summary map, in the form of the query protocol. */
export function summary(counts: Record<string, number>): string {
  const entries = Object.entries(counts).map(
    ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
  );
  return `<SummaryMap>${entries.join("")}</SummaryMap>`;
}

/** Answers as many members as were asked for, 100 where no number was given, and where to go on. */
function paged(list: string, members: readonly string[]): (params: URLSearchParams) => string {
  return (params) => {
    const from = Number(params.get("Marker") ?? 0);
    const to = from + Number(params.get("MaxItems") ?? 100);
    const more = to < members.length ? `<IsTruncated>true</IsTruncated><Marker>${to}</Marker>` : LAST_PAGE;
    return `<${list}>${members.slice(from, to).join("")}</${list}>${more}`;
  };
}

const LAST_PAGE = "<IsTruncated>false</IsTruncated>";

const EVERYTHING = `<UserPolicyList>${member(
  `<PolicyName>everything</PolicyName><PolicyDocument>${encodeURIComponent(
    JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } }),
  )}</PolicyDocument>`,
)}</UserPolicyList>`;

function userDetail(user: FakeUser): string {
  const groups = (user.groups ?? []).map((group) => `<member>${group}</member>`).join("");
  return member(
    `<UserName>${user.name}</UserName><UserId>AIDA${user.name.toUpperCase()}</UserId>` +
      `<Arn>${userArn(user)}</Arn><Path>${user.path ?? "/"}</Path>` +
      `<CreateDate>${CREATED}</CreateDate><GroupList>${groups}</GroupList>${user.administrator ? EVERYTHING : ""}`,
  );
}

function listedUser({ passwordUsed, ...user }: FakeUser): string {
  const used = passwordUsed === undefined ? "" : `<PasswordLastUsed>${passwordUsed}</PasswordLastUsed>`;
  return member(`<UserName>${user.name}</UserName><Arn>${userArn(user)}</Arn>${used}`);
}

function virtualDevices(user: FakeUser): string[] {
  return (user.devices ?? []).flatMap((serial) => virtualDevice(serial, userArn(user)));
}

/** None where it is of another kind. */
function virtualDevice(serial: string, owner: string): string[] {
  if (!serial.includes(":mfa/")) return [];
  return [member(`<SerialNumber>${serial}</SerialNumber><User><Arn>${owner}</Arn></User>`)];
}

function userDevices(user: FakeUser | undefined): string | AwsError {
  if (!user) return new AwsError("NoSuchEntity", "no such user", 404);
  const devices = (user.devices ?? [])
    .map((serial) => member(`<SerialNumber>${serial}</SerialNumber>`))
    .join("");
  return `<MFADevices>${devices}</MFADevices><IsTruncated>false</IsTruncated>`;
}

/** AWS takes the ARN of a FIDO device only. */
function userDevice(user: FakeUser | undefined, params: URLSearchParams): string | AwsError {
  const serial = params.get("SerialNumber") ?? "";
  if (!user?.devices?.includes(serial) || !serial.includes(":u2f/"))
    return new AwsError("NoSuchEntity", "no such device", 404);
  const entries = Object.entries(user.certifications ?? {}).map(
    ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
  );
  return `<SerialNumber>${serial}</SerialNumber><Certifications>${entries.join("")}</Certifications>`;
}

/** Of all users or one; each has one that is no longer active beside. */
function serviceCredentials(users: readonly FakeUser[], params: URLSearchParams): string {
  const asked =
    params.get("AllUsers") === "true" ? users : users.filter((u) => u.name === params.get("UserName"));
  const members = asked.flatMap(({ name, holds }) =>
    (holds?.services ?? []).flatMap((service) =>
      ["Active", "Inactive"].map((status) =>
        member(
          `<UserName>${name}</UserName><Status>${status}</Status><ServiceName>${service}</ServiceName>` +
            `<CreateDate>${CREATED}</CreateDate><ServiceSpecificCredentialId>X</ServiceSpecificCredentialId>`,
        ),
      ),
    ),
  );
  const list = paged("ServiceSpecificCredentials", members);
  return list(params);
}

function sshKeys(user: FakeUser | undefined): string | AwsError {
  if (!user) return new AwsError("NoSuchEntity", "no such user", 404);
  const statuses = ["Inactive", ...Array.from({ length: user.holds?.sshKeys ?? 0 }, () => "Active")];
  const keys = statuses.map((status) =>
    member(`<UserName>${user.name}</UserName><SSHPublicKeyId>X</SSHPublicKeyId><Status>${status}</Status>`),
  );
  return `<SSHPublicKeys>${keys.join("")}</SSHPublicKeys>${LAST_PAGE}`;
}

function loginProfile(user: FakeUser | undefined): string | AwsError {
  if (!user?.password) return new AwsError("NoSuchEntity", "no login profile", 404);
  return `<LoginProfile><UserName>${user.name}</UserName><CreateDate>${CREATED}</CreateDate></LoginProfile>`;
}

const COLUMNS = [
  ...["user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed"],
  ...["password_next_rotation", "mfa_active", ...keyColumns(1), ...keyColumns(2)],
  ...["cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated", "a_column_of_tomorrow"],
];

function keyColumns(slot: number): string[] {
  const of = ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"];
  return of.map((name) => `access_key_${slot}_${name}`);
}

/** A credential report in AWS's form: every row by column, the rest as AWS fills it. */
export function reportCsv(rows: readonly Record<string, string>[]): string {
  const fill = (row: Record<string, string>) =>
    COLUMNS.map((c) => row[c] ?? (c.endsWith("_active") ? "false" : "N/A"));
  return [COLUMNS, ...rows.map(fill)].map((cells) => cells.join(",")).join("\n");
}

export function credentialReport(
  users: readonly FakeUser[],
  at = "2026-11-21T11:00:00Z",
  root?: Record<string, string>,
): string {
  const rows = users.flatMap((user) => {
    if (user.report === null) return [];
    const {
      password = String(user.password ?? false),
      mfa,
      created = "2026-01-01T00:00:00+00:00",
    } = user.report ?? {};
    return {
      user: user.name,
      arn: userArn(user),
      user_creation_time: created,
      password_enabled: password,
      password_last_used: "no_information",
      password_last_changed: "2026-01-02T00:00:00+00:00",
      mfa_active: mfa ?? String((user.devices ?? []).length > 0),
      cert_1_active: String((user.holds?.certificates ?? 0) > 0),
      cert_2_active: String((user.holds?.certificates ?? 0) > 1),
    };
  });
  return reportResult(reportCsv(root ? [root, ...rows] : rows), at);
}

/** What GetCredentialReport answers. */
export function reportResult(csv: string, at: string): string {
  const content = Buffer.from(csv).toString("base64");
  return `<Content>${content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>${at}</GeneratedTime>`;
}

function member(inside: string): string {
  return `<member>${inside}</member>`;
}
