import { permitter } from "./accepted";
import {
  type AttachmentScope,
  describeUsers,
  partitionFor,
  partitionsOf,
  principalsFor,
} from "./attachment-scope";
import { datesIn, neverHolding } from "./dates";
import { DAY, isoMinute } from "./days";
import type { PolicyDocument, Statement } from "./policy-document";
import { findLockouts } from "./enrolment-steps";
import { decide, type PolicySet, prepare } from "./evaluate";
import {
  besideEverything,
  type Findings,
  findWeaknesses,
  mergeFindings,
  type Weakness,
} from "./find-weaknesses";
import { forcingStatements, leakingAllows } from "./force-mfa-statements";
import { ANY_OTHER_ACTION, probeActions } from "./probes";
import { contextOf, type Principal, type RequestScenario, scenarios } from "./request-scenarios";
import { NO_RESOURCE } from "./resources";
import { sampleResources } from "./samples";

/** Whether a document that means to force MFA does. */
export interface Judgement extends Findings {
  /** None: it is intact, from `from` on. */
  readonly weaknesses: readonly Weakness[];
  /** When it begins to hold by itself; null: it holds already. */
  readonly from: Date | null;
  /** The statement that denies; undefined where none does, or it has no Sid. */
  readonly sid: string | undefined;
}

/** What a document that could not be judged is taken for: no protection, which no change makes lighter. */
const NOT_JUDGED = { weight: Infinity, from: null, sid: undefined };

/**
 * What is wrong with a document that means to force MFA; null: it does not mean to. A document that makes the judging
 * fail has the one weakness "not-judged", with the reason; nothing is thrown.
 *
 * Judged by its effect, over what its Denies leave open to somebody whose other policies allow everything, and at
 * the time when all of its dates are past: a denial that begins later is intact, one that ends is not.
 * @param actions every action that there is, for an exact answer; else those that the document tells apart.
 */
export function judgeForceMfa(
  document: PolicyDocument,
  attachmentScope: AttachmentScope = {},
  actions?: readonly string[],
): Judgement | null {
  try {
    return judge(document, attachmentScope, actions ?? probeActions(document));
  } catch (error) {
    const sentence = `it could not be judged: ${(error as Error).message}`;
    return { ...NOT_JUDGED, weaknesses: [{ code: "not-judged", sentence }] };
  }
}

function judge(
  document: PolicyDocument,
  attachmentScope: AttachmentScope,
  actions: readonly string[],
): Judgement | null {
  if (forcingStatements(document).length === 0) return null;
  const leaking = leakingAllows(document);
  if (leaking.length > 0) return judgeAllows(document, leaking, attachmentScope, actions);
  const partitions =
    attachmentScope.partition === undefined ? partitionsOf(document) : [attachmentScope.partition];
  const judged = partitions.map((p) =>
    judgeIn(document, principalsFor(document, p, attachmentScope), actions, attachmentScope),
  );
  return judged.reduce((best, next) => (next.weight < best.weight ? next : best));
}

/**
 * What Allows of everything to those with MFA let through without it, all by themselves, and less what the document
 * denies. Its other Allows are not there to force MFA, and whether the user can enrol is for other policies to say.
 */
function judgeAllows(
  document: PolicyDocument,
  leaking: readonly number[],
  attachmentScope: AttachmentScope,
  actions: readonly string[],
): Judgement {
  const statements = document.statements.filter((s, i) => s.effect === "Deny" || leaking.includes(i));
  const guarded = { ...document, statements };
  const alone = { identity: [{ name: "", document: guarded }] };
  const partition = partitionFor(document, attachmentScope);
  const [somebody] = principalsFor(document, partition, attachmentScope);
  const at = momentsAround(datesIn([document])).at(-1) ?? new Date(ANY_TIME);
  const asked = withoutMfa(at, !attachmentScope.viaAwsServices);
  const permits = attachmentScope.accepted && permitter(attachmentScope.accepted(at));
  const findings = somebody
    ? findWeaknesses(guarded, somebody, actions, asked, permits, alone)
    : { weaknesses: [], weight: 0 };
  return { ...findings, from: null, sid: document.statements[leaking[0] ?? 0]?.sid };
}

function judgeIn(
  document: PolicyDocument,
  principals: readonly Principal[],
  actions: readonly string[],
  attachmentScope: AttachmentScope,
): Judgement {
  const dates = datesIn([document]);
  const moments = momentsAround(dates);
  const findings = moments.map((at) => judgeAt(document, principals, actions, at, attachmentScope));
  const last = findings.at(-1) ?? { weaknesses: [], weight: 0 };
  const sid = decidingSid(document, principals[0], moments.at(-1));
  if (last.weight > 0) {
    const ended = withEnd(last, findings, dates);
    return { ...ended, weaknesses: [...neverBegins(document), ...ended.weaknesses], from: null, sid };
  }
  const lastBad = findings.findLastIndex(({ weight }) => weight > 0);
  return { ...last, from: lastBad < 0 ? null : beginning(moments, lastBad, dates), sid };
}

/** Users whom nothing tells apart are judged as one. */
interface Group {
  readonly users: readonly Principal[];
  readonly findings: Findings;
}

function judgeAt(
  document: PolicyDocument,
  principals: readonly Principal[],
  actions: readonly string[],
  at: Date,
  { viaAwsServices = false, paths = ["/"], accepted }: AttachmentScope,
): Findings {
  const asked = withoutMfa(at, !viaAwsServices);
  const permits = accepted && permitter(accepted(at));
  const alike = groupAlikeUsers(besideEverything(document), [document], principals, at);
  const groups = alike.flatMap((users): Group[] =>
    users[0] ? [{ users, findings: findWeaknesses(document, users[0], actions, asked, permits) }] : [],
  );
  // Nobody may have the path of a user whom a condition spares, who is not denied enrolling either.
  const mayBeLockedOut = groups.filter(
    ({ users, findings }) => findings.weight === 0 || paths.includes(users[0]?.path ?? "/"),
  );
  return mergeFindings([
    ofSomeUsers(groups),
    ...mayBeLockedOut.flatMap(({ users: [user] }) => (user ? [findLockouts(document, user, at)] : [])),
  ]);
}

function withoutMfa(at: Date | undefined, throughServices: boolean): RequestScenario[] {
  return scenarios([at]).filter(({ mfa, viaService }) => mfa !== "true" && (throughServices || !viaService));
}

/** What is open to some of the users only is told with their names. */
function ofSomeUsers(groups: readonly Group[]): Findings {
  if (groups.every(({ findings }) => findings.weight > 0))
    return mergeFindings(groups.map((g) => g.findings));
  const named = groups.map(({ users, findings: { weaknesses, weight } }) => ({
    weight: weight * users.length,
    weaknesses: weaknesses.map(({ sentence }) => ({
      code: "some-users" as const,
      sentence: `${sentence}, for ${describeUsers(users)}`,
    })),
  }));
  return mergeFindings(named);
}

/** A denial that once held, and no longer does when all dates are past, has ended. */
function withEnd(last: Findings, findings: readonly Findings[], dates: readonly number[]): Findings {
  if (!findings.some(({ weight }) => weight === 0)) return last;
  const end = isoMinute(new Date(dates.at(-1) ?? 0));
  return { ...last, weaknesses: [{ code: "ends", sentence: `the denial ends on ${end}` }] };
}

/** What keeps a denial from ever beginning, where that is a date. */
function neverBegins(document: PolicyDocument): Weakness[] {
  const forcing = forcingStatements(document).map((index) => document.statements[index] as Statement);
  return forcing.map(neverHolding).flatMap((condition): Weakness[] => {
    if (!condition) return [];
    const { operator, key, values } = condition;
    const sentence = `the denial waits for a date that never comes: ${operator} ${key} ${values.join(", ")}`;
    return [{ code: "never-begins", sentence }];
  });
}

const ANY_TIME = Date.UTC(2000, 0, 1);

/** Before, at and after each of the dates: between them, nothing changes. No dates: any time does. */
function momentsAround(dates: readonly number[]): Date[] {
  if (dates.length === 0) return [new Date(ANY_TIME)];
  const after = (date: number, i: number) => (date + (dates[i + 1] ?? date + 2 * DAY)) / 2;
  const times = dates.flatMap((date, i) => [date, after(date, i)]);
  return [(dates[0] ?? 0) - DAY, ...times].map((time) => new Date(time));
}

/** The date at which the moment after the last bad one begins. */
function beginning(moments: readonly Date[], lastBad: number, dates: readonly number[]): Date {
  const next = moments[lastBad + 1]?.getTime() ?? 0;
  return new Date(dates.findLast((date) => date <= next) ?? next);
}

function decidingSid(
  document: PolicyDocument,
  principal: Principal | undefined,
  at: Date | undefined,
): string | undefined {
  if (!principal) return undefined;
  const context = contextOf({ mfa: "false", viaService: false, ...(at && { at }) }, principal);
  const decision = decide(prepare(besideEverything(document), context), ANY_OTHER_ACTION, NO_RESOURCE);
  return decision.outcome === "denied" ? decision.by?.sid : undefined;
}

/**
 * Groups users whom these policies don't tell apart at that time: of the same path, for whom each statement holds in
 * the same scenarios and is about the same sample resources, one by one. What becomes of one of them becomes of all.
 * @param documents all of the policies' documents.
 */
export function groupAlikeUsers(
  policies: PolicySet,
  documents: readonly PolicyDocument[],
  principals: readonly Principal[],
  at: Date | undefined,
): Principal[][] {
  const groups = new Map<string, Principal[]>();
  for (const principal of principals) {
    const prepared = scenarios([at]).map((s) => prepare(policies, contextOf(s, principal)));
    const resources = sampleResources(principal, documents);
    const key = JSON.stringify([
      principal.path,
      prepared.map(({ statements }) => statements.map(({ holds }) => holds)),
      prepared[0]?.statements.map(({ matchesResource }) => resources.map(matchesResource)),
    ]);
    const group = groups.get(key);
    if (group) group.push(principal);
    else groups.set(key, [principal]);
  }
  return [...groups.values()];
}
