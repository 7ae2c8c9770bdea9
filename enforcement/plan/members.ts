import { describeReason, type Fact, known, type Unknown } from "@mfa-guard/policypack/internal/facts/fact";
import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/account-facts";
import {
  type Assignment,
  assignWaves,
  type RolloutStatus,
  type RolloutUser,
  sameCase,
} from "@mfa-guard/policypack/internal/rollout/assign";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/rollout";

/** Whether a user has a console password may not be known. */
interface LiveMember extends Omit<RolloutUser, "hasPassword"> {
  readonly hasPassword: Fact<boolean>;
}

/**
 * Where each user of an account stands, or what keeps that from being told. Who can't be placed for certain is never
 * guessed: a person taken for a machine would be left out silently, a machine taken for a person stopped.
 * @param only The only users to cover; null: whom the rollout says.
 */
export function assignLive(
  rollout: Rollout,
  account: AccountFacts,
  only: readonly string[] | null,
  now: Date,
): Assignment | { readonly refusals: readonly string[] } {
  if (!account.users.complete.known) {
    return {
      refusals: [`Who is to be covered is not known: ${describeReason(account.users.complete.reason)}`],
    };
  }
  if (only) return assignNamed(account, only);
  const users = liveMembers(account);
  const assume = (assumed: boolean) =>
    assignWaves(
      rollout,
      users.map((user) => withPassword(user, assumed)),
      now,
    );
  const [assignment, otherwise] = [assume(true), assume(false)];
  const refusals = assignment.users.flatMap(({ name, place }, i) =>
    sameStatus(place, otherwise.users[i]?.place) ? [] : [unplaced(name, users[i]?.hasPassword)],
  );
  return refusals.length > 0 ? { refusals } : assignment;
}

/** Named one by one, users are covered whether they have a password or not. */
function assignNamed(account: AccountFacts, names: readonly string[]) {
  const live = new Map(account.users.found.map(({ name = "" }) => [sameCase(name), name]));
  const missing = names.filter((name) => !live.has(sameCase(name)));
  const refusals = missing.map(
    (name) =>
      `mfa-guard:users names ${name}, who is no user of ${account.label}. Correct or remove the name.`,
  );
  if (refusals.length > 0) return { refusals };
  const users = [...new Set(names.map((name) => live.get(sameCase(name)) ?? name))];
  const place = { kind: "at once" } as const;
  return { users: users.map((name) => ({ name, place, claims: [], lapsed: null })) };
}

function liveMembers(account: AccountFacts): LiveMember[] {
  return account.users.found.flatMap(({ name, live, groups }) => {
    if (name === undefined || !live.known || live.value === null) return [];
    const { loginProfile } = live.value;
    const hasPassword = loginProfile.known ? known(loginProfile.value !== null) : loginProfile;
    return [{ name, groups: groups.map(({ group }) => group), hasPassword }];
  });
}

function withPassword({ hasPassword, ...user }: LiveMember, assumed: boolean): RolloutUser {
  return { ...user, hasPassword: hasPassword.known ? hasPassword.value : assumed };
}

function sameStatus(a: RolloutStatus, b: RolloutStatus | undefined): boolean {
  if (a.kind === "wave" && b?.kind === "wave") return a.wave === b.wave;
  return a.kind === b?.kind;
}

function unplaced(name: string, hasPassword: Fact<boolean> | undefined): string {
  const reason = (hasPassword as Unknown | undefined)?.reason;
  return `Whether ${name} is to be covered is not known${reason ? `: ${describeReason(reason)}` : "."}`;
}
