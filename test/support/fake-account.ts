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
  /** What the credential report says where it is not the truth; null: it does not have the user yet. */
  readonly report?: { password?: string; mfa?: string; created?: string } | null;
}

/** The answers of an account in which everything may be read. Tests change what they are about. */
export function accountAnswers(users: readonly FakeUser[]): Answers {
  return {
    GetCallerIdentity: `<Arn>arn:aws:iam::${ACCOUNT}:user/deployer</Arn><UserId>X</UserId><Account>${ACCOUNT}</Account>`,
    GetAccountAuthorizationDetails: `<UserDetailList>${users.map(userDetail).join("")}</UserDetailList><IsTruncated>false</IsTruncated>`,
    ListVirtualMFADevices: `<VirtualMFADevices>${users.map(virtualDevices).join("")}</VirtualMFADevices><IsTruncated>false</IsTruncated>`,
    GenerateCredentialReport: "<State>COMPLETE</State>",
    GetCredentialReport: credentialReport(users),
    ListMFADevices: (params) => userDevices(users.find(({ name }) => name === params.get("UserName"))),
    GetLoginProfile: (params) => loginProfile(users.find(({ name }) => name === params.get("UserName"))),
  };
}

export function userArn({ name, path = "/" }: FakeUser): string {
  return `arn:aws:iam::${ACCOUNT}:user${path}${name}`;
}

function userDetail(user: FakeUser): string {
  const groups = (user.groups ?? []).map((group) => `<member>${group}</member>`).join("");
  return member(
    `<UserName>${user.name}</UserName><Arn>${userArn(user)}</Arn><Path>${user.path ?? "/"}</Path>` +
      `<CreateDate>${CREATED}</CreateDate><GroupList>${groups}</GroupList>`,
  );
}

function virtualDevices(user: FakeUser): string {
  const serials = (user.devices ?? []).filter((serial) => serial.includes(":mfa/"));
  return serials
    .map((serial) => `<SerialNumber>${serial}</SerialNumber><User><Arn>${userArn(user)}</Arn></User>`)
    .map(member)
    .join("");
}

function userDevices(user: FakeUser | undefined): string | AwsError {
  if (!user) return new AwsError("NoSuchEntity", "no such user", 404);
  const devices = (user.devices ?? [])
    .map((serial) => member(`<SerialNumber>${serial}</SerialNumber>`))
    .join("");
  return `<MFADevices>${devices}</MFADevices><IsTruncated>false</IsTruncated>`;
}

function loginProfile(user: FakeUser | undefined): string | AwsError {
  if (!user?.password) return new AwsError("NoSuchEntity", "no login profile", 404);
  return `<LoginProfile><UserName>${user.name}</UserName><CreateDate>${CREATED}</CreateDate></LoginProfile>`;
}

/** The columns that AWS gives, in its order, with one that nobody knows. */
export function credentialReport(users: readonly FakeUser[], at = "2026-11-21T11:00:00Z"): string {
  const columns =
    "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,new_column";
  const rows = users.flatMap((user) => {
    if (user.report === null) return [];
    const {
      password = String(user.password ?? false),
      mfa,
      created = "2026-01-01T00:00:00+00:00",
    } = user.report ?? {};
    const active = mfa ?? String((user.devices ?? []).length > 0);
    return [
      `${user.name},${userArn(user)},${created},${password},no_information,2026-01-02T00:00:00+00:00,x,${active}`,
    ];
  });
  const csv = [`${columns},mfa_active`, ...rows].join("\n");
  const content = Buffer.from(csv).toString("base64");
  return `<Content>${content}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>${at}</GeneratedTime>`;
}

function member(inside: string): string {
  return `<member>${inside}</member>`;
}
