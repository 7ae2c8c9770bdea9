import { ALLOW_ALL, type JsonDocument, NO_MFA } from "../iam/documents";
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

export const path = { path: "/team/" };
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
