import { z } from "zod";
import { layersOf, type StatementRef } from "../../policypack/iam/evaluate";
import type { MomentAnswer } from "../../policypack/iam/judge-user";
import type { OpenActions } from "../../policypack/iam/open-actions";
import { describeAction } from "../../policypack/iam/probes";
import type { Undo } from "../../policypack/judgement/undo";
import { asJson, instant, reason } from "../json-model";
import { inertJson } from "../report/json";
import { countKinds, KINDS, type Outcome, resultOf, RESULTS } from "./outcome";
import type { Simulation } from "./simulate";
import type { Verdict } from "./verdict";
import type { Gap, Group, JudgedUser, Verification } from "./verify";
import { describeVerdict, inOrder } from "./describe-verdict";

/** How many actions of one exception are named. Where everything is open, that is 22,000. */
const NAMED = 200;

/** For programs, as `docs/verify.schema.json` has it: the same fields in the same order, users by name. */
export function toJson(outcome: Outcome): string {
  const { verification, simulation, actions, actionList } = outcome;
  const { account, passwords, notLookedAt, at, groups, exempt, gaps } = verification;
  const report: VerifyReport = asJson({
    version: VERIFY_VERSION,
    account,
    passwords,
    notLookedAt,
    at,
    actions,
    actionList,
    result: resultOf(outcome),
    counts: countKinds(verification),
    users: users(groups),
    exempt,
    policySets: groups.map(policySetJson),
    unknown: gaps.map(gapJson),
    simulation: simulation && simulationJson(simulation),
  });
  return inertJson(report);
}

function users(groups: Verification["groups"]) {
  const all = groups.flatMap(({ number, users }) => users.map((user) => userJson(user, number)));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function userJson(user: JudgedUser, policySetJson: number) {
  return { ...verdictJson(user), policySet: policySetJson };
}

export function verdictJson({ name, verdict }: Pick<JudgedUser, "name" | "verdict">) {
  const from = fromOf(verdict);
  return { name, verdict: verdict.kind, from, message: describeVerdict(verdict) };
}

function fromOf(verdict: Verdict): Date | null {
  if ("from" in verdict) return verdict.from;
  if ("roles" in verdict) return verdict.roles.since;
  return "since" in verdict ? verdict.since : null;
}

function policySetJson({ number, policies, answer, undo, hints, notes, users }: Group) {
  const names = layersOf(policies)
    .flat()
    .map(({ name }) => name);
  return {
    number,
    policies: names,
    users: users.length,
    forcesMfa: answer.forces,
    undo: undo && undoJson(undo),
    hints,
    notes: [...notes],
    moments: answer.moments.map(momentJson),
  };
}

function undoJson({ answer, ways, by }: Undo) {
  return {
    answer,
    deniedBy: by.map(statementJson),
    ways: ways.map(({ action, answer, by, doubt, mfa }) => ({
      ...{ action, answer, mfa },
      allowedBy: by && statementJson(by),
      cannotTell: doubt,
    })),
  };
}

function statementJson({ policy, sid, index }: StatementRef) {
  return { policy, sid: sid ?? null, statement: index + 1 };
}

function momentJson({ since, counts, open, enrolment }: MomentAnswer) {
  return {
    since,
    canEnrol: canEnrol(enrolment),
    situations: counts.map(({ scenario: { mfa, viaService }, ...rest }) => ({ mfa, viaService, ...rest })),
    exceptions: open.map(exceptionJson),
  };
}

/** With an authenticator app, in the console or with an access key. */
function canEnrol({ console, accessKey }: MomentAnswer["enrolment"]): boolean {
  return [console, accessKey].some((steps) =>
    [steps.create, steps.enable].every(({ outcome }) => outcome === "may succeed"),
  );
}

function exceptionJson({ actions, scenarios, by, doubt, someResources }: OpenActions) {
  return {
    count: actions.length,
    actions: inOrder(actions).slice(0, NAMED),
    situations: scenarios.map(({ mfa, viaService }) => ({ mfa, viaService })),
    allowedBy: by && statementJson(by),
    cannotTell: doubt,
    someResources,
  };
}

export function gapJson({ subject, reason }: Gap) {
  return { subject, ...reason };
}

function simulationJson({ disagreements, gaps, missed, ...rest }: Simulation) {
  return {
    ...rest,
    missed: missed.map(statementJson),
    disagreements: disagreements.map(({ probe, scenario, ...one }) => ({
      ...one,
      situation: scenario,
      ...probe,
      action: describeAction(probe.action),
    })),
    unknown: gaps.map(gapJson),
  };
}

/** Goes up where a field is taken away or changes its meaning; a new field does not count. */
export const VERIFY_VERSION = 1;

const count = z.int().min(0);
export const gap = z
  .strictObject({ subject: z.string(), ...reason.shape })
  .meta({ title: "What could not be judged" });
const statement = z
  .strictObject({
    policy: z.string(),
    sid: z.string().nullable(),
    statement: z.int().min(1).describe("Its place in the policy, from 1."),
  })
  .meta({ title: "Statement" });

export const counts = z.strictObject(
  Object.fromEntries(KINDS.map((kind) => [kind, count])) as Record<(typeof KINDS)[number], typeof count>,
);

const scenario = {
  mfa: z
    .enum(["absent", "false", "true"])
    .describe("aws:MultiFactorAuthPresent, which calls with a long-term access key do not have."),
  viaService: z.boolean().describe("Whether an AWS service makes the call for the user."),
};

export const user = z
  .strictObject({
    name: z.string(),
    verdict: z.enum(["passes", "grace", "fails", "locked out", "security key only", "uncovered"]),
    from: instant
      .nullable()
      .describe("When the denial begins, or, of fails, when more begins to work; null: now."),
    message: z.string(),
    policySet: z.int().describe("The number of the user's policies."),
  })
  .meta({ title: "Console user" });

const exception = z
  .strictObject({
    count,
    actions: z.array(z.string()).describe("The first of them, those of IAM and STS before the others."),
    situations: z.array(z.strictObject(scenario)),
    allowedBy: statement.nullable().describe("Null: none has to, or it can't be told."),
    cannotTell: z.string().nullable().describe("Why; null: they may succeed for certain."),
    someResources: z.boolean().describe("Whether other resources than some are denied."),
  })
  .meta({ title: "Actions that work without MFA and should not" });

const moment = z
  .strictObject({
    since: instant.nullable().describe("Null: now."),
    canEnrol: z
      .boolean()
      .describe("Whether these policies let a user without MFA enrol an authenticator app for certain."),
    situations: z.array(
      z.strictObject({
        ...scenario,
        maySucceed: count,
        cantTell: count,
        beyond: count.describe("Of both, those that are not in the self-service set."),
      }),
    ),
    exceptions: z.array(exception),
  })
  .meta({ title: "From a time on" });

const undo = z
  .strictObject({
    answer: z.enum(["yes", "no", "can't tell"]),
    deniedBy: z.array(statement).describe("Of a no: the statements that deny it; none: nothing allows it."),
    ways: z.array(
      z.strictObject({
        action: z.string(),
        answer: z.enum(["yes", "can't tell"]),
        mfa: scenario.mfa,
        allowedBy: statement.nullable(),
        cannotTell: z.string().nullable(),
      }),
    ),
  })
  .meta({ title: "Whether the denial, or a device, can be taken away without MFA" });

const policySet = z
  .strictObject({
    number: z.int(),
    policies: z.array(z.string()),
    users: count,
    forcesMfa: z.boolean(),
    undo: undo.nullable().describe("Null: no policy means to force MFA, so that there is nothing to undo."),
    hints: z.array(z.string()),
    notes: z.array(z.string()).describe("What is worth knowing, and no reason not to pass."),
    moments: z.array(moment),
  })
  .meta({ title: "The policies that some users share" });

const disagreement = z
  .strictObject({
    user: z.string(),
    situation: z.strictObject({ ...scenario, at: instant.optional() }),
    ours: z.enum(["may succeed", "denied"]),
    aws: z.string().describe("EvalDecision, as AWS has it."),
    action: z.string(),
    resource: z.string(),
  })
  .meta({ title: "Where AWS's simulator disagrees" });

const simulation = z
  .strictObject({
    users: z.array(z.string()),
    leftOut: z.array(z.string()).describe("By --max-calls."),
    missed: z.array(statement).describe("Statements that no question was about."),
    calls: count,
    compared: count,
    notTold: count,
    deniedByOrganization: count,
    disagreements: z.array(disagreement),
    unknown: z.array(gap),
  })
  .meta({ title: "What AWS's simulator said" });

/** What `mfa-guard verify --format json` writes. */
export const verifySchema = z
  .strictObject({
    version: z.literal(VERIFY_VERSION),
    account: z.string(),
    passwords: z.string().describe("How old what is told of passwords is, for people to read."),
    notLookedAt: z.string().describe("What no answer takes into account, for people to read."),
    at: instant,
    actions: count.describe("How many actions there are."),
    actionList: z.string().describe("Where the list of them comes from."),
    result: z.enum(RESULTS).describe("`unknown`: nothing was found, and something could not be judged."),
    counts,
    users: z.array(user),
    exempt: z.array(z.strictObject({ name: z.string(), until: instant })),
    policySets: z.array(policySet),
    unknown: z.array(gap),
    simulation: simulation.nullable().describe("Null: --live was not given."),
  })
  .meta({ title: "mfa-guard verify" });

export type VerifyReport = z.output<typeof verifySchema>;
