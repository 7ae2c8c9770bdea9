import { KNOWN_ACTIONS } from "../iam/probes";
import { matchesAction } from "../iam/actions";
import { disarms } from "../iam/disarming";
import { DAY, isoMinute } from "../iam/dates";
import type { Exception, Rollout } from "./model";
import type { Problem, ProblemFacts } from "./problem";

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

/** Told by an action that the pattern takes in, where IAM's and STS's have one; else by the pattern itself. */
function disarming({ actions = [] }: Exception, index: number): Problem[] {
  return actions.flatMap((pattern, at): Problem[] => {
    if (!disarms(pattern)) return [];
    const undoing =
      KNOWN_ACTIONS.find((action) => matchesAction(pattern, action) === true && disarms(action)) ?? pattern;
    const message =
      `The exception lets ${undoing} work without MFA${pattern === undoing ? "" : ` (by ${pattern})`}, ` +
      "of a service by which MFA could be undone. Name the actions that are needed, and none that changes IAM or makes sessions.";
    return [{ kind: "exception-disarms", where: `exceptions[${index}].actions[${at}]`, message }];
  });
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
  const message = `The exception expired at ${isoMinute(expires)}, and no longer holds. Remove it, or have ${owner} decide on another.`;
  return [{ kind: "exception-expired", where: `exceptions[${index}].expires`, message }];
}

/** By whole days, as exemptions are. */
function tooLong({ expires }: Exception, index: number, now: Date, most: number): Problem[] {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
  if (days <= most) return [];
  const message =
    `The exception runs for ${days} more days, until ${isoMinute(expires)}; at most ${most} are allowed ` +
    "(maxExemptionDays). Choose an earlier date: it can be renewed.";
  return [{ kind: "exception-too-long", where: `exceptions[${index}].expires`, message }];
}
