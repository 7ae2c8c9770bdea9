import { hasDevice, usableDevices } from "../../policypack/facts/usable-devices";
import { type Fact, type Reason } from "../../policypack/facts/fact";
import type { AccountFacts, LiveUser, UnassignedDevice } from "../../policypack/facts/model";
import type { UserJudgement } from "../../policypack/judgement/judge";
import { namesakeOf } from "../../policypack/judgement/enrolment";
import { expiryOf } from "../../policypack/judgement/password";
import { type Obstacle, obstaclesOf } from "../../policypack/judgement/words";
import { isRecent, type KeyUse, recentKeyUses } from "./key-use";

/** Something of a person that stops working, or keeps them from enrolling, once MFA is forced. */
export type Break =
  /** A long-term key carries no MFA, so whatever uses it is denied. */
  | { readonly kind: "access-key"; readonly uses: readonly KeyUse[] }
  /** The password must be changed before anything else, and can't be: a deadlock. */
  | { readonly kind: "password-reset"; readonly why: string }
  /** The same, because the password has expired by the time everything else is denied. */
  | {
      readonly kind: "password-expired";
      readonly expires: Date;
      readonly why: string;
      /** Whether, once it has, only an administrator can set a new one. */
      readonly hard: boolean;
    }
  /** No way to enrol a device, or none that is sure, once everything else is denied. */
  | {
      readonly kind: "cannot-enrol";
      readonly why: string;
      readonly certain: boolean;
      /** Whether it is not the enrolling: a device is of no use, since everything is denied with MFA too. */
      readonly useless: boolean;
    }
  /** A security key alone can't make the session that the AWS CLI needs. */
  | { readonly kind: "fido-only" }
  /** Left over from an enrolment that was broken off, under the name that this person would choose. */
  | { readonly kind: "stale-device"; readonly serial: string }
  /** Keys in use and a password that is not: most likely a program. `lastSignIn` null: never. */
  | { readonly kind: "machine-with-password"; readonly lastSignIn: Date | null };

export interface BreakFacts {
  readonly name: string;
  readonly live: LiveUser;
  readonly unassignedDevices: Fact<readonly UnassignedDevice[]>;
  /** What becomes of them once they are covered. */
  readonly covered: Fact<UserJudgement>;
  readonly passwordPolicy: AccountFacts["passwordPolicy"];
  readonly now: Date;
}

export interface Breaks {
  readonly breaks: readonly Break[];
  /** What could not be looked at, and so may break as well. */
  readonly unknown: readonly Reason[];
}

/** What would break for one person. Pure; what a fact is missing for is told, never taken for "nothing". */
export function breaksOf(facts: BreakFacts): Breaks {
  const uses = recentKeyUses(facts.live, facts.now);
  const found = [
    keys(uses),
    password(facts),
    enrolment(facts),
    fidoOnly(facts.live, uses),
    stale(facts),
    machine(facts, uses),
  ];
  return {
    breaks: found.flatMap((result) => (result.known && result.value ? [result.value] : [])),
    // Keys that could not be read are asked about three times.
    unknown: [...new Set(found.flatMap((result) => (result.known ? [] : [result.reason])))],
  };
}

type Found = Fact<Break | null>;

function nothing(): Found {
  return { known: true, value: null };
}

function one(found: Break): Found {
  return { known: true, value: found };
}

function keys(uses: Fact<readonly KeyUse[]>): Found {
  if (!uses.known) return uses;
  return uses.value.length > 0 ? one({ kind: "access-key", uses: uses.value }) : nothing();
}

/** A user who has a device can sign in with it, and then change the password. */
function password({ live, covered, passwordPolicy }: BreakFacts): Found {
  if (hasDevice(live)) return nothing();
  if (!live.loginProfile.known) return live.loginProfile;
  const profile = live.loginProfile.value;
  if (!profile) return nothing();
  if (!profile.resetRequired.known) return profile.resetRequired;
  if (!covered.known) return covered;
  const { enrolment } = covered.value;
  const found = obstaclesOf(covered.value).find(({ of }) => of === "password");
  if (!found) return nothing();
  const { why, certain } = found;
  if (!certain) return one(cannotEnrol(found));
  const policy = passwordPolicy.known ? passwordPolicy.value : null;
  const expires = expiryOf(profile, policy);
  const hard = policy?.hardExpiry === true;
  if (expires && expires <= enrolment.from) return one({ kind: "password-expired", expires, why, hard });
  return one({ kind: "password-reset", why });
}

/** A password that can't be changed is a break of its own. */
function enrolment({ live, covered }: BreakFacts): Found {
  if (hasDevice(live)) return nothing();
  if (!covered.known) return covered;
  const { enrolment, missing } = covered.value;
  const [reason] = missing;
  const found = obstaclesOf(covered.value).find(({ of }) => of !== "password");
  if (found?.of === "use") return one({ ...cannotEnrol(found), useless: true });
  if (reason && enrolment.device.answer !== "no") return { known: false, reason };
  return found ? one(cannotEnrol(found)) : nothing();
}

function cannotEnrol({ why, certain }: Obstacle) {
  return { kind: "cannot-enrol", why, certain, useless: false } as const;
}

function fidoOnly(live: LiveUser, uses: Fact<readonly KeyUse[]>): Found {
  const found = usableDevices(live);
  const { complete } = live.devices;
  if (found.length === 0 || !found.every(({ kind }) => kind === "fido" || kind === "unspecified"))
    return nothing();
  if (!uses.known) return uses;
  if (uses.value.length === 0) return nothing();
  // Of an unspecified device it is not known whether the CLI can use it.
  return complete.known ? one({ kind: "fido-only" }) : complete;
}

function stale({ name, live, unassignedDevices }: BreakFacts): Found {
  if (hasDevice(live)) return nothing();
  if (!unassignedDevices.known) return unassignedDevices;
  const namesake = namesakeOf(name, unassignedDevices.value);
  return namesake ? one({ kind: "stale-device", serial: namesake.serial }) : nothing();
}

function machine({ live, now }: BreakFacts, uses: Fact<readonly KeyUse[]>): Found {
  const profile = live.loginProfile.known ? live.loginProfile.value : null;
  if (!profile || (profile.lastUsed && isRecent(profile.lastUsed, now))) return nothing();
  if (!uses.known) return uses;
  return uses.value.length > 0
    ? one({ kind: "machine-with-password", lastSignIn: profile.lastUsed })
    : nothing();
}
