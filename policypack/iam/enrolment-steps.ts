import type { ContextValue } from "./context";
import { decide, type Decision, type PolicySet, prepare, type ReadyPolicies } from "./evaluate";
import { CREATE_DEVICE, ENABLE_DEVICE } from "./force-mfa-statements";
import { partitionNamed } from "./partitions";
import { enrolmentResources } from "./samples";
import { contextOf, type Principal, type RequestScenario } from "./request-scenarios";

export const CHANGE_PASSWORD = "iam:ChangePassword";

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
 * there is one in each partition.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requestedregion
 */
function aboutEnrolling({ partition }: Principal, { ip, vpc }: Network): Record<string, ContextValue> {
  const somewhere = ip !== undefined || vpc !== undefined;
  return {
    "aws:RequestedRegion": partitionNamed(partition)?.iamRegion,
    "aws:SecureTransport": "true",
    "aws:CalledVia": null,
    "aws:CalledViaFirst": null,
    "aws:CalledViaLast": null,
    ...(somewhere && { "aws:SourceIp": ip ?? null, "aws:SourceVpc": ip === undefined ? vpc : null }),
  };
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
    const more = { ...aboutEnrolling(principal, network), ...device };
    return prepare(policies, contextOf(scenario, principal, more));
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
