import { DAY, isoMinute } from "../iam/dates";
import type { Assignment, RolloutUser } from "./assign";
import { isGlob, matchesUser, sameCase } from "./members";
import type { Problem, ProblemFacts } from "./problem";
import type { Rollout, Wave } from "./model";

/** What is wrong with the waves, wave by wave; then who is in two of them. */
export function waveProblems(
  rollout: Rollout,
  facts: ProblemFacts,
  assignment: Assignment,
): readonly Problem[] {
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
