import type { PolicyDocument } from "./document";
import { needOf } from "./evaluate";
import { KNOWN_ACTIONS } from "./known-actions";
import { matchesAction } from "./actions";
import { SELF_SERVICE_ACTIONS, TOLERATED_BEFORE_MFA } from "./self-service";

/** Stands for every action that a document does not name. */
export const ANY_OTHER_ACTION = "mfa-guard-sample:AnyOtherAction";

const FILLER = "MfaGuardSample";

const PERMITTED = new Set(
  [...SELF_SERVICE_ACTIONS, ...TOLERATED_BEFORE_MFA].map((action) => action.toLowerCase()),
);

/** Whether an action may be open to a user without MFA, or is to everybody. IAM's actions are case-insensitive. */
export function isPermittedBeforeMfa(action: string): boolean {
  return PERMITTED.has(action.toLowerCase()) || needOf(action) === "nothing";
}

/** Actions to judge one document by: those of `probeActionsOf`. */
export function probeActions(document: PolicyDocument): string[] {
  return probeActionsOf([document]);
}

/**
 * Actions to judge documents by that apply together, where no list of all actions is at hand: those of IAM and STS,
 * those that the documents name, one for each of their wildcards ("s3:Get*"), and one that stands for all the rest.
 */
export function probeActionsOf(documents: readonly PolicyDocument[]): string[] {
  const statements = documents.flatMap((document) => document.statements);
  const patterns = statements.flatMap((s) => [...(s.actions ?? []), ...(s.notActions ?? [])]);
  const instances = patterns.filter((p) => p.includes(":") && !isKnown(p)).map(fillIn);
  return [...new Set([...KNOWN_ACTIONS, ...instances, ANY_OTHER_ACTION])];
}

/** How a message names a probe: the made-up ones by the wildcard that they stand for. */
export function describeAction(action: string): string {
  return action === ANY_OTHER_ACTION ? "any other action" : action.replaceAll(FILLER, "*");
}

function isKnown(pattern: string): boolean {
  return KNOWN_ACTIONS.some((action) => matchesAction(pattern, action) === true);
}

function fillIn(pattern: string): string {
  return pattern.replaceAll(/\*+/g, FILLER).replaceAll("?", "x");
}
