/** What a request has to name of ours for an event to concern us. */
export type OursKey = "policyArn" | "groupName";

/** One event that somebody is told of: a row of the table below. */
export interface WatchedEvent {
  /** Becomes part of the name of the EventBridge rule. */
  readonly name: string;
  readonly source: "aws.iam" | "aws.signin";
  /** As CloudTrail calls it. */
  readonly eventName: string;
  /** The request parameter that has to name one of ours; left out: any request. */
  readonly ours?: OursKey;
  /** What else the CloudTrail record has to say, as in an event pattern. */
  readonly detail?: Readonly<Record<string, unknown>>;
  /** What was done, after the name of who did it; a word in angle brackets is a fact of message.ts. */
  readonly what: string;
}

/**
 * Every event that is watched; rules, patterns and messages are made from it.
 *
 * Whoever has the password alone of a user without a device can enrol their own, so each enrolment is told of.
 * CreateVirtualMFADevice is not: such a device means nothing before EnableMFADevice.
 */
export const WATCHED_EVENTS: readonly WatchedEvent[] = [
  {
    name: "device-enabled",
    source: "aws.iam",
    eventName: "EnableMFADevice",
    what: "enabled the MFA device <device> of the user <user>",
  },
  {
    name: "device-deactivated",
    source: "aws.iam",
    eventName: "DeactivateMFADevice",
    what: "deactivated the MFA device <device> of the user <user>",
  },
  {
    name: "device-deleted",
    source: "aws.iam",
    eventName: "DeleteVirtualMFADevice",
    what: "deleted the virtual MFA device <device>",
  },
  {
    name: "password-created",
    source: "aws.iam",
    eventName: "CreateLoginProfile",
    what: "gave the user <user> a console password",
  },
  {
    name: "policy-detached-from-group",
    source: "aws.iam",
    eventName: "DetachGroupPolicy",
    ours: "policyArn",
    what: "detached the force-MFA policy <policy> from the group <group>",
  },
  {
    name: "policy-detached-from-user",
    source: "aws.iam",
    eventName: "DetachUserPolicy",
    ours: "policyArn",
    what: "detached the force-MFA policy <policy> from the user <user>",
  },
  {
    name: "policy-deleted",
    source: "aws.iam",
    eventName: "DeletePolicy",
    ours: "policyArn",
    what: "deleted the force-MFA policy <policy>",
  },
  {
    name: "policy-changed",
    source: "aws.iam",
    eventName: "CreatePolicyVersion",
    ours: "policyArn",
    what: "wrote a new version of the force-MFA policy <policy>",
  },
  {
    name: "policy-version-set",
    source: "aws.iam",
    eventName: "SetDefaultPolicyVersion",
    ours: "policyArn",
    what: "made <version> the version of the force-MFA policy <policy> that holds",
  },
  {
    name: "member-removed",
    source: "aws.iam",
    eventName: "RemoveUserFromGroup",
    ours: "groupName",
    what: "removed the user <user> from the force-MFA group <group>",
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
  },
];
