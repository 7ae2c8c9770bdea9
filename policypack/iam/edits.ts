import { matchesAction } from "./actions";
import type { Condition, PolicyDocument, Statement } from "./document";
import { type Edit, editStatement, label } from "./edit";
import { enrolmentEdits } from "./enrolment-edits";
import {
  CREATE_DEVICE,
  ENABLE_DEVICE,
  forcingStatements,
  isMfaCondition,
  leakingAllows,
} from "./force-mfa-statements";
import { isPermittedBeforeMfa } from "./probes";
import { MFA_KEY, SELF_SERVICE_ACTIONS } from "./self-service";

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
      say: `${MFA_KEY} should be "false", not ${values.map(quote).join(", ")}`,
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

function resourceEdit({ resources }: Statement): StatementEdit[] {
  if (resources?.includes("*")) return [];
  return [{ say: 'Resource should be "*"', change: { resources: ["*"], notResources: undefined } }];
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
