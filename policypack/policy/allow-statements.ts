import { MFA_KEY, type SELF_SERVICE_ACTIONS } from "../iam/self-service";
import type { SelfServiceStatement } from "./document";
import type { ResolvedOptions } from "./options";

type SelfServiceAction = (typeof SELF_SERVICE_ACTIONS)[number];

/** By what IAM lets each action be narrowed to. The session token needs no permission, just no denial. */
const ENROLLING: Record<"everything" | "newDevice" | "ownUser", readonly SelfServiceAction[]> = {
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

type Credential = "accessKeys" | "signingCertificates" | "sshKeys" | "gitCredentials";

/** What a user does with credentials of their own, by option. */
const OWN_CREDENTIALS: Record<Credential, { readonly sid: string; readonly actions: readonly string[] }> = {
  accessKeys: {
    sid: "AllowManageOwnAccessKeys",
    actions: [
      "iam:CreateAccessKey",
      "iam:DeleteAccessKey",
      "iam:GetAccessKeyLastUsed",
      "iam:ListAccessKeys",
      "iam:UpdateAccessKey",
    ],
  },
  signingCertificates: {
    sid: "AllowManageOwnSigningCertificates",
    actions: [
      "iam:DeleteSigningCertificate",
      "iam:ListSigningCertificates",
      "iam:UpdateSigningCertificate",
      "iam:UploadSigningCertificate",
    ],
  },
  sshKeys: {
    sid: "AllowManageOwnSSHPublicKeys",
    actions: [
      "iam:DeleteSSHPublicKey",
      "iam:GetSSHPublicKey",
      "iam:ListSSHPublicKeys",
      "iam:UpdateSSHPublicKey",
      "iam:UploadSSHPublicKey",
    ],
  },
  gitCredentials: {
    sid: "AllowManageOwnGitCredentials",
    actions: [
      "iam:CreateServiceSpecificCredential",
      "iam:DeleteServiceSpecificCredential",
      "iam:ListServiceSpecificCredentials",
      "iam:ResetServiceSpecificCredential",
      "iam:UpdateServiceSpecificCredential",
    ],
  },
};

/** What the policy allows. It holds at once, whenever the denial begins. */
export function allowStatements(options: ResolvedOptions): SelfServiceStatement[] {
  const arn = (resource: string) => `arn:${options.partition}:iam::*:${resource}`;
  // The first does not match users who have a path.
  const ownUser = [arn("user/${aws:username}"), arn("user/*/${aws:username}")];
  return [
    allow("AllowViewAccountInfo", ENROLLING.everything, "*"),
    // Device names are free since 2022-11; which user a device goes to is settled by EnableMFADevice.
    allow("AllowCreateVirtualMFADevice", ENROLLING.newDevice, arn("mfa/*")),
    allow("AllowManageOwnMFA", ENROLLING.ownUser, ownUser),
    {
      ...allow("AllowDeactivateOwnMFAWithMFA", "iam:DeactivateMFADevice", ownUser),
      Condition: { Bool: { [MFA_KEY]: "true" } },
    },
    ...ownPassword(options, ownUser),
    ...Object.entries(OWN_CREDENTIALS)
      .filter(([option]) => options[option as Credential])
      .map(([, { sid, actions }]) => allow(sid, actions, ownUser)),
  ];
}

/** `passwordChangeBeforeMfa` would be of no use to a user who may not change their password at all. */
function ownPassword(
  { ownPassword, passwordChangeBeforeMfa }: ResolvedOptions,
  ownUser: readonly string[],
): SelfServiceStatement[] {
  if (!ownPassword && !passwordChangeBeforeMfa) return [];
  return [
    allow("AllowViewPasswordPolicy", "iam:GetAccountPasswordPolicy", "*"),
    allow("AllowChangeOwnPassword", "iam:ChangePassword", ownUser),
  ];
}

function allow(
  Sid: string,
  Action: string | readonly string[],
  Resource: string | readonly string[],
): SelfServiceStatement {
  return { Sid, Effect: "Allow", Action, Resource };
}
