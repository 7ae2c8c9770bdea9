/** The parts of a CloudTrail record that patterns and messages look at. */
export interface EventRecord {
  readonly source: string;
  readonly account: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export const POLICY = "arn:aws:iam::123456789012:policy/force-mfa-self-service";
export const GROUP = "force-mfa";

const ANN = { type: "IAMUser", arn: "arn:aws:iam::123456789012:user/ann" };
const ROOT = { type: "Root", arn: "arn:aws:iam::123456789012:root" };
const BOUNDARY = "arn:aws:iam::123456789012:policy/bounds";
const DEVICE = "arn:aws:iam::123456789012:mfa/bob";

/** A call of IAM, as EventBridge hands it on. */
export function call(eventName: string, requestParameters: object, more: object = {}): EventRecord {
  return record("aws.iam", {
    eventSource: "iam.amazonaws.com",
    eventName,
    userIdentity: ANN,
    requestParameters,
    ...more,
  });
}

/** A root user's sign-in. */
export function signIn(MFAUsed: string, more: object = {}): EventRecord {
  return record("aws.signin", {
    eventSource: "signin.amazonaws.com",
    eventName: "ConsoleLogin",
    userIdentity: ROOT,
    requestParameters: null,
    responseElements: { ConsoleLogin: "Success" },
    additionalEventData: { MobileVersion: "No", MFAUsed },
    ...more,
  });
}

/** A call of another service than IAM. */
function callOf(service: string, eventName: string, requestParameters: object): EventRecord {
  const detail = { eventSource: `${service}.amazonaws.com`, eventName, userIdentity: ANN, requestParameters };
  return record(`aws.${service}`, detail);
}

function record(source: string, detail: object): EventRecord {
  const time = { eventTime: "2027-02-01T09:00:00Z", sourceIPAddress: "203.0.113.7" };
  return { source, account: "123456789012", detail: { ...time, ...detail } };
}

/** For each row of the table, by its name, a record that it is there for, and what the message says of it. */
export const SAMPLES: Readonly<Record<string, readonly [EventRecord, string]>> = {
  "device-enabled": [
    call("EnableMFADevice", { userName: "bob", serialNumber: DEVICE }),
    `enabled the MFA device ${DEVICE} of the user bob`,
  ],
  "device-deactivated": [
    call("DeactivateMFADevice", { userName: "bob", serialNumber: DEVICE }),
    `deactivated the MFA device ${DEVICE} of the user bob`,
  ],
  "device-deleted": [
    call("DeleteVirtualMFADevice", { serialNumber: DEVICE }),
    `deleted the virtual MFA device ${DEVICE}`,
  ],
  "password-created": [
    call("CreateLoginProfile", { userName: "bob", passwordResetRequired: true }),
    "gave the user bob a console password",
  ],
  "password-changed": [
    call("UpdateLoginProfile", { userName: "bob", passwordResetRequired: true }),
    "changed the console password of the user bob, or whether it has to be changed at the next sign-in",
  ],
  "policy-detached-from-group": [
    call("DetachGroupPolicy", { groupName: GROUP, policyArn: POLICY }),
    `detached the force-MFA policy ${POLICY} from the group force-mfa`,
  ],
  "policy-detached-from-user": [
    call("DetachUserPolicy", { userName: "bob", policyArn: POLICY }),
    `detached the force-MFA policy ${POLICY} from the user bob`,
  ],
  "policy-deleted": [call("DeletePolicy", { policyArn: POLICY }), `deleted the force-MFA policy ${POLICY}`],
  "policy-changed": [
    call("CreatePolicyVersion", { policyArn: POLICY, policyDocument: "{}", setAsDefault: true }),
    `wrote a new version of the force-MFA policy ${POLICY}`,
  ],
  "policy-version-set": [
    call("SetDefaultPolicyVersion", { policyArn: POLICY, versionId: "v2" }),
    `made v2 the version of the force-MFA policy ${POLICY} that holds`,
  ],
  "policy-version-deleted": [
    call("DeletePolicyVersion", { policyArn: POLICY, versionId: "v2" }),
    `deleted the version v2 of the force-MFA policy ${POLICY}`,
  ],
  "group-policy-written": [
    call("PutGroupPolicy", { groupName: GROUP, policyName: "extra", policyDocument: "{}" }),
    "wrote the inline policy extra of the force-MFA group force-mfa",
  ],
  "group-policy-deleted": [
    call("DeleteGroupPolicy", { groupName: GROUP, policyName: "extra" }),
    "deleted the inline policy extra of the force-MFA group force-mfa",
  ],
  "user-policy-written": [
    call("PutUserPolicy", { userName: "bob", policyName: "extra", policyDocument: "{}" }),
    "wrote the inline policy extra of the user bob",
  ],
  "user-policy-deleted": [
    call("DeleteUserPolicy", { userName: "bob", policyName: "extra" }),
    "deleted the inline policy extra of the user bob",
  ],
  "boundary-set": [
    call("PutUserPermissionsBoundary", { userName: "bob", permissionsBoundary: BOUNDARY }),
    `set the permissions boundary of the user bob to ${BOUNDARY}`,
  ],
  "boundary-removed": [
    call("DeleteUserPermissionsBoundary", { userName: "bob" }),
    "removed the permissions boundary of the user bob",
  ],
  "member-removed": [
    call("RemoveUserFromGroup", { groupName: GROUP, userName: "bob" }),
    "removed the user bob from the force-MFA group force-mfa",
  ],
  "root-without-mfa": [signIn("No"), "signed in to the console without MFA"],
  "root-session": [
    callOf("sts", "AssumeRoot", { targetPrincipal: "210987654321" }),
    "took a privileged root session of the account 210987654321",
  ],
  "console-authorization-on": [
    callOf("signin", "PutConsoleAuthorizationConfiguration", { targetId: "o-exampleorg1" }),
    "turned console authorization on for o-exampleorg1",
  ],
  "console-authorization-off": [
    callOf("signin", "DeleteConsoleAuthorizationConfiguration", { targetId: "o-exampleorg1" }),
    "turned console authorization off for o-exampleorg1",
  ],
};
