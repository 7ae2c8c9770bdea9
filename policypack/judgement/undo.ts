import type { AccountFacts, User } from "../facts/account-facts";
import {
  decide,
  type Decision,
  documentsOf,
  type PolicySet,
  prepare,
  type ReadyPolicies,
  type StatementRef,
} from "../iam/evaluate";
import { isOfAws } from "../iam/partitions";
import { worst } from "../iam/decision-table";
import { enrolmentResources } from "../iam/samples";
import {
  arnOf,
  contextOf,
  type Principal,
  type RequestScenario,
  WITHOUT_MFA,
} from "../iam/request-scenarios";
import { deniedFrom, isForced, sinceThen } from "./denial";
import type { UserJudgement } from "./judge";

/** A call by which a user could take the denial, or a device, away. */
export interface UndoWay {
  readonly action: string;
  readonly answer: "yes" | "can't tell";
  /** The statement that allows it, or, where that can't be told, null. */
  readonly by: StatementRef | null;
  /** Why it can't be told; null: it may succeed. */
  readonly doubt: string | null;
  readonly mfa: RequestScenario["mfa"];
}

/** Whether a user can undo the denial without MFA. */
export interface Undo {
  readonly answer: "yes" | "no" | "can't tell";
  /** The calls that work, or may; none where the answer is no. */
  readonly ways: readonly UndoWay[];
  /** Of a no: the statements that deny them; what is not among theirs, nothing allows. */
  readonly by: readonly StatementRef[];
}

type About = "user" | "group" | "policy" | "device" | "tags" | "boundary";

/**
 * The calls by which somebody takes away from themself what denies them, and what each acts on: to leave the group; to
 * detach, change or delete a policy, or put another version of it in its place; to write or delete an inline policy; to
 * change or delete the boundary; to take the device away; to tag themself into an exemption.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const UNDOING: Readonly<Record<string, About>> = {
  "iam:RemoveUserFromGroup": "group",
  "iam:DeleteGroup": "group",
  "iam:DetachGroupPolicy": "group",
  "iam:PutGroupPolicy": "group",
  "iam:DeleteGroupPolicy": "group",
  "iam:DetachUserPolicy": "user",
  "iam:PutUserPolicy": "user",
  "iam:DeleteUserPolicy": "user",
  "iam:CreatePolicyVersion": "policy",
  "iam:SetDefaultPolicyVersion": "policy",
  "iam:DeletePolicyVersion": "policy",
  "iam:DeletePolicy": "policy",
  "iam:PutUserPermissionsBoundary": "boundary",
  "iam:DeleteUserPermissionsBoundary": "boundary",
  "iam:DeactivateMFADevice": "user",
  "iam:DeleteVirtualMFADevice": "device",
  "iam:TagUser": "tags",
  "iam:UntagUser": "tags",
};

/** What works in a session is told of both. */
const SESSION_FIRST = [...WITHOUT_MFA].reverse();

/**
 * Whether any of the calls works without MFA while the denial holds, and by what; null: no policy means to force MFA.
 * Pure. Not part of every judgement: it is asked of those whom a report tells it of.
 */
export function undoOf(
  user: User,
  account: AccountFacts,
  { principal, policies, answer: judged, denial }: UserJudgement,
): Undo | null {
  if (!isForced(judged)) return null;
  const resources = resourcesOf(user, account, principal, policies);
  const ready = sinceThen(judged.moments, deniedFrom(denial)).flatMap(({ at }) =>
    SESSION_FIRST.map((mfa) => ({
      mfa,
      policies: prepare(policies, contextOf({ mfa, viaService: false, at }, principal)),
    })),
  );
  const decided = Object.entries(UNDOING).flatMap(([action, about]) =>
    ready.map(({ mfa, policies }) => ({ action, mfa, decision: onAny(policies, action, resources[about]) })),
  );
  const ways = new Map<string, UndoWay>();
  for (const { action, mfa, decision } of decided) {
    const way = toWay(action, mfa, decision);
    if (way && ways.get(action)?.answer !== "yes") ways.set(action, way);
  }
  const found = [...ways.values()];
  const answer = found.some((way) => way.answer === "yes") ? "yes" : found.length > 0 ? "can't tell" : "no";
  return {
    answer,
    ways: found,
    by: found.length > 0 ? [] : denials(decided.map(({ decision }) => decision)),
  };
}

function onAny(policies: ReadyPolicies, action: string, resources: readonly string[]): Decision {
  return worst(resources.map((resource) => decide(policies, action, resource)));
}

function toWay(action: string, mfa: RequestScenario["mfa"], decision: Decision): UndoWay | null {
  if (decision.outcome === "denied") return null;
  return decision.outcome === "may succeed"
    ? { action, mfa, answer: "yes", by: decision.by, doubt: null }
    : { action, mfa, answer: "can't tell", by: null, doubt: decision.why };
}

function denials(decisions: readonly Decision[]): StatementRef[] {
  const refs = decisions.flatMap((one) => (one.outcome === "denied" && one.by ? [one.by] : []));
  return [...new Map(refs.map((ref) => [`${ref.policy} ${ref.index}`, ref])).values()];
}

/**
 * What each kind of call acts on: of groups, those that bring a policy. A group's path is not known: one in the root
 * path stands for it.
 */
function resourcesOf(
  user: User,
  account: AccountFacts,
  principal: Principal,
  policies: PolicySet,
): Readonly<Record<About, readonly string[]>> {
  const prefix = `arn:${principal.partition}:iam::${principal.accountId}`;
  const own = arnOf(principal);
  const { freeDevice, ownNameDevice } = enrolmentResources(principal);
  const groups = user.groups
    .map(({ group }) => ({ key: group, facts: account.groups.found.get(group) }))
    .filter(({ facts }) => !facts || facts.attachedPolicies.length + facts.inlinePolicies.length > 0);
  const attached = [
    ...user.attachedPolicies,
    ...groups.flatMap(({ facts }) => facts?.attachedPolicies ?? []),
  ];
  const boundary = user.permissionsBoundary.known ? user.permissionsBoundary.value : null;
  return {
    user: [own],
    group: groups.map(({ key, facts }) => `${prefix}:group/${facts?.name ?? key}`),
    policy: [...attached.map(({ policy }) => policy), ...(boundary === null ? [] : [boundary])].filter(
      (arn) => !isOfAws(arn),
    ),
    device: [freeDevice, ownNameDevice],
    tags: hangsOnTags(policies) ? [own] : [],
    boundary: boundary === null ? [] : [own],
  };
}

/** Whether a statement is about users with a tag, or without. */
function hangsOnTags(policies: PolicySet): boolean {
  return documentsOf(policies).some(({ statements }) =>
    statements.some(({ conditions }) => conditions.some(({ key }) => /^aws:principaltag\//i.test(key))),
  );
}
