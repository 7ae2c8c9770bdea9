import type { JsonDocument, JsonStatement } from "./documents";
import { NO_MFA } from "./documents";

/**
 * AWS's published variants of the pattern, reduced to their statements' form. Their Resource does not match users
 * with a path, which is a weakness only where there are such users.
 */
const OWN = "arn:aws:iam::*:user/${aws:username}";

function allow(Resource: string, ...Action: string[]): JsonStatement {
  return { Effect: "Allow", Action, Resource };
}

const CREATE = allow("arn:aws:iam::*:mfa/*", "iam:CreateVirtualMFADevice");
const MANAGE = allow(
  OWN,
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:ListMFADevices",
  "iam:ResyncMFADevice",
);

function denyAllBut(...NotAction: string[]): JsonStatement {
  return { Effect: "Deny", NotAction, Resource: "*", Condition: NO_MFA };
}

const CONSOLE_DENY = denyAllBut(
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetUser",
  "iam:GetMFADevice",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
  "iam:ResyncMFADevice",
  "sts:GetSessionToken",
);

function document(...Statement: JsonStatement[]): JsonDocument {
  return { Version: "2012-10-17", Statement };
}

export const PUBLISHED: Readonly<Record<string, JsonDocument>> = {
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html */
  "AWS's variant with all of a user's credentials": document(
    allow("*", "iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"),
    allow(OWN, "iam:ChangePassword", "iam:GetUser"),
    allow(OWN, "iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:UpdateAccessKey"),
    allow(OWN, "iam:DeleteSSHPublicKey", "iam:UploadSSHPublicKey", "iam:CreateServiceSpecificCredential"),
    CREATE,
    allow(OWN, "iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"),
    CONSOLE_DENY,
  ),
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html */
  "AWS's variant with MFA only": document(
    allow("*", "iam:ListVirtualMFADevices"),
    CREATE,
    MANAGE,
    allow(OWN, "iam:DeactivateMFADevice", "iam:GetUser"),
    CONSOLE_DENY,
  ),
  /** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html */
  "AWS's variant for API and command line": document(
    allow("*", "iam:ListUsers", "iam:ListVirtualMFADevices"),
    CREATE,
    MANAGE,
    {
      ...allow(OWN, "iam:DeactivateMFADevice"),
      Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    },
    denyAllBut(
      "iam:CreateVirtualMFADevice",
      "iam:EnableMFADevice",
      "iam:ListMFADevices",
      "iam:ListUsers",
      "iam:ListVirtualMFADevices",
      "iam:ResyncMFADevice",
    ),
  ),
};
