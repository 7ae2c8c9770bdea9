import type { Reason } from "../facts/fact";
import { describeRef, statementOf } from "../iam/evaluate";
import { isoDay } from "../iam/days";
import { isAboutAge } from "../iam/force-mfa-statements";
import type { OpenActions } from "../iam/open-actions";
import { ANY_OTHER_ACTION, describeAction } from "../iam/probes";
import type { RequestScenario } from "../iam/request-scenarios";
import type { Denial } from "./denial";
import type { Ability } from "./ability";
import type { Enrolment } from "./enrolment";
import type { UserJudgement } from "./judge";
import type { Undo } from "./undo";

/** How many actions are named before the rest is counted. */
const NAMED = 5;

/** What of the denial does not hold, as a clause: "iam:GetAccountSummary works without MFA". */
export function describeOpen({ since, open, begins }: Extract<Denial, { kind: "open" }>): string {
  if (begins) return `the denial begins on ${isoDay(begins)}, which is too far off to count`;
  const from = since ? ` from ${isoDay(since)} on` : "";
  return describeOpenActions(open) + from;
}

function describeOpenActions(open: readonly OpenActions[]): string {
  const general = open.filter(({ actions }) => actions.includes(ANY_OTHER_ACTION));
  return (general.length > 0 ? general : open).map(describeOne).join("; ");
}

function describeOne({ actions, scenarios, doubt, someResources }: OpenActions): string {
  const isGeneral = actions.includes(ANY_OTHER_ACTION);
  const names = actions.map(describeAction).sort();
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more actions` : "";
  const what = isGeneral ? "everything that the user may do" : names.slice(0, NAMED).join(", ") + more;
  const verb = isGeneral || names.length === 1 ? "works" : "work";
  const where = someResources ? " on some resources" : "";
  const why = doubt === null ? "" : ` (can't tell: ${doubt})`;
  return `${what} ${verb}${where} without MFA${describeScenarios(scenarios)}${why}`;
}

/** Empty where it is so in every one of them. */
function describeScenarios(scenarios: readonly RequestScenario[]): string {
  const all = (test: (scenario: RequestScenario) => boolean) => scenarios.every(test);
  if (all(({ viaService }) => viaService)) return " through AWS services";
  if (all(({ mfa }) => mfa === "absent")) return " with a long-term access key";
  if (all(({ mfa }) => mfa === "false")) return " in a console session";
  return "";
}

/** Whether the denial can be undone, as a sentence without its full stop. */
export function describeUndo({ answer, ways, by }: Undo): string {
  if (answer === "no")
    return `without MFA, the denial can't be undone: that is ${by.length > 0 ? `denied by ${by.map(describeRef).join(" and ")}` : "not allowed by any policy"}`;
  const calls = ways.map(({ action, by, doubt, mfa }) => {
    const why = doubt === null ? (by ? `allowed by ${describeRef(by)}` : "allowed") : `can't tell: ${doubt}`;
    return `${action}${mfa === "absent" ? " with a long-term access key" : ""} (${why})`;
  });
  const more = calls.length > NAMED ? ` and ${calls.length - NAMED} more calls` : "";
  const can = answer === "yes" ? "can" : "may";
  return `without MFA, the denial ${can} be undone: ${calls.slice(0, NAMED).join(", ")}${more}`;
}

/** Why nothing can ever be done, with MFA either; null: it can. */
export function describeNeverWorking({
  answer: { moments },
  policies,
}: Pick<UserJudgement, "answer" | "policies">): string | null {
  const by = moments.at(-1)?.deniedBy.true;
  if (!by) return null;
  const first = moments.findLastIndex(({ deniedBy }) => deniedBy.true === null) + 1;
  const since = moments[first]?.since;
  const from = first > 0 && since ? ` from ${isoDay(since)} on` : "";
  const { conditions = [] } = statementOf(by, policies) ?? {};
  return conditions.some(isAboutAge)
    ? `everything is denied to who has just signed in with MFA${from}, by the condition on aws:MultiFactorAuthAge in ${describeRef(by)}`
    : `everything is denied with MFA too${from}, by ${describeRef(by)}`;
}

/** One thing that keeps somebody from enrolling an authenticator app. */
export interface Obstacle {
  /** Each takes another remedy. */
  readonly of: "password" | "device" | "use";
  readonly why: string;
  /** False: it can't be told whether it does. */
  readonly certain: boolean;
}

type Judged = Pick<UserJudgement, "answer" | "enrolment" | "policies">;

/**
 * What keeps somebody from enrolling an authenticator app, or makes it useless; what can't be told only where nothing
 * is certain. A passkey or security key alone is told as such: not everybody has one, and the AWS CLI can't use it.
 */
export function obstaclesOf(judged: Judged): Obstacle[] {
  const never = describeNeverWorking(judged);
  if (never !== null) return [{ of: "use", why: never, certain: true }];
  const { all, app, device, password, onlySecurityKey } = judged.enrolment;
  const onlyPasskey = onlySecurityKey && app.answer !== "yes";
  if (all.answer === "yes" && !onlyPasskey) return [];
  const passkey = onlyPasskey ? passkeyOnly(app.why) : null;
  const found = [obstacle("password", password), passkey ?? obstacle("device", device)].filter(
    (one) => one !== null,
  );
  const certain = found.filter((one) => one.certain);
  return certain.length > 0 ? certain : found.slice(0, 1);
}

function obstacle(of: Obstacle["of"], ability: Ability): Obstacle | null {
  return ability.answer === "yes" ? null : { of, why: ability.why, certain: ability.answer === "no" };
}

function passkeyOnly(why: string): Obstacle {
  return { of: "device", why: `only a passkey or security key can be enrolled (${why})`, certain: true };
}

/** The same in one clause; null: they can enrol. */
export function describeInability(judged: Judged): string | null {
  const obstacles = obstaclesOf(judged);
  return obstacles.length === 0 ? null : obstacles.map(({ why }) => why).join("; and ");
}

/**
 * How somebody enrols for whom their access key is the only way to an authenticator app, as a clause: a way that is
 * there only as long as they still have the key. Null: the console is another way, or there is none.
 */
export function describeOnlyAccessKey({ onlyAccessKey }: Enrolment): string | null {
  if (!onlyAccessKey) return null;
  const { console, byPassword, lastUsed } = onlyAccessKey;
  const used = lastUsed ? `last used on ${isoDay(lastUsed)}` : "never used";
  const how = `only with their access key (${used}), by \`mfa-guard enrol\``;
  const verb = console.answer === "no" ? "is" : "may be";
  return byPassword
    ? `${how}; the console ${verb} closed to them until then (${console.why})`
    : `an authenticator app ${how} (in the console: ${console.why})`;
}

/** No call failed: what a policy asks of a request is not known beforehand. */
export function cantTellEnrolment(name: string, why: string): Reason {
  return {
    what: `whether ${name} can enrol an MFA device`,
    call: "mfa-guard",
    code: "CantTell",
    message: why,
    remedy:
      "Try it as that user, or leave iam:CreateVirtualMFADevice and iam:EnableMFADevice out of what that statement denies.",
  };
}
