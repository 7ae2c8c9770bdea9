import type { PlainAccount, PlainUser } from "../policypack/judgement/plain-account";
import { ACCOUNT, accountAnswers, CREATED, reportCsv, reportResult } from "./fake-account";
import { type Answers, AwsError } from "./fake-aws";

/** An account in the plain form, with what its users have besides policies. */
export interface ServedAccount extends Omit<PlainAccount, "passwordPolicy"> {
  readonly users: readonly ServedUser[];
  /** As GetAccountPasswordPolicy has it. */
  readonly passwordPolicy?: Readonly<Record<string, string>>;
}

export interface ServedUser extends PlainUser {
  /** Whether the password must be changed at the next sign-in. */
  readonly reset?: boolean;
  /** When the password was set; 2026-11-01 unless given. */
  readonly passwordChanged?: string;
  readonly hasDevice?: boolean;
  /** Whether there is an access key in use. */
  readonly hasKey?: boolean;
}

/** What IAM and STS answer of such an account, all of which may be read. */
export function servedAnswers(account: ServedAccount): Answers {
  const { users, passwordPolicy } = account;
  const plain = users.map(({ name, path = "/", hasDevice }) => ({
    ...{ name, path, password: true },
    devices: hasDevice ? [`arn:aws:iam::${ACCOUNT}:mfa/${name}`] : [],
  }));
  return {
    ...accountAnswers(plain),
    GetAccountAuthorizationDetails: details(account),
    GetCredentialReport: reportResult(reportCsv(users.map(reportRow)), "2026-11-21T11:00:00Z"),
    GetLoginProfile: (params) => {
      const user = users.find(({ name }) => name === params.get("UserName"));
      const reset = String(user?.reset ?? false);
      return `<LoginProfile><UserName>${user?.name}</UserName><CreateDate>${CREATED}</CreateDate><PasswordResetRequired>${reset}</PasswordResetRequired></LoginProfile>`;
    },
    ...(passwordPolicy && { GetAccountPasswordPolicy: inside("PasswordPolicy", elements(passwordPolicy)) }),
  };
}

function reportRow({
  name,
  path = "/",
  passwordChanged = "2026-11-01T00:00:00+00:00",
  hasDevice = false,
  hasKey = false,
}: ServedUser): Record<string, string> {
  return {
    user: name,
    arn: arnOf(`user${path}${name}`),
    user_creation_time: CREATED,
    password_enabled: "true",
    password_last_used: "no_information",
    password_last_changed: passwordChanged,
    mfa_active: String(hasDevice),
    access_key_1_active: String(hasKey),
  };
}

function details({ users, groups = {}, policies = {} }: ServedAccount): string {
  const userDetail = ({ name, path = "/", groups: of = [], boundary, tags = {}, ...holder }: ServedUser) =>
    elements({ UserName: name, Arn: arnOf(`user${path}${name}`), Path: path, CreateDate: CREATED }) +
    list("GroupList", of) +
    list(
      "Tags",
      Object.entries(tags).map(([Key, Value]) => elements({ Key, Value })),
    ) +
    (boundary === undefined
      ? ""
      : inside("PermissionsBoundary", elements({ PermissionsBoundaryArn: arnOf(`policy/${boundary}`) }))) +
    holds("User", holder);
  const version = (document: object) =>
    elements({ Document: encoded(document), VersionId: "v1", IsDefaultVersion: "true" });
  return (
    list("UserDetailList", users.map(userDetail)) +
    list(
      "GroupDetailList",
      Object.entries(groups).map(
        ([name, holder]) =>
          elements({ GroupName: name, Arn: arnOf(`group/${name}`) }) + holds("Group", holder),
      ),
    ) +
    list(
      "Policies",
      Object.entries(policies).map(
        ([name, document]) =>
          elements({ PolicyName: name, Arn: arnOf(`policy/${name}`), DefaultVersionId: "v1" }) +
          list("PolicyVersionList", [version(document)]),
      ),
    ) +
    "<IsTruncated>false</IsTruncated>"
  );
}

type Holder = Pick<PlainUser, "attached" | "inline">;

function holds(what: "User" | "Group", { attached = [], inline = {} }: Holder): string {
  const inlines = Object.entries(inline).map(([PolicyName, document]) =>
    elements({ PolicyName, PolicyDocument: encoded(document) }),
  );
  const attachments = attached.map((PolicyName) =>
    elements({ PolicyName, PolicyArn: arnOf(`policy/${PolicyName}`) }),
  );
  return list(`${what}PolicyList`, inlines) + list("AttachedManagedPolicies", attachments);
}

/** IAM percent-encodes documents. */
function encoded(document: object): string {
  return encodeURIComponent(JSON.stringify(document));
}

function arnOf(what: string): string {
  return `arn:aws:iam::${ACCOUNT}:${what}`;
}

function elements(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => inside(name, value))
    .join("");
}

function list(name: string, members: readonly string[]): string {
  return inside(name, members.map((one) => inside("member", one)).join(""));
}

function inside(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

export const DENIED = new AwsError("AccessDenied", "not authorized");
