import type { PolicyDocument } from "../../policypack/iam/document";
import type { NamedPolicy, PolicySet } from "../../policypack/iam/evaluate";
import { ENABLE_DEVICE, forcingStatements } from "../../policypack/iam/meaning";
import { ANY_OTHER_ACTION, isPermittedBeforeMfa } from "../../policypack/iam/probes";
import { type Row, tabulate, worst } from "../../policypack/iam/reach";
import { sampleResources } from "../../policypack/iam/samples";
import { type Principal, type Situation, situations } from "../../policypack/iam/situations";
import { matchesPattern, parseWildcards } from "../../policypack/iam/wildcard";
import { type Exception, findExceptions } from "./exceptions";
import { type Moment, momentsFrom } from "./moments";
import { documentsOf } from "./policy-set";

/** How many of all actions may succeed in one situation. */
export interface SituationCounts {
  readonly situation: Situation;
  readonly maySucceed: number;
  /** Of so many it can't be told; without MFA, they count as open. */
  readonly cantTell: number;
  /** Of both, those that are not in the self-service set. */
  readonly beyond: number;
}

export interface MomentAnswer extends Moment {
  /** In each situation, with MFA (the control) and without. */
  readonly counts: readonly SituationCounts[];
  /** What is open without MFA and should not be. */
  readonly exceptions: readonly Exception[];
  /** Whether a user without MFA can enrol a device. */
  readonly canEnrol: boolean;
}

/** What a user with these policies can do without MFA. */
export interface Answer {
  /** Whether any of the policies means to force MFA. */
  readonly forces: boolean;
  /** Now first, then after each date to come. */
  readonly moments: readonly MomentAnswer[];
}

export interface Question {
  readonly policies: PolicySet;
  readonly principal: Principal;
  readonly now: Date;
  /** Every action that there is. */
  readonly actions: readonly string[];
  /** Whether calls that AWS services make for a user may pass without MFA: an opt-in of the rollout file. */
  readonly viaAwsServices: boolean;
}

/** What becomes of every action, in each situation, now and after each date to come. Pure. */
export function answer(asked: Question): Answer {
  const question = { ...asked, policies: copyOf(asked.policies) };
  const documents = documentsOf(question.policies);
  const moments = momentsFrom(question.now, documents);
  const unlisted = new Set([ANY_OTHER_ACTION, ...exemptButUnlisted(documents, question.actions)]);
  return {
    forces: documents.some((document) => forcingStatements(document).length > 0),
    moments: moments.map((moment) => answerAt(moment, documents, unlisted, question)),
  };
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

function answerAt(
  moment: Moment,
  documents: readonly PolicyDocument[],
  unlisted: ReadonlySet<string>,
  { policies, principal, actions, viaAwsServices }: Question,
): MomentAnswer {
  const all = situations([moment.at]);
  const resources = sampleResources(principal, documents);
  const tables = tabulate(policies, principal, [...actions, ...unlisted], resources, all);
  const judged = all.flatMap((situation, i) =>
    situation.mfa === "true" || (situation.viaService && viaAwsServices) ? [] : [i],
  );
  return {
    ...moment,
    counts: tables.map((rows, i) => count(rows, all[i] as Situation, unlisted)),
    exceptions: findExceptions(
      judged.map((i) => tables[i] ?? []),
      judged.map((i) => all[i] as Situation),
    ),
    canEnrol: canEnrol(tables.filter((_, i) => all[i]?.mfa !== "true" && !all[i]?.viaService)),
  };
}

/**
 * What a Deny exempts and the list does not have: newer than the list, or misspelt. A user may do it as soon as it
 * is there.
 */
function exemptButUnlisted(documents: readonly PolicyDocument[], actions: readonly string[]): string[] {
  const exempt = documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ effect, notActions }) => (effect === "Deny" ? (notActions ?? []) : []))
    .filter((pattern) => pattern.includes(":"));
  return [...new Set(exempt)].filter((pattern) => {
    const parsed = parseWildcards(pattern.toLowerCase());
    return !actions.some((action) => matchesPattern(parsed, action.toLowerCase()));
  });
}

function count(rows: readonly Row[], situation: Situation, unlisted: ReadonlySet<string>): SituationCounts {
  const counts = { maySucceed: 0, cantTell: 0, beyond: 0 };
  for (const { actions, byResource } of rows) {
    const { outcome } = worst(byResource);
    if (outcome === "denied") continue;
    const listed = actions.filter((action) => !unlisted.has(action));
    counts[outcome === "may succeed" ? "maySucceed" : "cantTell"] += listed.length;
    counts.beyond += listed.filter((action) => !isPermittedBeforeMfa(action)).length;
  }
  return { situation, ...counts };
}

/** Every kind of device has to be enabled; a security key is made in doing so. */
function canEnrol(tables: readonly (readonly Row[])[]): boolean {
  const rows = tables.flat().filter(({ actions }) => actions.includes(ENABLE_DEVICE));
  return rows.some(({ byResource }) => worst(byResource).outcome !== "denied");
}
