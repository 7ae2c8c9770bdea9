import { ours, oursWith } from "../iam/documents";
import {
  ANY_DEVICE,
  boundary,
  bounded,
  changeSpared,
  deny,
  force,
  inPartition,
  mustReset,
  policy,
  team,
  under,
} from "./case-policies";
import type { ExplainedCase } from "./cases";

/** Whether she can enrol; passwords, keys and devices. */
export const CASES_OF_ENROLMENT: Readonly<Record<string, ExplainedCase>> = {
  // Whether she can enrol.
  "enrolling allowed on the user under her path": {
    truth: "covered",
    why: "the ARN has the path and then the name",
    account: under(force(ANY_DEVICE, "arn:aws:iam::*:user/team/${aws:username}"), team, {}),
  },
  "enrolling allowed on the user under another path": {
    truth: "lockout",
    why: "her ARN has her own path",
    account: under(force(ANY_DEVICE, "arn:aws:iam::*:user/team/${aws:username}"), { path: "/ops/" }, {}),
  },
  "a boundary that allows all but IAM": {
    truth: "lockout",
    says: /limit \(permissions boundary\)/,
    why: "the boundary must allow too",
    account: under(
      ours(),
      bounded,
      boundary(policy({ Effect: "Allow", NotAction: ["iam:*", "organizations:*"] })),
    ),
  },
  "enrolling over HTTPS only": {
    truth: "covered",
    why: "IAM takes nothing else",
    account: under(
      ours(),
      {},
      { tls: deny("*", { Condition: { Bool: { "aws:SecureTransport": "false" } } }) },
    ),
  },
  "enabling allowed for security keys only": {
    truth: "lockout",
    says: /only a passkey or security key/,
    why: "iam:RegisterSecurityKey is in requests that enable a FIDO device only",
    account: under(
      oursWith("AllowManageOwnMFA", {
        Condition: { StringEquals: { "iam:RegisterSecurityKey": ["Create", "Activate"] } },
      }),
      {},
      {},
    ),
  },
  "GovCloud, with its own ARNs": {
    truth: "covered",
    why: "arn:aws-us-gov",
    account: inPartition("aws-us-gov"),
  },
  "GovCloud, with the ARNs of the commercial Regions": {
    truth: "lockout",
    why: "arn:aws matches no ARN of arn:aws-us-gov",
    account: inPartition("aws-us-gov", "aws"),
  },
  "the European Sovereign Cloud, with its own ARNs": {
    truth: "covered",
    why: "arn:aws-eusc",
    account: inPartition("aws-eusc"),
  },
  "a guard of Regions in China that spares IAM's there": {
    truth: "covered",
    why: "IAM's endpoint in China is in cn-north-1",
    account: {
      ...under(
        ours("aws-cn"),
        {},
        { region: deny("*", { Condition: { StringNotEquals: { "aws:RequestedRegion": ["cn-north-1"] } } }) },
      ),
      partition: "aws-cn",
    },
  },

  // Passwords, keys and devices.
  "a password to be changed first, and the change denied": {
    truth: "lockout",
    says: /iam:ChangePassword is denied/,
    why: "the console asks for the change before it shows anything else",
    account: under(ours(), mustReset),
  },
  "a password to be changed first, which the account's password policy lets her": {
    truth: "covered",
    why: "that allows it as a policy would, and the Deny spares it",
    account: { ...under(changeSpared, mustReset, {}), passwordPolicy: { usersMayChange: true } },
  },
  "a password to be changed first, which nothing allows": {
    truth: "lockout",
    says: /iam:ChangePassword is not allowed/,
    why: "the Deny spares it, and neither a policy nor the account allows it",
    account: under(changeSpared, mustReset, {}),
  },
  "an expired password in an account with hard expiry": {
    truth: "lockout",
    says: /only an administrator/,
    why: "with hard expiry the owner can't change it, whatever is allowed",
    account: {
      ...under(changeSpared, { password: { nextRotation: "2026-11-01T00:00:00Z" } }),
      passwordPolicy: { maximumAge: 90, hardExpiry: true, usersMayChange: true },
    },
  },
  "a password to be changed first, and a key that is inactive": {
    truth: "lockout",
    why: "an inactive key makes no calls",
    account: under(ours(), { ...mustReset, keys: [false] }),
  },
  "a password to be changed first, and a key that was never used": {
    truth: "covered",
    says: /only with their access key \(never used\), by `mfa-guard enrol`/,
    why: "an active key makes calls, password or not",
    account: under(ours(), { ...mustReset, keys: [true] }),
  },
  "an SMS device, and no way to enrol another": {
    truth: "lockout",
    why: "AWS has ended support for it",
    account: under(deny("*"), { devices: ["sms"] }),
  },
  "an SMS device, and enrolling allowed": {
    truth: "covered",
    why: "she is denied, and can enrol",
    account: under(ours(), { devices: ["sms"] }),
  },
  "a device left over with her name, where any name is allowed": {
    truth: "covered",
    why: "another name is free",
    account: { ...under(ours(), { keys: [true] }), unassigned: ["ann"] },
  },
  "her own name only, with a key": {
    truth: "covered",
    says: /only with their access key \(never used\), by `mfa-guard enrol`/,
    why: "mfa-guard enrol names the device like the user",
    account: under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
  },
  "her own name only, with a key, and a device left over with it": {
    truth: "lockout",
    why: "CreateVirtualMFADevice fails with EntityAlreadyExists, and deleting is denied",
    account: {
      ...under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
      unassigned: ["ann"],
    },
  },
  "her own name only, with a key, and a device left over with it in a path": {
    truth: "lockout",
    says: /only a passkey or security key/,
    why: "whether a device in a path takes the name is not documented, so that her key is no sure way",
    account: {
      ...under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
      unassigned: ["team/ann"],
    },
  },
  "her own name only, with a key, and the devices that are left over can't be read": {
    truth: "lockout",
    says: /only a passkey or security key/,
    why: "one of them may have her name, so that her key is no sure way",
    account: {
      ...under(force("arn:aws:iam::*:mfa/${aws:username}"), { keys: [true] }, {}),
      unassigned: "denied",
    },
  },
};
