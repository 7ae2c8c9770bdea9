import { matchesAction } from "../iam/actions";
import { DAY, isoMinute } from "../iam/days";
import { disarms } from "../iam/accepted";
import { KNOWN_ACTIONS } from "../iam/probes";
import {
  type Assignment,
  assignWaves,
  isGlob,
  isInForce,
  matchesUser,
  type RolloutUser,
  sameCase,
} from "./assign";
import type { Exception, Exemption, Rollout, Wave } from "./rollout";
import type { Problem, ProblemFacts } from "./problem";

/**
 * What is wrong with a valid rollout, given the time and the account. Pure; in the order of the file, waves first.
 *
 * The order of the waves' deadlines is not looked at: where a user belongs doesn't depend on it, and a wave that is
 * written first may well end last.
 */
export function rolloutProblems(rollout: Rollout, facts: ProblemFacts): readonly Problem[] {
  const assignment = assignWaves(rollout, facts.users ?? namedUsers(rollout), facts.now);
  return [
    ...waveProblems(rollout, facts, assignment),
    ...exemptionProblems(rollout, facts),
    ...exceptionProblems(rollout, facts),
  ];
}

/** Where the account's users are not known, those whom the file names tell at least who is named twice. */
function namedUsers({ waves }: Rollout): readonly RolloutUser[] {
  const names = waves.flatMap(({ users = [] }) => users).filter((user) => !isGlob(user));
  const bySpelling = new Map(names.map((name) => [sameCase(name), name]));
  return [...bySpelling.values()].map((name) => ({ name, groups: [], hasPassword: true }));
}

/** What is wrong with the waves, wave by wave; then who is in two of them. */
function waveProblems(rollout: Rollout, facts: ProblemFacts, assignment: Assignment): readonly Problem[] {
  const names = new Set(facts.users?.map(({ name }) => sameCase(name)));
  return [
    ...noWaves(rollout),
    ...rollout.waves.flatMap((wave, index) => [
      ...emptyWave(wave, index, facts, assignment),
      ...pastDeadline(wave, index, facts),
      ...tooFar(wave, index, facts, rollout.maxGraceDays),
      ...(facts.users ? unmatchedUsers(wave, index, facts.users, names) : []),
      ...(facts.groups ? missingGroups(wave, index, facts.groups) : []),
      ...misplacedRest(rollout.waves, wave, index),
    ]),
    ...inTwoWaves(assignment),
  ];
}

function noWaves({ account, waves }: Rollout): Problem[] {
  if (account === "new" || waves.length > 0) return [];
  const message =
    "There are no waves, so nobody of this existing account is ever denied anything. Add a wave.";
  return [{ kind: "no-waves", where: "waves", message }];
}

/** `rest` may be empty: it is also for users who come later. */
function emptyWave(wave: Wave, index: number, { users }: ProblemFacts, assignment: Assignment): Problem[] {
  if (wave.rest) return [];
  const listed = (wave.users ?? wave.groups ?? []).length > 0;
  if (listed && users === null) return [];
  // An exempted user is a member all the same, and comes back.
  if (assignment.users.some(({ claims }) => claims[0]?.wave === wave)) return [];
  const why = listed ? "Nobody whom it names is a console user that belongs to it" : "It names nobody";
  const message = `Wave ${wave.name} is empty. ${why}. Name somebody, or remove the wave.`;
  return [{ kind: "empty-wave", where: `waves[${index}]`, message }];
}

function pastDeadline({ name, deadline }: Wave, index: number, { now, newWaves }: ProblemFacts): Problem[] {
  if (deadline > now || !newWaves.some((wave) => sameCase(wave) === sameCase(name))) return [];
  const message = `Wave ${name} is new, and its deadline ${isoMinute(deadline)} is past: ${DENIED}`;
  return [{ kind: "past-deadline", where: `waves[${index}].deadline`, message }];
}

const DENIED =
  "its users would be denied everything immediately, without a day to enrol. Choose a later deadline.";

/** Each deadline that is past, where it is not known which waves are deployed: it is a mistake of a new wave only. */
export function pastUnlessDeployed({ waves }: Rollout, now: Date): readonly Problem[] {
  return waves.flatMap(({ name, deadline }, index): Problem[] => {
    if (deadline > now) return [];
    const message =
      `The deadline of wave ${name}, ${isoMinute(deadline)}, is past. That is right if the wave is deployed. ` +
      `If it is new: ${DENIED}`;
    return [{ kind: "past-deadline", where: `waves[${index}].deadline`, message }];
  });
}

function tooFar({ name, deadline }: Wave, index: number, { now }: ProblemFacts, most: number): Problem[] {
  const days = Math.floor((deadline.getTime() - now.getTime()) / DAY);
  if (days <= most) return [];
  const message =
    `The deadline of wave ${name}, ${isoMinute(deadline)}, is ${days} days away; at most ${most} are allowed ` +
    "(maxGraceDays), since a denial that far off covers nobody. Choose an earlier date: it can be moved.";
  return [{ kind: "deadline-too-far", where: `waves[${index}].deadline`, message }];
}

function unmatchedUsers(
  { name: wave, users: patterns = [] }: Wave,
  index: number,
  users: readonly RolloutUser[],
  names: ReadonlySet<string>,
): Problem[] {
  return patterns.flatMap((pattern, at): Problem[] => {
    const why = isGlob(pattern)
      ? whyGlobMatchesNobody(pattern, users)
      : names.has(sameCase(pattern))
        ? undefined
        : `${pattern} is not a user of the account. Correct or remove the name.`;
    const message = `Wave ${wave} names ${pattern}: ${why}`;
    return why === undefined
      ? []
      : [{ kind: "matches-nobody", where: `waves[${index}].users[${at}]`, message }];
  });
}

function whyGlobMatchesNobody(glob: string, users: readonly RolloutUser[]): string | undefined {
  const matched = users.filter(({ name }) => matchesUser(glob, name));
  if (matched.some(({ hasPassword }) => hasPassword)) return undefined;
  return matched.length === 0
    ? "no user of the account matches it. Correct or remove it."
    : "only users without a console password match it, and these are in a wave by their exact name only. " +
        "Name them one by one, or remove the glob.";
}

function missingGroups({ name, groups = [] }: Wave, index: number, existing: readonly string[]): Problem[] {
  const known = new Set(existing.map(sameCase));
  return groups.flatMap((group, at): Problem[] => {
    const message = `Wave ${name} names the group ${group}, which the account does not have. Correct or remove the name.`;
    const where = `waves[${index}].groups[${at}]`;
    return known.has(sameCase(group)) ? [] : [{ kind: "no-such-group", where, message }];
  });
}

function misplacedRest(waves: readonly Wave[], { name, rest }: Wave, index: number): Problem[] {
  if (!rest) return [];
  const where = `waves[${index}].rest`;
  const first = waves.find((wave) => wave.rest);
  if (first !== waves[index]) {
    const message = `Wave ${name} takes the rest, which wave ${first?.name} takes already, so it stays empty. Remove one of them.`;
    return [{ kind: "rest-twice", where, message }];
  }
  const later = waves.slice(index + 1).find((wave) => !wave.rest);
  if (later === undefined) return [];
  const message =
    `Wave ${name} takes the rest and stands before wave ${later.name}, which still takes its own users. ` +
    `Move ${name} to the end, so that the file reads as it works.`;
  return [{ kind: "rest-not-last", where, message }];
}

function inTwoWaves({ users }: Assignment): Problem[] {
  return users.flatMap(({ name, claims: [counts, ...others] }) =>
    others.map(({ wave, index, way }): Problem => {
      const message =
        `${name} is in wave ${wave.name} (by ${way}) and in wave ${counts?.wave.name} (by ${counts?.way}), ` +
        "which counts. Name them in one only.";
      return { kind: "in-two-waves", where: `waves[${index}]`, message };
    }),
  );
}

/** What is wrong with the exemptions, one after the other. That each has owner, reason and end is the schema's. */
function exemptionProblems(rollout: Rollout, { now, users }: ProblemFacts): readonly Problem[] {
  const names = users && new Set(users.map(({ name }) => sameCase(name)));
  return rollout.exemptions.flatMap((exemption, index) => [
    ...expiredExemption(exemption, index, now),
    ...tooLongExemption(exemption, index, now, rollout.maxExemptionDays),
    ...(names ? matchesNobody(exemption, index, names) : []),
    ...twice(rollout.exemptions, exemption, index),
  ]);
}

function expiredExemption(exemption: Exemption, index: number, now: Date): Problem[] {
  if (isInForce(exemption, now)) return [];
  const { user, owner, expires } = exemption;
  const message =
    `The exemption of ${user} expired at ${isoMinute(expires)}, and no longer holds. ` +
    `Remove it, or have ${owner} decide on another.`;
  return [{ kind: "exemption-expired", where: `exemptions[${index}].expires`, message }];
}

/** By whole days, so that the last day of a date counts in full. The file keeps no beginning, so from now. */
function tooLongExemption({ user, expires }: Exemption, index: number, now: Date, most: number): Problem[] {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
  if (days <= most) return [];
  const message =
    `The exemption of ${user} runs for ${days} more days, until ${isoMinute(expires)}; ` +
    `at most ${most} are allowed (maxExemptionDays). Choose an earlier date: it can be renewed.`;
  return [{ kind: "exemption-too-long", where: `exemptions[${index}].expires`, message }];
}

function matchesNobody({ user }: Exemption, index: number, names: ReadonlySet<string>): Problem[] {
  if (names.has(sameCase(user))) return [];
  const message =
    `The exemption is for ${user}, who is not a user of the account: a user created with that name would be exempt. ` +
    "Correct the name, or remove the exemption.";
  return [{ kind: "exemption-matches-nobody", where: `exemptions[${index}].user`, message }];
}

function twice(exemptions: readonly Exemption[], { user }: Exemption, index: number): Problem[] {
  const first = exemptions.findIndex((other) => sameCase(other.user) === sameCase(user));
  if (first === index) return [];
  const message = `${user} has an exemption already, exemptions[${first}]; the one that ends last counts. Remove one of them.`;
  return [{ kind: "exempt-twice", where: `exemptions[${index}].user`, message }];
}

/** What is wrong with the exceptions, one after the other. That each has owner, reason and end is the schema's. */
function exceptionProblems(rollout: Rollout, { now }: ProblemFacts): readonly Problem[] {
  const waves = new Set(rollout.waves.map(({ name }) => name));
  return rollout.exceptions.flatMap((exception, index) => [
    ...disarming(exception, index),
    ...unknownWaves(exception, index, waves),
    ...expiredException(exception, index, now),
    ...tooLongException(exception, index, now, rollout.maxExemptionDays),
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

function expiredException({ owner, expires }: Exception, index: number, now: Date): Problem[] {
  if (now <= expires) return [];
  const message = `The exception expired at ${isoMinute(expires)}, and no longer holds. Remove it, or have ${owner} decide on another.`;
  return [{ kind: "exception-expired", where: `exceptions[${index}].expires`, message }];
}

/** By whole days, as exemptions are. */
function tooLongException({ expires }: Exception, index: number, now: Date, most: number): Problem[] {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
  if (days <= most) return [];
  const message =
    `The exception runs for ${days} more days, until ${isoMinute(expires)}; at most ${most} are allowed ` +
    "(maxExemptionDays). Choose an earlier date: it can be renewed.";
  return [{ kind: "exception-too-long", where: `exceptions[${index}].expires`, message }];
}
