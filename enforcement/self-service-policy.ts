import { MFA_KEY, SELF_SERVICE_ACTIONS } from "../policypack/iam/self-service";

export interface SelfServiceOptions {
  /** "aws", "aws-cn" or "aws-us-gov": the ARNs of one do not match in another. */
  readonly partition: string;
}

/** An identity policy document, as IAM takes it. */
export interface SelfServicePolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly SelfServiceStatement[];
}

export interface SelfServiceStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

type SelfServiceAction = (typeof SELF_SERVICE_ACTIONS)[number];

/** By what IAM lets each action be narrowed to. The session token needs no permission, just no denial. */
const ALLOWED: Record<"everything" | "newDevice" | "ownUser", readonly SelfServiceAction[]> = {
  everything: ["iam:ListVirtualMFADevices"],
  newDevice: ["iam:CreateVirtualMFADevice"],
  ownUser: [
    "iam:EnableMFADevice",
    "iam:GetMFADevice",
    "iam:GetUser",
    "iam:ListMFADevices",
    "iam:ResyncMFADevice",
  ],
};

/**
 * The policy that lets a user enrol an MFA device and denies everything else until they have signed in with it.
 * AWS's own form of it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
 *
 * Beyond that form it covers users with a path, and lets a device be deactivated only in a session with MFA.
 * Deleting a device is left to administrators. Statement ids are stable: other tools may refer to them.
 */
export function selfServicePolicy({ partition }: SelfServiceOptions): SelfServicePolicy {
  const arn = (resource: string) => `arn:${partition}:iam::*:${resource}`;
  const ownUser = [arn("user/${aws:username}"), arn("user/*/${aws:username}")];
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "AllowViewAccountInfo", Effect: "Allow", Action: ALLOWED.everything, Resource: "*" },
      // Device names are free since 2022-11; which user a device goes to is settled by EnableMFADevice.
      {
        Sid: "AllowCreateVirtualMFADevice",
        Effect: "Allow",
        Action: ALLOWED.newDevice,
        Resource: arn("mfa/*"),
      },
      { Sid: "AllowManageOwnMFA", Effect: "Allow", Action: ALLOWED.ownUser, Resource: ownUser },
      {
        Sid: "AllowDeactivateOwnMFAWithMFA",
        Effect: "Allow",
        Action: "iam:DeactivateMFADevice",
        Resource: ownUser,
        Condition: { Bool: { [MFA_KEY]: "true" } },
      },
      {
        Sid: "DenyAllExceptListedIfNoMFA",
        Effect: "Deny",
        NotAction: SELF_SERVICE_ACTIONS,
        Resource: "*",
        // IfExists: calls made with a long-term access key carry no such key, and are denied too.
        Condition: { BoolIfExists: { [MFA_KEY]: "false" } },
      },
    ],
  };
}
