import { nameOf } from "./attachment-scope";
import type { ContextValue } from "./request-context";
import type { PolicyDocument, Statement } from "./policy-document";
import {
  decide,
  decideGranted,
  type Decision,
  type PolicySet,
  prepare,
  type ReadyPolicies,
} from "./evaluate";
import { besideEverything, type Findings, type Weakness } from "./find-weaknesses";
import { CREATE_DEVICE, ENABLE_DEVICE } from "./force-mfa-statements";
import { partitionNamed, PARTITIONS } from "./partitions";
import { ANY_OTHER_ACTION, isOfUse, probeActions } from "./probes";
import { contextOf, type Principal, type RequestScenario, scenarios, WITHOUT_MFA } from "./request-scenarios";
import { enrolmentResources, sampleResources } from "./samples";

/**
 * Whether a user without MFA can still enrol, and one with MFA is let in: a policy that prevents it locks out
 * everybody whom it applies to.
 *
 * A document that allows a part of enrolling must let the whole of it through; one that only denies must leave it
 * open to others. A document that neither allows nor exempts virtual devices is taken to want security keys only.
 */
export function findLockouts(document: PolicyDocument, principal: Principal, at: Date | undefined): Findings {
  const weaknesses = [
    ...lockedOut(document, principal, at),
    ...neededSteps(document, principal, at).flatMap((step) => brokenStep(document, principal, step, at)),
  ];
  return { weaknesses, weight: weaknesses.length };
}

interface Step {
  readonly action: string;
  /** Whether the document itself must allow it. */
  readonly allowed: boolean;
}

function neededSteps(document: PolicyDocument, principal: Principal, at: Date | undefined): Step[] {
  const allowed = [CREATE_DEVICE, ENABLE_DEVICE].filter((action) =>
    isAllowedAnywhere(document, action, principal, at),
  );
  const brings = allowed.length > 0;
  const denied = works(besideEverything(document), principal, CREATE_DEVICE, "freeDevice", at).every(
    isDenied,
  );
  const securityKeysOnly = denied && !allowed.includes(CREATE_DEVICE);
  return [
    ...(securityKeysOnly ? [] : [{ action: CREATE_DEVICE, allowed: brings }]),
    { action: ENABLE_DEVICE, allowed: brings },
  ];
}

function brokenStep(
  document: PolicyDocument,
  principal: Principal,
  step: Step,
  at: Date | undefined,
): Weakness[] {
  const { action } = step;
  const on = action === CREATE_DEVICE ? "freeDevice" : "ownUser";
  const asked = (policies: PolicySet, who = principal, where: Where = on) =>
    works(policies, who, action, where, at).every(isDenied);
  if (asked(besideEverything(document))) {
    return [{ code: "enrolment-denied", sentence: `nobody can enrol: ${action} is denied without MFA` }];
  }
  const alone = { identity: [{ name: "", document }] };
  if (!step.allowed || !asked(alone)) return [];
  if (action === CREATE_DEVICE && !asked(alone, principal, "ownNameDevice")) {
    return [{ code: "enrolment-own-name", sentence: OWN_NAME }];
  }
  // By NotResource, whatever it does not name is allowed, ARNs of other partitions too.
  const isByArn = document.statements.every(({ effect, notResources }) => effect === "Deny" || !notResources);
  const elsewhere = isByArn && PARTITIONS.find((partition) => !asked(alone, { ...principal, partition }));
  if (elsewhere) return [wrongPartition(action, elsewhere, principal.partition)];
  if (!asked(alone, { ...principal, path: "/" })) return [pathNotMatched(action, principal)];
  return [
    { code: "enrolment-not-allowed", sentence: `enrolment breaks: ${action} is not allowed without MFA` },
  ];
}

const OWN_NAME =
  "enrolment breaks: iam:CreateVirtualMFADevice is allowed only for a device with the user's own name, " +
  "and the console lets users name it";

function wrongPartition(action: string, elsewhere: string, here: string): Weakness {
  const sentence = `enrolment breaks: ${action} is allowed in the partition ${elsewhere}, and this is ${here}`;
  return { code: "enrolment-partition", sentence };
}

function pathNotMatched(action: string, principal: Principal): Weakness {
  const sentence = `enrolment breaks for users with a path: ${action} is not allowed for /${nameOf(principal)}`;
  return { code: "enrolment-path", sentence };
}

/**
 * With MFA, whatever a document does not name must not be denied by it; but for one that also says which services may
 * be used at all, and lets more of them be used with MFA than without.
 */
function lockedOut(document: PolicyDocument, principal: Principal, at: Date | undefined): Weakness[] {
  const resources = sampleResources(principal, []);
  const readyWith = (mfa: RequestScenario["mfa"]) =>
    prepare(besideEverything(document), contextOf({ mfa, viaService: false, ...(at && { at }) }, principal));
  const withMfa = readyWith("true");
  if (!resources.some((resource) => isDenied(decide(withMfa, ANY_OTHER_ACTION, resource)))) return [];
  const actions = probeActions(document).filter(isOfUse);
  const open = (ready: ReadyPolicies) =>
    actions.filter((action) => resources.some((resource) => !isDenied(decide(ready, action, resource))));
  if (open(withMfa).length > Math.max(...WITHOUT_MFA.map((mfa) => open(readyWith(mfa)).length))) return [];
  return [{ code: "locked-out", sentence: "everything is denied with MFA too" }];
}

type Where = keyof ReturnType<typeof enrolmentResources>;

/** How an action fares without MFA, in the console and with an access key: one of them is enough to enrol. */
function works(
  policies: PolicySet,
  principal: Principal,
  action: string,
  where: Where,
  at: Date | undefined,
): Decision[] {
  return WITHOUT_MFA.map((mfa) => {
    const scenario = { mfa, viaService: false, ...(at && { at }) };
    const resource = enrolmentResources(principal)[where];
    return decide(prepare(policies, contextOf(scenario, principal)), action, resource);
  });
}

function isDenied({ outcome }: Decision): boolean {
  return outcome === "denied";
}

/**
 * Whether the document's Allows, its Denies aside, take in an action in any scenario, on anything, in any partition.
 */
function isAllowedAnywhere(
  document: PolicyDocument,
  action: string,
  principal: Principal,
  at: Date | undefined,
): boolean {
  const allows = document.statements.filter(({ effect }: Statement) => effect === "Allow");
  const policies = { identity: [{ name: "", document: { ...document, statements: allows } }] };
  const resources = sampleResources(principal, [document]);
  return scenarios([at]).some((scenario) => {
    const ready = prepare(policies, contextOf(scenario, principal));
    return resources.some((resource) => !isDenied(decide(ready, action, resource)));
  });
}

export const CHANGE_PASSWORD = "iam:ChangePassword";
const PASSWORD_POLICY = { policy: "the account's password policy", sid: undefined, index: 0 };

/**
 * How each call of enrolling fares without MFA, on the user's own resources.
 *
 * A virtual device takes two: `create` makes it, on `mfa/<any name>`, and `enable` assigns it, on the user. A passkey,
 * a security key and a hardware TOTP token take `enable` alone.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 *
 * The console's page lists devices, and shows an error beside its buttons where it may not (iam:ListMFADevices,
 * iam:ListVirtualMFADevices, iam:GetUser); AWS's own policies allow them for that.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
 */
export interface EnrolmentSteps {
  readonly create: Decision;
  /** The same for a device that is named like the user: the name that some policies ask for. */
  readonly createOwnName: Decision;
  /** Of a virtual device or a hardware TOTP token. */
  readonly enable: Decision;
  /** Comes first where the password must be changed. */
  readonly changePassword: Decision;
  /** The same where the account's password policy lets users change their password. */
  readonly changePasswordByAccount: Decision;
}

/** In a console session, and with a long-term access key. */
export interface EnrolmentByWay {
  readonly console: EnrolmentSteps;
  readonly accessKey: EnrolmentSteps;
  /** Enabling a passkey or security key, for which there is the console only. */
  readonly securityKey: Decision;
}

/** From where people enrol, where the policy to be deployed says so. */
export interface Network {
  /** An address in the first of the ranges. */
  readonly ip?: string;
  readonly vpc?: string;
}

/**
 * What is known of a call to IAM that a person makes to enrol, beyond any call. IAM's endpoints take HTTPS only, and
 * there is one in each partition. A session of AWS Sign-In's own (`aws login`) is none of the console.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
function aboutEnrolling(
  { partition, accountId }: Principal,
  { ip, vpc }: Network,
): Record<string, ContextValue> {
  const somewhere = ip !== undefined || vpc !== undefined;
  return {
    "aws:RequestedRegion": partitionNamed(partition)?.iamRegion,
    "aws:ResourceAccount": accountId,
    "aws:SecureTransport": "true",
    "aws:SignInSessionArn": null,
    ...(somewhere && { "aws:SourceIp": ip ?? null, "aws:SourceVpc": ip === undefined ? vpc : null }),
  };
}

/** Who comes to enrol signs in to do so: a policy against older sessions does not concern them. */
function signedIn(mfa: RequestScenario["mfa"], at: Date): Record<string, ContextValue> {
  return mfa === "absent" ? {} : { "aws:TokenIssueTime": at.toISOString() };
}

/**
 * Of the device that is enabled. Only a FIDO device is registered, in two calls, and only it has certifications, which
 * differ from one model to the next. (That other devices have no such key is concluded from what the keys are for.)
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
const REGISTERING = "iam:RegisterSecurityKey";
const NO_FIDO_DEVICE: Record<string, ContextValue> = {
  [REGISTERING]: null,
  "iam:FIDO-certification": null,
  "iam:FIDO-FIPS-140-2-certification": null,
  "iam:FIDO-FIPS-140-3-certification": null,
};

/**
 * The keys of a service are in requests to it alone, and those of `ec2` and the like that others have too, in sessions
 * of roles. Of IAM's own, the calls of enrolling have those of the device and the tags of the user, and no other
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html).
 * Tags can be given to a device that is made, and neither the console's steps nor `mfa-guard enrol` give it any.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function isOfOtherCalls(key: string): boolean {
  if (/^aws:(requesttag\/|tagkeys$)/.test(key)) return true;
  return /^(?!aws:)[a-z\d-]+:/.test(key) && !/^iam:(resourcetag\/|registersecuritykey$|fido-)/.test(key);
}

/** How the calls of each way of enrolling are made. */
const CALLS = {
  console: { mfa: "false", device: NO_FIDO_DEVICE },
  accessKey: { mfa: "absent", device: NO_FIDO_DEVICE },
  creating: { mfa: "false", device: { [REGISTERING]: "Create" } },
  activating: { mfa: "false", device: { [REGISTERING]: "Activate" } },
} as const satisfies Record<string, { mfa: RequestScenario["mfa"]; device: Record<string, ContextValue> }>;

/** The policies, ready for each kind of call of enrolling at a time. */
export function readyToEnrol(
  policies: PolicySet,
  principal: Principal,
  at: Date,
  network: Network = {},
): Record<keyof typeof CALLS, ReadyPolicies> {
  const ready = ({ mfa, device }: (typeof CALLS)[keyof typeof CALLS]) => {
    const scenario = { mfa, viaService: false, at };
    const more = { ...aboutEnrolling(principal, network), ...device, ...signedIn(mfa, at) };
    return prepare(policies, contextOf(scenario, principal, more, isOfOtherCalls));
  };
  const { console, accessKey, creating, activating } = CALLS;
  return {
    ...{ console: ready(console), accessKey: ready(accessKey) },
    ...{ creating: ready(creating), activating: ready(activating) },
  };
}

/** How enrolling fares at a time, step by step. Pure. */
export function enrolmentSteps(
  policies: PolicySet,
  principal: Principal,
  at: Date,
  network: Network = {},
): EnrolmentByWay {
  const { ownUser, freeDevice, ownNameDevice } = enrolmentResources(principal);
  const ready = readyToEnrol(policies, principal, at, network);
  const steps = (policies: ReadyPolicies): EnrolmentSteps => ({
    create: decide(policies, CREATE_DEVICE, freeDevice),
    createOwnName: decide(policies, CREATE_DEVICE, ownNameDevice),
    enable: decide(policies, ENABLE_DEVICE, ownUser),
    changePassword: decide(policies, CHANGE_PASSWORD, ownUser),
    changePasswordByAccount: decideGranted(policies, CHANGE_PASSWORD, ownUser, PASSWORD_POLICY),
  });
  const registering = [ready.creating, ready.activating].map((one) => decide(one, ENABLE_DEVICE, ownUser));
  return {
    console: steps(ready.console),
    accessKey: steps(ready.accessKey),
    securityKey:
      registering.find(({ outcome }) => outcome === "denied") ??
      registering.find(({ outcome }) => outcome === "can't tell") ??
      (registering[0] as Decision),
  };
}
