import type { PolicyDocument, Statement } from "./document";
import { type Decision, decide, type PolicySet, prepare } from "./evaluate";
import { type Findings, type Weakness, type WeaknessCode } from "./weakness";
import { CREATE_DEVICE, ENABLE_DEVICE } from "./force-mfa-statements";
import { besideEverything } from "./find-weaknesses";
import { PARTITIONS } from "./partitions";
import { ANY_OTHER_ACTION } from "./probes";
import { enrolmentResources, sampleResources } from "./samples";
import { contextOf, type Principal, type RequestScenario, scenarios, WITHOUT_MFA } from "./request-scenarios";

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
  const elsewhere = PARTITIONS.find((partition) => !asked(alone, { ...principal, partition }));
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

function pathNotMatched(action: string, { name, path }: Principal): Weakness {
  const sentence = `enrolment breaks for users with a path: ${action} is not allowed for ${path}${name}`;
  return { code: "enrolment-path", sentence };
}

/** With MFA, whatever a document does not name must not be denied by it. */
function lockedOut(document: PolicyDocument, principal: Principal, at: Date | undefined): Weakness[] {
  const scenario: RequestScenario = { mfa: "true", viaService: false, ...(at && { at }) };
  const ready = prepare(besideEverything(document), contextOf(scenario, principal));
  const decisions = sampleResources(principal, []).map((r) => decide(ready, ANY_OTHER_ACTION, r));
  const code: WeaknessCode = "locked-out";
  return decisions.some(isDenied) ? [{ code, sentence: "everything is denied with MFA too" }] : [];
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

/** Whether the document's Allows, its Denies aside, take in an action in any scenario, on anything, in any partition. */
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
