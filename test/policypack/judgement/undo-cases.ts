import { ALLOW_ALL, type JsonDocument, NO_MFA, ours, withDeny } from "../iam/documents";
import type { PlainAccount, PlainUser } from "./plain-account";

/** Whether the denial can be undone without MFA, and, where it can, by which calls. */
export interface UndoCase {
  readonly answer: "yes" | "no" | "can't tell";
  readonly by: readonly string[];
  readonly account: PlainAccount;
}

const SPARED = [
  ...["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:GetUser"],
  ...["iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:GetSessionToken"],
];
const ARN = "arn:aws:iam::111122223333";

/** ann, who may do everything, in a group whose policy forces MFA and spares these actions too. */
const sparing = (
  actions: readonly string[],
  more: object = {},
  user: Partial<PlainUser> = {},
): PlainAccount => under(withDeny({ NotAction: [...SPARED, ...actions], ...more }), user);

function under(force: JsonDocument, user: Partial<PlainUser> = {}): PlainAccount {
  return {
    users: [{ name: "ann", groups: ["mfa"], attached: ["work"], ...user }],
    groups: { mfa: { attached: ["force"] } },
    policies: { force, work: ALLOW_ALL },
  };
}

const unlessTagged = {
  Condition: { ...NO_MFA, StringNotEquals: { "aws:PrincipalTag/mfa": "off" } },
};

/** Each way by itself: an administrator whose policy spares just that call. */
const EACH: Readonly<Record<string, string>> = {
  "leave the group": "iam:RemoveUserFromGroup",
  "delete the group": "iam:DeleteGroup",
  "detach the policy from the group": "iam:DetachGroupPolicy",
  "write an inline policy of the group": "iam:PutGroupPolicy",
  "delete an inline policy of the group": "iam:DeleteGroupPolicy",
  "detach a policy from themself": "iam:DetachUserPolicy",
  "write an inline policy of their own": "iam:PutUserPolicy",
  "delete an inline policy of their own": "iam:DeleteUserPolicy",
  "change the policy by a version of it": "iam:CreatePolicyVersion",
  "make another version of the policy the default": "iam:SetDefaultPolicyVersion",
  "delete a version of the policy": "iam:DeletePolicyVersion",
  "delete the policy": "iam:DeletePolicy",
  "take the device off": "iam:DeactivateMFADevice",
  "delete the device": "iam:DeleteVirtualMFADevice",
};

export const UNDO_CASES: Readonly<Record<string, UndoCase>> = {
  ...Object.fromEntries(
    Object.entries(EACH).map(([what, action]): [string, UndoCase] => [
      `may ${what}`,
      { answer: "yes", by: [action], account: sparing([action]) },
    ]),
  ),
  "may do nothing of it under the self-service policy": { answer: "no", by: [], account: under(ours()) },
  "may do all that works with an access key only, where Bool lets keys pass": {
    answer: "yes",
    by: Object.values(EACH),
    account: under(withDeny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } })),
  },
  "may tag themself into an exemption": {
    answer: "yes",
    by: ["iam:TagUser"],
    account: sparing(["iam:TagUser"], unlessTagged),
  },
  "may untag themself out of what denies": {
    answer: "yes",
    by: ["iam:UntagUser"],
    account: sparing(
      ["iam:UntagUser"],
      { Condition: { ...NO_MFA, StringEquals: { "aws:PrincipalTag/mfa": "on" } } },
      { tags: { mfa: "on" } },
    ),
  },
  "may tag themself, where no statement is about tags": {
    answer: "no",
    by: [],
    account: sparing(["iam:TagUser"]),
  },
  "may not tag themself where an exemption by tag is denied to be set": {
    answer: "no",
    by: [],
    account: sparing([], unlessTagged),
  },
  "may write and delete the boundary": {
    answer: "yes",
    by: ["iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
    account: sparing(
      ["iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary"],
      {},
      { boundary: "work" },
    ),
  },
  "may delete a boundary that they don't have": {
    answer: "no",
    by: [],
    account: sparing(["iam:DeleteUserPermissionsBoundary"]),
  },
  "may detach policies of another user only": {
    answer: "no",
    by: [],
    account: {
      ...sparing(["iam:DetachUserPolicy"]),
      policies: {
        force: withDeny({ NotAction: [...SPARED, "iam:DetachUserPolicy"] }),
        work: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "iam:DetachUserPolicy", Resource: `${ARN}:user/bob` }],
        },
      },
    },
  },
  "may make a version of another policy only": {
    answer: "no",
    by: [],
    account: {
      ...sparing(["iam:CreatePolicyVersion"]),
      policies: {
        force: withDeny({ NotAction: [...SPARED, "iam:CreatePolicyVersion"] }),
        work: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "iam:*", Resource: `${ARN}:policy/dev/*` }],
        },
      },
    },
  },
  "may leave the group from a network only": {
    answer: "can't tell",
    by: ["iam:RemoveUserFromGroup"],
    account: {
      ...sparing(["iam:RemoveUserFromGroup"]),
      policies: {
        force: withDeny({ NotAction: [...SPARED, "iam:RemoveUserFromGroup"] }),
        work: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "*",
              Resource: "*",
              Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
            },
          ],
        },
      },
    },
  },
};
