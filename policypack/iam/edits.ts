import { matchesAction, statementActions } from "./actions";
import type { Condition, PolicyDocument, Statement } from "./policy-document";
import {
  CREATE_DEVICE,
  ENABLE_DEVICE,
  forcingStatements,
  isMfaCondition,
  leakingAllows,
} from "./force-mfa-statements";
import { isPermittedBeforeMfa } from "./probes";
import { MFA_KEY, SELF_SERVICE_ACTIONS } from "./self-service-actions";

/** Single changes that may close a weakness, the likeliest first; whether they do is for the analysis to say. */
export function candidateEdits(document: PolicyDocument, partition: string): Edit[] {
  const leaking = leakingAllows(document);
  const forcing = forcingStatements(document).flatMap((index) => {
    const statement = document.statements[index];
    if (!statement) return [];
    const edits = leaking.includes(index) ? leakEdits(statement) : forcingEdits(statement);
    return edits.map(({ say, change }) => ({
      sentence: `in ${label(statement, index)}, ${say}`,
      result: editStatement(document, index, change),
    }));
  });
  return leaking.length > 0 ? forcing : [...enrolmentEdits(document, partition), ...forcing];
}

/** An Allow of everything to those with MFA whose condition holds without it too. */
function leakEdits({ conditions }: Statement): StatementEdit[] {
  return conditions.flatMap((condition, i): StatementEdit[] => {
    const { operator, key, values } = condition;
    const put = (changed: Condition) => ({ conditions: conditions.with(i, changed) });
    if (key.toLowerCase() !== MFA_KEY.toLowerCase()) {
      const strict = operator.replace(/IfExists$/i, "");
      if (strict === operator) return [];
      return [{ say: `${operator} should be ${strict}`, change: put({ ...condition, operator: strict }) }];
    }
    const say = `${operator} ${values.map(quote).join(", ")} should be Bool "true"`;
    return [{ say, change: put({ operator: "Bool", key: MFA_KEY, values: ["true"] }) }];
  });
}

interface StatementEdit {
  readonly say: string;
  readonly change: Partial<Statement>;
}

function forcingEdits(statement: Statement): StatementEdit[] {
  return [
    ...(statement.effect === "Allow"
      ? [{ say: "Effect should be Deny", change: { effect: "Deny" as const } }]
      : []),
    ...conditionEdits(statement),
    ...resourceEdit(statement),
    ...actionEdits(statement),
  ];
}

const WITHOUT_MFA: Condition = { operator: "BoolIfExists", key: MFA_KEY, values: ["false"] };

function conditionEdits({ conditions }: Statement): StatementEdit[] {
  const mfa = conditions.filter(isMfaCondition);
  const without = `BoolIfExists "${MFA_KEY}": "false"`;
  if (mfa.length === 0) {
    return [{ say: `add the condition ${without}`, change: { conditions: [...conditions, WITHOUT_MFA] } }];
  }
  const replaced = conditions.flatMap((condition, i): StatementEdit[] =>
    isMfaCondition(condition) ? replaceMfaCondition(conditions, condition, i) : [],
  );
  const droppable = conditions.filter((condition) => mfa.length > 1 || !isMfaCondition(condition));
  return [...replaced, ...droppable.map((c) => drop(conditions, [c])), ...dropAll(conditions, droppable)];
}

function replaceMfaCondition(all: readonly Condition[], condition: Condition, i: number): StatementEdit[] {
  const { operator, values } = condition;
  const put = (changed: Condition) => ({ conditions: all.with(i, changed) });
  const edits = [
    { say: `${operator} should be BoolIfExists`, change: put({ ...condition, operator: "BoolIfExists" }) },
    {
      say: `${MFA_KEY} should be "false"${values.length > 0 ? `, not ${values.map(quote).join(", ")}` : ""}`,
      change: put({ ...condition, values: ["false"] }),
    },
  ];
  const both = `${operator} ${values.map(quote).join(", ")} should be BoolIfExists "false"`;
  return [...edits, { say: both, change: put(WITHOUT_MFA) }];
}

function drop(all: readonly Condition[], dropped: readonly Condition[]): StatementEdit {
  const names = dropped.map(({ operator, key }) => `${operator} ${key}`).join(", ");
  const conditions = all.filter((condition) => !dropped.includes(condition));
  return { say: `drop the condition ${names}`, change: { conditions } };
}

function dropAll(all: readonly Condition[], dropped: readonly Condition[]): StatementEdit[] {
  return dropped.length > 1
    ? [
        drop(
          all,
          dropped.filter((c) => !isMfaCondition(c)),
        ),
      ]
    : [];
}

function resourceEdit({ resources, notResources }: Statement): StatementEdit[] {
  if (resources?.includes("*")) return [];
  const say = notResources ? 'Resource "*" should be in the place of NotResource' : 'Resource should be "*"';
  return [{ say, change: { resources: ["*"], notResources: undefined } }];
}

function actionEdits({ actions, notActions }: Statement): StatementEdit[] {
  if (!notActions) {
    const listed = actions?.length === 1 ? "one listed action" : `${actions?.length ?? 0} listed actions`;
    const say = `deny everything but the self-service set (NotAction), not ${listed} (Action)`;
    return [{ say, change: { actions: undefined, notActions: [...SELF_SERVICE_ACTIONS] } }];
  }
  const narrowed = narrow(notActions);
  const missing = [CREATE_DEVICE, ENABLE_DEVICE].filter(
    (a) => !notActions.some((p) => matchesAction(p, a) === true),
  );
  return [
    ...(narrowed ? [narrowed] : []),
    ...(missing.length === 0
      ? []
      : [
          {
            say: `add ${missing.join(", ")} to NotAction`,
            change: { notActions: [...notActions, ...missing] },
          },
        ]),
  ];
}

/** Takes out what is not of the self-service set; of a wildcard, what is stays. */
function narrow(notActions: readonly string[]): StatementEdit | null {
  const wrong = notActions.filter((pattern) => !isPermittedBeforeMfa(pattern));
  if (wrong.length === 0) return null;
  const kept = SELF_SERVICE_ACTIONS.filter(
    (a) =>
      wrong.some((p) => matchesAction(p, a) === true) &&
      !notActions.some((p) => p.toLowerCase() === a.toLowerCase()),
  );
  const rest = notActions.filter((pattern) => !wrong.includes(pattern));
  const say =
    kept.length === 0
      ? `take ${wrong.join(", ")} out of NotAction`
      : `write ${kept.join(", ")} in place of ${wrong.join(", ")} in NotAction`;
  return { say, change: { notActions: [...rest, ...kept] } };
}

function quote(value: string): string {
  return JSON.stringify(value);
}

/** One change of a document. */
export interface Edit {
  /** What to do, as an instruction without its full stop. */
  readonly sentence: string;
  readonly result: PolicyDocument;
}

/** The document with some elements of one statement replaced. */
function editStatement(document: PolicyDocument, index: number, change: Partial<Statement>): PolicyDocument {
  const statements = document.statements.map((s, i) => (i === index ? { ...s, ...change } : s));
  return { ...document, statements };
}

/** How messages name a statement. */
function label({ sid }: Statement, index: number): string {
  return sid ?? `statement ${index + 1}`;
}

const STEPS = [CREATE_DEVICE, ENABLE_DEVICE] as const;

/** Changes that let a user enrol again. */
function enrolmentEdits(document: PolicyDocument, partition: string): Edit[] {
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
  const [put, where] = statement.notResources
    ? ["write", "in Resource, in the place of NotResource"]
    : ["add", "to Resource"];
  const wider = { resources: [...given, ...missing], notResources: undefined };
  return [
    ...(missing.length > 0 ? [edit(`${put} ${missing.join(", ")} ${where}`, wider)] : []),
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
