import { DENIAL_SID, MFA_KEY, SELF_SERVICE_ACTIONS, SIGN_IN_ACTIONS } from "../iam/self-service-actions";
import type { SelfService } from "../rollout/rollout";
import type { Conditions, SelfServicePolicy, SelfServiceStatement } from "./self-service-document";
import { checkLength } from "./length";
import { type ResolvedOptions, resolveOptions, type SelfServiceOptions } from "./self-service-options";

export type { SelfServicePolicy, SelfServiceStatement } from "./self-service-document";
export { PolicyTooLongError } from "./length";
export type { PolicyException, SelfServiceOptions } from "./self-service-options";

/**
 * The policy that lets a user enrol an MFA device and denies everything else until they have signed in with it.
 * AWS's own forms of it:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html
 *
 * Beyond those forms it covers users with a path, and lets a device be deactivated only in a session with MFA.
 * Deleting a device is left to administrators. Statement ids are stable: other tools may refer to them.
 *
 * @throws PolicyTooLongError where IAM would not take it; ZodError for an option that no rollout file may have.
 */
export function selfServicePolicy(options: SelfServiceOptions): SelfServicePolicy {
  const policy = build(options);
  checkLength(policy, options, build);
  return policy;
}

function build(options: SelfServiceOptions): SelfServicePolicy {
  const settled = resolveOptions(options);
  return { Version: "2012-10-17", Statement: [...allowStatements(settled), ...denyStatements(settled)] };
}

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
function allowStatements(options: ResolvedOptions): SelfServiceStatement[] {
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

/** `passwordChangeBeforeMfa` would not help a user who may not change their password at all. */
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

/**
 * What the policy denies. Every one of them begins at the activation time: before it, nobody may be kept from
 * anything. The statement that forces MFA is the last.
 */
export function denyStatements(options: ResolvedOptions): SelfServiceStatement[] {
  // The latest first: the last is the one that holds from the activation on.
  const stages = stagesOf(options).reverse();
  return [
    ...enrolmentElsewhere(options),
    ...stages.flatMap((stage) => sessionTooOld(options, stage)),
    ...stages.map((stage) => withoutMfa(options, stage)),
  ];
}

/** What is spared from a time on. An exception that ends begins another stage, whose Deny comes on top. */
interface Stage {
  /** Null: at once. */
  readonly from: Date | null;
  readonly notActions: readonly string[];
  /** Whether calls with a long-term access key are left as they are. */
  readonly sparesKeys: boolean;
  /** Sets the stage's statements apart; empty for the first. */
  readonly suffix: string;
}

function stagesOf(options: ResolvedOptions): Stage[] {
  const { from, exceptions } = options;
  const ends = [...new Set(exceptions.map(({ expires }) => expires.getTime()))].sort((a, b) => a - b);
  const later = ends.filter((end) => from === null || end > from.getTime()).map((end) => new Date(end));
  return [from, ...later].map((begins, i) => {
    const spared = exceptions.filter(({ expires }) => begins === null || expires > begins);
    return {
      from: begins,
      notActions: [...exempt(options), ...spared.flatMap(({ actions = [] }) => actions)],
      sparesKeys: spared.some(({ accessKeys }) => accessKeys),
      suffix: i === 0 || !begins ? "" : `From${isoSeconds(begins).replaceAll(/[^\dTZ]/g, "")}`,
    };
  });
}

function withoutMfa(options: ResolvedOptions, stage: Stage): SelfServiceStatement {
  const { suffix, sparesKeys, from } = stage;
  // IfExists: calls made with a long-term access key carry no such key, and are denied too.
  const operator = sparesKeys ? "Bool" : "BoolIfExists";
  return {
    Sid: DENIAL_SID + suffix,
    ...everythingBut(stage),
    Condition: condition({ from }, { [operator]: { [MFA_KEY]: "false" } }, direct(options)),
  };
}

function everythingBut({ notActions }: Stage) {
  return { Effect: "Deny" as const, NotAction: notActions, Resource: "*" };
}

const WITHOUT_MFA: Conditions = { BoolIfExists: { [MFA_KEY]: "false" } };

/**
 * What such options leave open to a user who has not signed in with MFA. A forced password reset could not be got over
 * without the first: https://repost.aws/knowledge-center/mfa-iam-user-aws-cli; the second: `SIGN_IN_ACTIONS`.
 */
export function exempt({
  passwordChangeBeforeMfa,
  signInBeforeMfa,
}: Partial<SelfService>): readonly string[] {
  return [
    ...SELF_SERVICE_ACTIONS,
    ...(passwordChangeBeforeMfa ? ["iam:ChangePassword", "iam:GetAccountPasswordPolicy"] : []),
    ...(signInBeforeMfa ? SIGN_IN_ACTIONS : []),
  ].sort();
}

/**
 * Both conditions must hold for the Deny, so either place is enough. A negated operator holds where its key is
 * absent: a call through an endpoint has no aws:SourceIp, one from the internet no aws:SourceVpc.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc
 *
 * Only without MFA: a user who has signed in with it may add a device from anywhere.
 */
function enrolmentElsewhere(options: ResolvedOptions): SelfServiceStatement[] {
  const { sourceIps, vpcs } = options;
  if (!sourceIps && !vpcs) return [];
  return [
    {
      Sid: "DenyEnrolmentFromElsewhereIfNoMFA",
      Effect: "Deny",
      Action: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice"],
      Resource: "*",
      Condition: condition(options, WITHOUT_MFA, {
        ...(sourceIps && { NotIpAddress: { "aws:SourceIp": sourceIps } }),
        ...(vpcs && { StringNotEquals: { "aws:SourceVpc": vpcs } }),
      }),
    },
  ];
}

/** Without MFA the age is absent and IfExists denies, as the statement that forces MFA does. */
function sessionTooOld(options: ResolvedOptions, stage: Stage): SelfServiceStatement[] {
  if (options.maxSessionAge === undefined) return [];
  const operator = stage.sparesKeys ? "NumericGreaterThan" : "NumericGreaterThanIfExists";
  const age = { [operator]: { "aws:MultiFactorAuthAge": String(options.maxSessionAge) } };
  return [
    {
      Sid: `DenyAllExceptListedIfMFATooOld${stage.suffix}`,
      ...everythingBut(stage),
      Condition: condition(stage, age, direct(options)),
    },
  ];
}

/** Calls that a service makes for the user carry no word of the user's MFA. */
function direct({ viaAwsServices }: ResolvedOptions): Conditions {
  return viaAwsServices ? { BoolIfExists: { "aws:ViaAWSService": "false" } } : {};
}

function condition({ from }: Pick<ResolvedOptions, "from">, ...parts: readonly Conditions[]): Conditions {
  const activation: Conditions = from ? { DateGreaterThan: { "aws:CurrentTime": isoSeconds(from) } } : {};
  const merged: Record<string, Record<string, string | readonly string[]>> = {};
  for (const [operator, keys] of [...parts, activation].flatMap((part) => Object.entries(part)))
    merged[operator] = { ...merged[operator], ...keys };
  return merged;
}

/** IAM's own examples have no fractions of a second. */
function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
