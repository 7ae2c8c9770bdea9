import { KNOWN_ACTIONS } from "../iam/known-actions";
import { matchesAction } from "../iam/actions";
import { isPermittedBeforeMfa } from "../iam/probes";
import type { Exception } from "./exception";
import type { Problem, ProblemFacts } from "./problem";
import type { Rollout } from "./schema";

const DAY = 24 * 60 * 60 * 1000;

/** What is wrong with the exceptions, one after the other. That each has owner, reason and end is the schema's. */
export function exceptionProblems(rollout: Rollout, { now }: ProblemFacts): readonly Problem[] {
  const waves = new Set(rollout.waves.map(({ name }) => name));
  return rollout.exceptions.flatMap((exception, index) => [
    ...disarming(exception, index),
    ...unknownWaves(exception, index, waves),
    ...expired(exception, index, now),
    ...tooLong(exception, index, now, rollout.maxExemptionDays),
  ]);
}

/**
 * Whatever IAM or STS lets a user do to policies, groups, credentials or devices may undo MFA; of both, only reading is
 * let through.
 */
function disarming({ actions = [] }: Exception, index: number): Problem[] {
  return actions.flatMap((pattern, at): Problem[] => {
    const undoing = KNOWN_ACTIONS.filter(
      (action) =>
        matchesAction(pattern, action) === true && !isReading(action) && !isPermittedBeforeMfa(action),
    );
    if (undoing.length === 0) return [];
    const message =
      `The exception lets ${undoing[0]} work without MFA${pattern === undoing[0] ? "" : ` (by ${pattern})`}, ` +
      "by which MFA could be undone. Name the actions that are needed, and none that changes IAM or makes sessions.";
    return [{ kind: "exception-disarms", where: `exceptions[${index}].actions[${at}]`, message }];
  });
}

function isReading(action: string): boolean {
  return /^(iam|sts):(Get(?!FederationToken)|List|Simulate|Decode)/i.test(action);
}

function unknownWaves({ waves = [] }: Exception, index: number, known: ReadonlySet<string>): Problem[] {
  return waves.flatMap((wave, at): Problem[] => {
    if (known.has(wave)) return [];
    const message = `The exception is for wave ${wave}, which the rollout does not have. Correct or remove the name.`;
    return [{ kind: "exception-no-such-wave", where: `exceptions[${index}].waves[${at}]`, message }];
  });
}

function expired({ owner, expires }: Exception, index: number, now: Date): Problem[] {
  if (now <= expires) return [];
  const message = `The exception expired at ${expires.toISOString()}, and no longer holds. Remove it, or have ${owner} decide on another.`;
  return [{ kind: "exception-expired", where: `exceptions[${index}].expires`, message }];
}

/** By whole days, as exemptions are. */
function tooLong({ expires }: Exception, index: number, now: Date, most: number): Problem[] {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
  if (days <= most) return [];
  const message =
    `The exception runs for ${days} more days, until ${expires.toISOString()}; at most ${most} are allowed ` +
    "(maxExemptionDays). Choose an earlier date: it can be renewed.";
  return [{ kind: "exception-too-long", where: `exceptions[${index}].expires`, message }];
}
