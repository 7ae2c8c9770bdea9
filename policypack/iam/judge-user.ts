import { type Accepted, NOTHING_ACCEPTED, type Permits, permitter } from "./accepted";
import { runsOf, serviceOf } from "./actions";
import { type EnrolmentByWay, enrolmentSteps, type Network } from "./enrolment-steps";
import type { PolicyDocument } from "./policy-document";
import {
  decide,
  type Decision,
  documentsOf,
  type NamedPolicy,
  type PolicySet,
  prepare,
  type ReadyPolicies,
  type ReadyStatement,
  type StatementRef,
} from "./evaluate";
import { forcingStatements, gates, isOfAnything } from "./force-mfa-statements";
import { type Moment, momentsFrom } from "./dates";
import { findOpenActions, type OpenActions } from "./open-actions";
import { EVERYTHING_ALLOWED } from "./find-weaknesses";
import { ANY_OTHER_ACTION, isMisspelt, isOfUse, probeActionsOf } from "./probes";
import { type Row, tabulate, worst } from "./decision-table";
import { NO_RESOURCE } from "./resources";
import { neverActedOn, sampleResources } from "./samples";
import { contextOf, type Principal, type RequestScenario, scenarios } from "./request-scenarios";
import { matchesPattern, parseWildcards } from "./wildcard";

export interface Question {
  readonly policies: PolicySet;
  /** Whether more policies may apply than these: what is then not denied counts as allowed. */
  readonly more?: boolean;
  readonly principal: Principal;
  readonly now: Date;
  /** Every action that there is, for an exact count; left out: those that the policies tell apart. */
  readonly actions?: readonly string[];
  /** Whether calls that AWS services make for a user may pass without MFA: an opt-in of the rollout file. */
  readonly viaAwsServices?: boolean;
  /** Left out: nothing. */
  readonly accepted?: (at: Date) => Accepted;
  readonly network?: Network;
}

/** How many of all actions may succeed in one scenario. */
export interface ScenarioCounts {
  readonly scenario: RequestScenario;
  readonly maySucceed: number;
  /** Of so many it can't be told; without MFA, they count as open. */
  readonly cantTell: number;
  /** Of both, those that may not work without MFA. */
  readonly beyond: number;
}

export interface MomentAnswer extends Moment {
  /** In each scenario, with MFA (the control) and without. */
  readonly counts: readonly ScenarioCounts[];
  /** What is open without MFA and should not be. */
  readonly open: readonly OpenActions[];
  readonly enrolment: EnrolmentByWay;
  /**
   * By MFA scenario, the statement that denies everything that no policy names. Null: none does by itself, or what is
   * spared is of use, and no more of it works with MFA: that says which services a user may use, not on what terms.
   */
  readonly deniedBy: Readonly<Record<RequestScenario["mfa"], StatementRef | null>>;
}

/** What a user with these policies can do without MFA, and whether the policies let them enrol. */
export interface PolicyAnswer {
  /** Whether any of the policies means to force MFA. */
  readonly forces: boolean;
  /** Now first, then after each date to come. */
  readonly moments: readonly [MomentAnswer, ...MomentAnswer[]];
}

/**
 * What becomes of every action, in each scenario, now and after each date to come; and of each call of enrolling.
 * Pure; policies of resources are not looked at.
 */
export function judgePolicies(asked: Question): PolicyAnswer {
  const question = { ...asked, policies: copyOf(asked.policies) };
  const documents = documentsOf(question.policies);
  const actions = question.actions ?? probeActionsOf(documents).filter((action) => !isMisspelt(action));
  const unlisted = new Set([ANY_OTHER_ACTION, ...exemptButUnlisted(documents, actions)]);
  const all = { ...question, documents, unlisted, all: [...actions, ...unlisted] };
  const [now, ...later] = momentsFrom(question.now, documents);
  const moments = [answerAt(now as Moment, all), ...later.map((moment) => answerAt(moment, all))] as const;
  return { forces: forcesMfa(documents, moments), moments };
}

/**
 * An Allow of everything with MFA forces it, whatever else is allowed beside it; one of some actions forces nobody who
 * may do others without.
 */
function forcesMfa(documents: readonly PolicyDocument[], moments: readonly MomentAnswer[]): boolean {
  if (documents.some((document) => forcingStatements(document).length > 0)) return true;
  const allowing = documents.flatMap(gates);
  return (
    allowing.some(isOfAnything) || (allowing.length > 0 && moments.every(({ open }) => open.length === 0))
  );
}

/**
 * What a statement matches is remembered for as long as it is there: 22,000 answers each, which an account with many
 * policies would not have the memory for.
 */
function copyOf({ identity, boundary, ...rest }: PolicySet): PolicySet {
  const copy = ({ name, document }: NamedPolicy) => {
    const statements = document.statements.map((statement) => ({ ...statement }));
    return { name, document: { ...document, statements } };
  };
  return { ...rest, identity: identity.map(copy), ...(boundary && { boundary: copy(boundary) }) };
}

interface Prepared extends Question {
  readonly documents: readonly PolicyDocument[];
  readonly unlisted: ReadonlySet<string>;
  /** The listed actions, and those. */
  readonly all: readonly string[];
}

function answerAt(moment: Moment, question: Prepared): MomentAnswer {
  const { policies, more, principal, documents, unlisted, viaAwsServices, network } = question;
  const all = scenarios([moment.at]);
  const resources = sampleResources(principal, documents);
  const applying = more ? withMore(policies) : policies;
  const tables = tabulate(applying, principal, question.all, resources, all, neverActedOn);
  const judged = all.flatMap((scenario, i) =>
    scenario.mfa === "true" || (scenario.viaService && viaAwsServices) ? [] : [i],
  );
  const permits = permitter((question.accepted ?? (() => NOTHING_ACCEPTED))(moment.at));
  const sizeOf = sizing(unlisted);
  const inScenario = (mfa: RequestScenario["mfa"]) =>
    tables[all.findIndex((scenario) => scenario.mfa === mfa && !scenario.viaService)] ?? [];
  const readyFor = (mfa: RequestScenario["mfa"]) =>
    prepare(policies, contextOf({ mfa, viaService: false, at: moment.at }, principal));
  const withMfa = readyFor("true");
  const denied = (mfa: RequestScenario["mfa"]) => {
    const by = everythingDenied(mfa === "true" ? withMfa : readyFor(mfa), withMfa, resources);
    const spared = by ? ofUse(inScenario(mfa)) : 0;
    return spared > 0 && spared >= ofUse(inScenario("true")) ? null : by;
  };
  return {
    ...moment,
    counts: tables.map((rows, i) => count(rows, all[i] as RequestScenario, sizeOf, permits)),
    open: findOpenActions(
      judged.map((i) => tables[i] ?? []),
      judged.map((i) => all[i] as RequestScenario),
      permits,
    ),
    enrolment: enrolmentSteps(policies, principal, moment.at, network),
    deniedBy: { absent: denied("absent"), false: denied("false"), true: denied("true") },
  };
}

function withMore(policies: PolicySet): PolicySet {
  return { ...policies, identity: [...policies.identity, { name: MORE, document: EVERYTHING_ALLOWED }] };
}

/** What stands for policies that could not be read, or that a new user may yet be given. */
const MORE = "other policies";

/**
 * The statement by which an action that no policy names is denied on every resource, one that does not deny it with MFA
 * first; null: there is none.
 */
function everythingDenied(
  ready: ReadyPolicies,
  withMfa: ReadyPolicies,
  resources: readonly string[],
): StatementRef | null {
  const isLeft = neverActedOn(serviceOf(ANY_OTHER_ACTION));
  const actedOn = resources.filter((resource) => !isLeft(resource));
  const decisions = actedOn.map((resource) => decide(ready, ANY_OTHER_ACTION, resource));
  if (!decisions.every(isExplicit)) return null;
  const first = decide(withoutThose(ready, denying(withMfa)), ANY_OTHER_ACTION, NO_RESOURCE);
  const by = isExplicit(first) ? first : decide(ready, ANY_OTHER_ACTION, NO_RESOURCE);
  return by.outcome === "denied" ? by.by : null;
}

/** By their place, which is the same in every scenario. */
function denying({ statements }: ReadyPolicies): ReadonlySet<number> {
  const denies = ({ effect, holds, matchesAction, matchesResource }: ReadyStatement) =>
    effect === "Deny" &&
    holds === true &&
    matchesAction(ANY_OTHER_ACTION) === true &&
    matchesResource(NO_RESOURCE) === true;
  return new Set(statements.flatMap((statement, place) => (denies(statement) ? [place] : [])));
}

function withoutThose(ready: ReadyPolicies, places: ReadonlySet<number>): ReadyPolicies {
  return { ...ready, statements: ready.statements.filter((_, place) => !places.has(place)) };
}

/** How many actions may succeed that a person has an account for. */
function ofUse(rows: readonly Row[]): number {
  const open = rows.filter(({ byResource }) => worst(byResource).outcome !== "denied");
  return open.reduce((sum, { actions }) => sum + actions.filter(isOfUse).length, 0);
}

function isExplicit(decision: Decision): boolean {
  return decision.outcome === "denied" && decision.by !== null;
}

/** What a Deny exempts and the list does not have, as it is newer: a user may do it as soon as it is there. */
function exemptButUnlisted(documents: readonly PolicyDocument[], actions: readonly string[]): string[] {
  const exempt = documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ effect, notActions }) => (effect === "Deny" ? (notActions ?? []) : []))
    .filter((pattern) => pattern.includes(":") && !isMisspelt(pattern));
  return [...new Set(exempt)].filter((pattern) => {
    const parsed = parseWildcards(pattern.toLowerCase());
    const service = parseWildcards(serviceOf(pattern));
    return !runsOf(actions).some(
      (run) =>
        matchesPattern(service, run.service) &&
        run.actions.some((action) => matchesPattern(parsed, action.toLowerCase())),
    );
  });
}

/** How many actions of a row are in the list, and how many of these may not work without MFA. */
interface Size {
  readonly listed: number;
  readonly beyond: number;
}

type Sizing = (actions: readonly string[], isPermitted: (action: string) => boolean) => Size;

/** The rows of all scenarios have the same actions, thousands of them: they are counted once. */
function sizing(unlisted: ReadonlySet<string>): Sizing {
  const known = new Map<(action: string) => boolean, Map<readonly string[], Size>>();
  return (actions, isPermitted) => {
    const sizes = known.get(isPermitted) ?? new Map<readonly string[], Size>();
    known.set(isPermitted, sizes);
    const found = sizes.get(actions);
    if (found) return found;
    const listed = actions.filter((action) => !unlisted.has(action));
    const beyond = listed.filter((action) => !isPermitted(action)).length;
    sizes.set(actions, { listed: listed.length, beyond });
    return { listed: listed.length, beyond };
  };
}

function count(
  rows: readonly Row[],
  scenario: RequestScenario,
  sizeOf: Sizing,
  permits: Permits,
): ScenarioCounts {
  const counts = { maySucceed: 0, cantTell: 0, beyond: 0 };
  for (const { actions, byResource } of rows) {
    const { outcome } = worst(byResource);
    if (outcome === "denied") continue;
    const { listed, beyond } = sizeOf(actions, permits(scenario));
    counts[outcome === "may succeed" ? "maySucceed" : "cantTell"] += listed;
    counts.beyond += beyond;
  }
  return { scenario, ...counts };
}
