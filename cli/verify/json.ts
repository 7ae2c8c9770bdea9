import { layersOf, type StatementRef } from "../../policypack/iam/evaluate";
import { describeAction } from "../../policypack/iam/probes";
import { asJson } from "../json-model";
import { inertJson } from "../report/json";
import type { MomentAnswer } from "../../policypack/iam/judge-user";
import type { OpenActions } from "../../policypack/iam/open-actions";
import type { Undo } from "../../policypack/judgement/undo";
import { countKinds, type Outcome, resultOf } from "./outcome";
import type { Simulation } from "./simulate";
import { VERIFY_VERSION, type VerifyReport } from "./model";
import type { Verdict } from "./verdict";
import type { Gap, Group, JudgedUser, Verification } from "./verify";
import { describeVerdict, inOrder } from "./words";

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
    policySets: groups.map(policySet),
    unknown: gaps.map(gapJson),
    simulation: simulation && simulationJson(simulation),
  });
  return inertJson(report);
}

function users(groups: Verification["groups"]) {
  const all = groups.flatMap(({ number, users }) => users.map((user) => userJson(user, number)));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function userJson(user: JudgedUser, policySet: number) {
  return { ...verdictJson(user), policySet };
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

function policySet({ number, policies, answer, undo, hints, notes, users }: Group) {
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
    moments: answer.moments.map(moment),
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

function moment({ since, counts, open, enrolment }: MomentAnswer) {
  return {
    since,
    canEnrol: canEnrol(enrolment),
    situations: counts.map(({ scenario: { mfa, viaService }, ...rest }) => ({ mfa, viaService, ...rest })),
    exceptions: open.map(exception),
  };
}

/** With an authenticator app, in the console or with an access key. */
function canEnrol({ console, accessKey }: MomentAnswer["enrolment"]): boolean {
  return [console, accessKey].some((steps) =>
    [steps.create, steps.enable].every(({ outcome }) => outcome === "may succeed"),
  );
}

function exception({ actions, scenarios, by, doubt, someResources }: OpenActions) {
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
