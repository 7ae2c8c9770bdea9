import { matchesAction, statementActions } from "./actions";
import { conditionHolds } from "./conditions";
import type { Condition, PolicyDocument, Statement } from "./policy-document";
import { ANY_OTHER_ACTION } from "./probes";
import { MFA_KEY } from "./self-service-actions";
import { contextOf, type Principal, type RequestScenario, WITHOUT_MFA } from "./request-scenarios";
import { every } from "./ternary";

/** What a user needs to enrol: the second for every kind of device, the first for a virtual one only. */
export const CREATE_DEVICE = "iam:CreateVirtualMFADevice";
export const ENABLE_DEVICE = "iam:EnableMFADevice";

/** Takes the place of the MFA key in conditions with Null: it is in the request only where MFA is. */
const AGE_KEY = "aws:multifactorauthage";

/**
 * The statements by which a document shows that it means to force MFA: a Deny on an MFA condition; a Deny of
 * everything but enrolling; or the same with Allow, which somebody took for Deny. Where there is none of these: an
 * Allow of everything under an MFA condition that lets calls without MFA through (`leakingAllows`).
 */
export function forcingStatements(document: PolicyDocument): number[] {
  const denying = document.statements.flatMap((statement, index) => (meansToForce(statement) ? [index] : []));
  return denying.length > 0 ? denying : leakingAllows(document);
}

/**
 * Allows of everything to those with MFA whose condition holds without it too, as BoolIfExists "true" does for
 * long-term access keys, which do not have the key; none where a Deny is there to force MFA. An Allow with Bool "true"
 * is right, and forces nobody by itself.
 *
 * An Allow of less than everything is not one: policies that let a single sensitive action through with MFA only, as
 * AWS's own for iam:DeactivateMFADevice, are not there to force MFA.
 */
export function leakingAllows({ statements, version }: PolicyDocument): number[] {
  if (statements.some(meansToForce)) return [];
  return statements.flatMap((statement, index) =>
    allowsEverything(statement) && leaks(statement, version) ? [index] : [],
  );
}

function allowsEverything(statement: Statement): boolean {
  const everywhere = statement.resources?.some((resource) => /^\*+$/.test(resource)) ?? false;
  return statement.effect === "Allow" && everywhere && isOfAnything(statement);
}

const SOMEBODY: Principal = {
  name: "mfa-guard-user",
  path: "/",
  accountId: "111122223333",
  partition: "aws",
};

/** Whether the conditions on MFA, all others aside, hold without MFA, or may. */
function leaks(statement: Statement, version: string | undefined): boolean {
  return WITHOUT_MFA.some((mfa) => mfaConditionsHold(statement, mfa, version));
}

/**
 * The Allows that take MFA: what no other allows is denied without it. One of nothing but MFA devices, such as AWS's own
 * for iam:DeactivateMFADevice, is none: nobody signs in for that.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export function gates({ statements, version }: PolicyDocument): Statement[] {
  return statements.filter(
    (statement) =>
      statement.effect === "Allow" &&
      !statement.actions?.every((action) => /mfadevice/i.test(action)) &&
      mfaConditionsHold(statement, "true", version),
  );
}

/** An Allow of everything, or of everything but some actions. */
export function isOfAnything(statement: Statement): boolean {
  return statementActions(statement)(ANY_OTHER_ACTION) === true;
}

/** Whether a statement has conditions on MFA, and these, all others aside, hold, or may, in such a request. */
function mfaConditionsHold(
  { conditions }: Statement,
  mfa: RequestScenario["mfa"],
  version: string | undefined,
): boolean {
  const onMfa = conditions.filter(({ key }) => [MFA_KEY.toLowerCase(), AGE_KEY].includes(key.toLowerCase()));
  if (onMfa.length === 0) return false;
  const context = contextOf({ mfa, viaService: false }, SOMEBODY);
  return every(onMfa.map((condition) => conditionHolds(condition, context, version))) !== false;
}

export function isAboutAge({ key }: Condition): boolean {
  return key.toLowerCase() === AGE_KEY;
}

export function isMfaCondition(condition: Condition): boolean {
  const { key, operator } = condition;
  if (key.toLowerCase() === MFA_KEY.toLowerCase()) return true;
  return isAboutAge(condition) && operator.toLowerCase() === "null";
}

function meansToForce(statement: Statement): boolean {
  const exemptsEnrolment = [CREATE_DEVICE, ENABLE_DEVICE].some((action) => exempts(statement, action));
  const onMfa = statement.conditions.some(isMfaCondition);
  return statement.effect === "Deny" ? onMfa || exemptsEnrolment : onMfa && exemptsEnrolment;
}

/** Named, not only matched: `NotAction: iam:*` says nothing of enrolment. */
function exempts({ notActions }: Statement, action: string): boolean {
  return notActions?.some((p) => /mfadevice/i.test(p) && matchesAction(p, action) === true) ?? false;
}
