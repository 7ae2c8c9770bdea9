import { matchesAction } from "./actions";
import type { Condition, PolicyDocument, Statement } from "./document";
import { MFA_KEY } from "./self-service";

/** What a user needs to enrol: the second for every kind of device, the first for a virtual one only. */
export const CREATE_DEVICE = "iam:CreateVirtualMFADevice";
export const ENABLE_DEVICE = "iam:EnableMFADevice";

/** Takes the place of the MFA key in conditions with Null: it is in the request only where MFA is. */
const AGE_KEY = "aws:multifactorauthage";

/**
 * The statements by which a document shows that it means to force MFA: a Deny on an MFA condition; a Deny of
 * everything but enrolling; or the same with Allow, which somebody took for Deny.
 */
export function forcingStatements({ statements }: PolicyDocument): number[] {
  return statements.flatMap((statement, index) => (meansToForce(statement) ? [index] : []));
}

export function isMfaCondition({ key, operator }: Condition): boolean {
  if (key.toLowerCase() === MFA_KEY.toLowerCase()) return true;
  return key.toLowerCase() === AGE_KEY && operator.toLowerCase() === "null";
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
