/** What a request has to name of ours for an event to concern us. */
export type OursKey = "policyArn" | "groupName";

/** One event that somebody is told of: a row of the table below. */
export interface WatchedEvent {
  /** Becomes part of the name of the EventBridge rule. */
  readonly name: string;
  readonly source: "aws.iam" | "aws.signin" | "aws.sts";
  /** As CloudTrail calls it. */
  readonly eventName: string;
  /** The request parameter that has to name one of ours; left out: any request. */
  readonly ours?: OursKey;
  /** What else the CloudTrail record has to say, as in an event pattern. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** What was done, after the name of who did it; a word in angle brackets is a fact of message.ts. */
  readonly what: string;
  /** Why somebody is told, for docs/watching.md. */
  readonly meaning: string;
  /** In which Region it arrives, where that is not simply IAM's (region.ts). */
  readonly arrives?: string;
}

/** STS has an endpoint in each Region, and AssumeRoot none beside those: its event is where the call was made. */
const WHERE_STS_WAS_CALLED = "the Region whose STS endpoint was called; told in IAM's Region only";
/** No page says it; without an event in that Region nothing is told. */
const NOT_DOCUMENTED = "not documented; told in IAM's Region only";

/**
 * Every event that is watched; rules, patterns and messages are made from it.
 *
 * Who knows just the password of a user without a device can enrol their own, so each enrolment is told of.
 * CreateVirtualMFADevice is not: such a device means nothing before EnableMFADevice.
 *
 * Names and parameters of IAM's events are those of its API, as CloudTrail records them:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
 */
export const WATCHED_EVENTS: readonly WatchedEvent[] = [
  {
    name: "device-enabled",
    source: "aws.iam",
    eventName: "EnableMFADevice",
    what: "enabled the MFA device <device> of the user <user>",
    meaning: "an enrolment; it may be somebody else's, who has the password alone",
  },
  {
    name: "device-deactivated",
    source: "aws.iam",
    eventName: "DeactivateMFADevice",
    what: "deactivated the MFA device <device> of the user <user>",
    meaning: "the user may have no MFA device now",
  },
  {
    name: "device-deleted",
    source: "aws.iam",
    eventName: "DeleteVirtualMFADevice",
    what: "deleted the virtual MFA device <device>",
    meaning: "a device is gone for good; also told of an unassigned one that is tidied away",
  },
  {
    name: "password-created",
    source: "aws.iam",
    eventName: "CreateLoginProfile",
    what: "gave the user <user> a console password",
    meaning: "a user can sign in to the console now, perhaps without an MFA device",
  },
  {
    name: "password-changed",
    source: "aws.iam",
    eventName: "UpdateLoginProfile",
    what: "changed the console password of the user <user>, or whether it has to be changed at the next sign-in",
    meaning:
      "somebody else sets a user's password and may enrol a device in their place; a forced change may meet the denial",
  },
  {
    name: "policy-detached-from-group",
    source: "aws.iam",
    eventName: "DetachGroupPolicy",
    ours: "policyArn",
    what: "detached the force-MFA policy <policy> from the group <group>",
    meaning: "the group's members are no longer denied",
  },
  {
    name: "policy-detached-from-user",
    source: "aws.iam",
    eventName: "DetachUserPolicy",
    ours: "policyArn",
    what: "detached the force-MFA policy <policy> from the user <user>",
    meaning: "the user is no longer denied",
  },
  {
    name: "policy-deleted",
    source: "aws.iam",
    eventName: "DeletePolicy",
    ours: "policyArn",
    what: "deleted the force-MFA policy <policy>",
    meaning: "nobody can be put under it again",
  },
  {
    name: "policy-changed",
    source: "aws.iam",
    eventName: "CreatePolicyVersion",
    ours: "policyArn",
    what: "wrote a new version of the force-MFA policy <policy>",
    meaning: "what is denied may be another thing now",
  },
  {
    name: "policy-version-set",
    source: "aws.iam",
    eventName: "SetDefaultPolicyVersion",
    ours: "policyArn",
    what: "made <version> the version of the force-MFA policy <policy> that holds",
    meaning: "an older version may deny less",
  },
  {
    name: "policy-version-deleted",
    source: "aws.iam",
    eventName: "DeletePolicyVersion",
    ours: "policyArn",
    what: "deleted the version <version> of the force-MFA policy <policy>",
    meaning: "a version to go back to is gone; IAM does not delete the one that holds in this way",
  },
  {
    name: "member-removed",
    source: "aws.iam",
    eventName: "RemoveUserFromGroup",
    ours: "groupName",
    what: "removed the user <user> from the force-MFA group <group>",
    meaning: "the user is no longer denied",
  },
  {
    name: "group-policy-written",
    source: "aws.iam",
    eventName: "PutGroupPolicy",
    ours: "groupName",
    what: "wrote the inline policy <inline> of the force-MFA group <group>",
    meaning: "the group's members may be allowed or denied other things now",
  },
  {
    name: "group-policy-deleted",
    source: "aws.iam",
    eventName: "DeleteGroupPolicy",
    ours: "groupName",
    what: "deleted the inline policy <inline> of the force-MFA group <group>",
    meaning: "where it forced MFA, the group's members are no longer denied",
  },
  {
    name: "user-policy-written",
    source: "aws.iam",
    eventName: "PutUserPolicy",
    what: "wrote the inline policy <inline> of the user <user>",
    meaning: "the user may be allowed or denied other things now, such as enrolling",
  },
  {
    name: "user-policy-deleted",
    source: "aws.iam",
    eventName: "DeleteUserPolicy",
    what: "deleted the inline policy <inline> of the user <user>",
    meaning: "where it forced MFA, the user is no longer denied",
  },
  {
    name: "boundary-set",
    source: "aws.iam",
    eventName: "PutUserPermissionsBoundary",
    what: "set the permissions boundary of the user <user> to <boundary>",
    meaning: "another boundary may have forced MFA; this one may stop the enrolling",
  },
  {
    name: "boundary-removed",
    source: "aws.iam",
    eventName: "DeleteUserPermissionsBoundary",
    what: "removed the permissions boundary of the user <user>",
    meaning: "where it forced MFA, the user is no longer denied",
  },
  {
    name: "root-without-mfa",
    source: "aws.signin",
    eventName: "ConsoleLogin",
    // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
    detail: {
      userIdentity: { type: ["Root"] },
      additionalEventData: { MFAUsed: ["No"] },
      responseElements: { ConsoleLogin: ["Success"] },
    },
    what: "signed in to the console without MFA",
    meaning: "root is at work with a password alone",
  },
  {
    name: "root-session",
    source: "aws.sts",
    eventName: "AssumeRoot",
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
    what: "took a privileged root session of the account <target>",
    meaning:
      "central root access of the organization was used; it is recorded in the account that calls, not in the member",
    arrives: WHERE_STS_WAS_CALLED,
  },
  {
    name: "console-authorization-on",
    source: "aws.signin",
    eventName: "PutConsoleAuthorizationConfiguration",
    // https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html
    what: "turned console authorization on for <authorized>",
    meaning:
      "identity policies now count at sign-in: the denial may keep a user without a device from opening the console to enrol",
    arrives: NOT_DOCUMENTED,
  },
  {
    name: "console-authorization-off",
    source: "aws.signin",
    eventName: "DeleteConsoleAuthorizationConfiguration",
    // https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html
    what: "turned console authorization off for <authorized>",
    meaning: "sign-in policies of the account or organization no longer have an effect",
    arrives: NOT_DOCUMENTED,
  },
];
