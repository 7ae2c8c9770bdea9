import { statementActions } from "./actions";
import type { PolicyDocument, Statement } from "./document";
import { type Edit, editStatement, label } from "./edit";
import { CREATE_DEVICE, ENABLE_DEVICE } from "./force-mfa-statements";

const STEPS = [CREATE_DEVICE, ENABLE_DEVICE] as const;

/** Changes that let a user enrol again. */
export function enrolmentEdits(document: PolicyDocument, partition: string): Edit[] {
  return [
    ...versionEdit(document),
    ...partitionEdit(document, partition),
    ...document.statements.flatMap((statement, index) =>
      statement.effect === "Allow"
        ? allowEdits(document, statement, index, partition)
        : denyEdits(document, statement, index),
    ),
    ...missingAllowances(document, partition),
  ];
}

/** Where an action of enrolling has to be allowed. */
function whereNeeded(step: string, partition: string): string[] {
  const arn = (resource: string) => `arn:${partition}:iam::*:${resource}`;
  if (step === CREATE_DEVICE) return [arn("mfa/*")];
  return [arn("user/${aws:username}"), arn("user/*/${aws:username}")];
}

function versionEdit(document: PolicyDocument): Edit[] {
  if (document.version === "2012-10-17") return [];
  const sentence = 'Version should be "2012-10-17": without it, IAM takes ${aws:username} for plain text';
  return [{ sentence, result: { ...document, version: "2012-10-17" } }];
}

function partitionEdit(document: PolicyDocument, partition: string): Edit[] {
  const fix = (arns: readonly string[] | undefined) =>
    arns?.map((arn) => arn.replace(/^arn:[^:]*:/, `arn:${partition}:`));
  const statements = document.statements.map((s) => ({
    ...s,
    resources: fix(s.resources),
    notResources: fix(s.notResources),
  }));
  if (JSON.stringify(statements) === JSON.stringify(document.statements)) return [];
  return [{ sentence: `ARNs should begin with arn:${partition}:`, result: { ...document, statements } }];
}

/** An Allow of enrolling that does not reach far enough. */
function allowEdits(
  document: PolicyDocument,
  statement: Statement,
  index: number,
  partition: string,
): Edit[] {
  const steps = STEPS.filter((step) => statementActions(statement)(step) === true);
  if (steps.length === 0) return [];
  const edit = (what: string, change: Partial<Statement>): Edit => ({
    sentence: `in ${label(statement, index)}, ${what}`,
    result: editStatement(document, index, change),
  });
  const given = statement.resources ?? [];
  const missing = steps.flatMap((s) => whereNeeded(s, partition)).filter((arn) => !given.includes(arn));
  const wider = { resources: [...given, ...missing], notResources: undefined };
  return [
    ...(missing.length > 0 ? [edit(`add ${missing.join(", ")} to Resource`, wider)] : []),
    ...(statement.conditions.length > 0 ? [edit("drop the conditions", { conditions: [] })] : []),
  ];
}

/** A Deny of enrolling: without those actions, or not at all. */
function denyEdits(document: PolicyDocument, statement: Statement, index: number): Edit[] {
  if (!statement.actions) return [];
  const isStep = (pattern: string) =>
    STEPS.some((step) => statementActions({ ...statement, actions: [pattern] })(step) === true);
  const kept = statement.actions.filter((pattern) => !isStep(pattern));
  if (kept.length === statement.actions.length) return [];
  const at = label(statement, index);
  if (kept.length > 0) {
    const gone = statement.actions.filter(isStep).join(", ");
    return [
      {
        sentence: `in ${at}, take ${gone} out of Action`,
        result: editStatement(document, index, { actions: kept }),
      },
    ];
  }
  const statements = document.statements.filter((_, i) => i !== index);
  return [{ sentence: `drop ${at}, which denies enrolling`, result: { ...document, statements } }];
}

function missingAllowances(document: PolicyDocument, partition: string): Edit[] {
  return STEPS.map((step) => {
    const resources = whereNeeded(step, partition);
    const added: Statement = {
      sid: undefined,
      effect: "Allow",
      actions: [step],
      notActions: undefined,
      resources,
      notResources: undefined,
      conditions: [],
    };
    const sentence = `allow ${step} on ${resources.join(", ")}`;
    return { sentence, result: { ...document, statements: [...document.statements, added] } };
  });
}
