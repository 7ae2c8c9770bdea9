import { ALLOW_ALL, type JsonDocument, NO_MFA, ours, withDeny } from "../iam/documents";
import type { PlainAccount, PlainUser } from "./plain-account";

export const SELF_SERVICE = [
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
  "iam:ResyncMFADevice",
  "sts:GetSessionToken",
];

export function policy(...Statement: Record<string, unknown>[]): JsonDocument {
  return { Version: "2012-10-17", Statement: Statement.map((s) => ({ Resource: "*", ...s })) };
}

export const allow = (Action: string | string[], more: object = {}) =>
  policy({ Effect: "Allow", Action, ...more });
export const deny = (Action: string | string[], more: object = {}) =>
  policy({ Effect: "Deny", Action, ...more });
export const denyUnless = (NotAction: string[], more: object = {}) =>
  policy({ Sid: "Deny", Effect: "Deny", NotAction, Condition: NO_MFA, ...more });

export const OWN_USER = ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:user/*/${aws:username}"];
export const enrolling = (device: unknown, user: unknown, more: object = {}) => [
  { Effect: "Allow", Action: "iam:CreateVirtualMFADevice", Resource: device, ...more },
  { Effect: "Allow", Action: ["iam:EnableMFADevice", "iam:ResyncMFADevice"], Resource: user, ...more },
];
/** Deny what is not spared, and allow enrolling on these resources. */
export const force = (device: unknown, user: unknown = OWN_USER) =>
  policy(...enrolling(device, user), ...(denyUnless(SELF_SERVICE).Statement as Record<string, unknown>[]));

/** One user, ann, in a group with a policy that forces MFA; what else applies, and to whom, is said. */
export function under(
  forced: object,
  user: Partial<PlainUser> = {},
  policies: Readonly<Record<string, object>> = { work: ALLOW_ALL },
): PlainAccount {
  const attached = Object.keys(policies).filter((name) => name !== user.boundary);
  return {
    users: [{ name: "ann", groups: ["mfa"], attached, ...user }],
    groups: { mfa: { attached: ["force"] } },
    policies: { force: forced, ...policies },
  };
}

export const sparing = (Condition: object, NotAction = SELF_SERVICE) =>
  policy(...enrolling("arn:aws:iam::*:mfa/*", OWN_USER), {
    Effect: "Deny",
    NotAction,
    Condition: { ...NO_MFA, ...Condition },
  });
export const boundary = (document: object) => ({ work: ALLOW_ALL, limit: document });
export const bounded = { boundary: "limit" };
export const until = (date: string) => ({ DateLessThan: { "aws:CurrentTime": date } });
export const after = (date: string) => ({ DateGreaterThan: { "aws:CurrentTime": date } });

export const MFA = "aws:MultiFactorAuthPresent";
export const AGE = "aws:MultiFactorAuthAge";
export const ANY_DEVICE = "arn:aws:iam::*:mfa/*";
export const OFFICES = ["203.0.113.0/24", "198.51.100.0/24"];
export const SELF = enrolling(ANY_DEVICE, OWN_USER);

/** Denies what is not spared, on one condition in the place of the usual one. */
export const forcedOn = (...Conditions: object[]) =>
  policy(...SELF, ...Conditions.map((Condition) => ({ Effect: "Deny", NotAction: SELF_SERVICE, Condition })));

export const statements = (...documents: { readonly Statement: readonly object[] }[]) =>
  policy(...documents.flatMap(({ Statement }) => Statement as Record<string, unknown>[]));

/** One user with these policies and no group. */
export const holding = (
  attached: Readonly<Record<string, object>>,
  user: Partial<PlainUser> = {},
): PlainAccount => ({
  users: [{ name: "ann", attached: Object.keys(attached), ...user }],
  policies: attached,
});

export const withScps = (account: PlainAccount, ...levels: object[][]): PlainAccount => ({
  ...account,
  scps: levels,
});
export const notLike = (arn: string, operator = "StringNotLike") => ({
  [operator]: { "aws:PrincipalArn": arn },
});
export const team = { path: "/team/" };
export const mustReset = { password: { reset: true } };
export const changeSpared = withDeny({ NotAction: [...SELF_SERVICE, "iam:ChangePassword"] });
export const inPartition = (partition: string, of = partition): PlainAccount => ({
  ...under(ours(of), {}, {}),
  partition,
});
