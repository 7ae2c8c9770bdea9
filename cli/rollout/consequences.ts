import type { Fact, Reason } from "../../policypack/facts/fact";
import type { AccountFacts, LiveUser, UnassignedDevice } from "../../policypack/facts/account-facts";
import { hasDevice, usableDevices } from "../../policypack/facts/usable-devices";
import { namesakeOf } from "../../policypack/judgement/enrolment";
import type { UserJudgement } from "../../policypack/judgement/judge";
import { expiryOf } from "../../policypack/judgement/password";
import { mayChangeNow } from "../../policypack/judgement/password-change";
import { type Obstacle, obstaclesOf } from "../../policypack/judgement/describe-judgement";
import { PASSKEY_ADVICE } from "../passkey-words";
import { isoDay } from "../times";
import { isRecent, type KeyUse, recentKeyUses } from "./holdings";

/** Something of a person that stops working, or keeps them from enrolling, once MFA is forced. */
export type Break =
  /** A long-term key carries no MFA, so whatever uses it is denied. */
  | { readonly kind: "access-key"; readonly uses: readonly KeyUse[] }
  /** The password must be changed before anything else, and can't be: a deadlock. */
  | { readonly kind: "password-reset"; readonly why: string; readonly barred: boolean }
  /** The same, because the password has expired by the time everything else is denied. */
  | {
      readonly kind: "password-expired";
      readonly expires: Date;
      readonly why: string;
      /** Whether, once it has, only an administrator can set a new one. */
      readonly hard: boolean;
      /** Whether they can't change it before, either, as in `password-reset`. */
      readonly barred: boolean;
    }
  /** No way to enrol a device, or none that is sure, once everything else is denied. */
  | {
      readonly kind: "cannot-enrol";
      readonly why: string;
      readonly certain: boolean;
      /** Whether it is not the enrolling: a device does not help, since everything is denied with MFA too. */
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
  /** As they are now. */
  readonly before: Fact<UserJudgement>;
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
function password({ live, covered, before, passwordPolicy, now }: BreakFacts): Found {
  if (hasDevice(live)) return nothing();
  if (!live.loginProfile.known) return live.loginProfile;
  const profile = live.loginProfile.value;
  if (!profile) return nothing();
  const { resetRequired } = profile;
  if (!covered.known) return resetRequired.known ? covered : resetRequired;
  const { enrolment } = covered.value;
  const found = obstaclesOf(covered.value).find(({ of }) => of === "password");
  // One that has expired must be changed, whether a reset was asked for or not.
  if (!resetRequired.known && !found?.certain) return resetRequired;
  if (!found) return nothing();
  const { why, certain } = found;
  if (!certain) return one(cannotEnrol(found));
  const policy = passwordPolicy.known ? passwordPolicy.value : null;
  const expires = expiryOf(profile, policy);
  const hard = policy?.hardExpiry === true;
  const isLost = hard && expires !== null && expires <= now;
  const barred = isLost || (before.known && !mayChangeNow(before.value, passwordPolicy));
  if (expires && expires <= enrolment.from)
    return one({ kind: "password-expired", expires, why, hard, barred });
  return one({ kind: "password-reset", why, barred });
}

/** A password that can't be changed is a break of its own. Who has a device is stuck where nothing works with it. */
function enrolment({ live, covered }: BreakFacts): Found {
  if (!covered.known) return covered;
  const { enrolment, missing } = covered.value;
  const [reason] = missing;
  const found = obstaclesOf(covered.value).find(({ of }) => of !== "password");
  if (found?.of === "use") return one({ ...cannotEnrol(found), useless: true });
  if (hasDevice(live)) return reason ? { known: false, reason } : nothing();
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

/** Whether somebody can do nothing with MFA either, for certain. */
export function makesMfaUseless(found: Break): boolean {
  return found.kind === "cannot-enrol" && found.useless && found.certain;
}

/** Whether it keeps somebody from enrolling, or may. */
export function keepsFromEnrolling(found: Break): boolean {
  if (found.kind === "cannot-enrol") return !found.useless;
  return found.kind === "password-reset" || found.kind === "password-expired";
}

/** What is the matter, for one line of a table. */
export function describeBreak(found: Break): string {
  switch (found.kind) {
    case "access-key":
      return `access key in use: ${found.uses.map(describeUse).join("; ")}`;
    case "password-reset":
    case "password-expired":
      return `could not enrol: ${found.why}`;
    case "cannot-enrol":
      if (found.useless) return `could do nothing: ${found.why}`;
      return `${found.certain ? "could not enrol" : "may not be able to enrol"}: ${found.why}`;
    case "fido-only":
      return "has a security key or passkey only, and uses the AWS CLI, which needs codes";
    case "stale-device":
      return `an unassigned device has their name: ${found.serial}`;
    case "machine-with-password":
      return `looks like a program with a console password: keys in use, ${describeSignIn(found.lastSignIn)}`;
  }
}

const KEY_ADVICE =
  "People: use a session from `aws sts get-session-token` with an MFA code. Programs: give them a role.";

/**
 * An SMTP user name is the ID of an access key, and its password is made from the key's secret; sending needs
 * ses:SendRawEmail. Whether a key sends by SMTP or by the API is told nowhere.
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html
 */
const SMTP_ADVICE =
  "Mail by SMTP: the SMTP user name is an access key, so sending is denied as well; give the program a user of its own, " +
  "or accept ses:SendRawEmail for a time under `exceptions` in the rollout file.";

function isOfSes({ service }: KeyUse): boolean {
  return service === "ses";
}

/**
 * Hard expiry, "password expiration requires administrator reset", keeps them from changing an expired password.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
const HARD_EXPIRY_ADVICE =
  "Have them change the password before it expires; once it has, an administrator sets a new one that need not be " +
  "changed: aws iam update-login-profile --no-password-reset-required.";

const BARRED_ADVICE =
  "They can't change it now, either: have an administrator set a new one that need not be changed, by " +
  "aws iam update-login-profile --no-password-reset-required.";

/** What somebody has to do about it before the deadline. */
export function adviseBreak(found: Break): string {
  switch (found.kind) {
    case "access-key":
      return [KEY_ADVICE, ...(found.uses.some(isOfSes) ? [SMTP_ADVICE] : [])].join(" ");
    case "password-reset":
    case "password-expired":
      if (found.barred) return BARRED_ADVICE;
      if (found.kind === "password-expired" && found.hard) return HARD_EXPIRY_ADVICE;
      return "Have them change the password before they are covered, or set selfService.passwordChangeBeforeMfa.";
    case "cannot-enrol":
      if (found.useless)
        return "Change that policy to deny without MFA only; until then, a device helps nobody.";
      if (!found.certain)
        return "Have them enrol before they are covered, or make certain that it does not keep them from calling iam:CreateVirtualMFADevice and iam:EnableMFADevice without MFA.";
      return "Change that policy to let them call iam:CreateVirtualMFADevice and iam:EnableMFADevice, or have them enrol before they are covered.";
    case "fido-only":
      return PASSKEY_ADVICE;
    case "stale-device":
      return `Delete it: aws iam delete-virtual-mfa-device --serial-number ${found.serial}`;
    case "machine-with-password":
      return "Delete the login profile if it is a program; a user without one is covered only by their exact name.";
  }
}

/** "s3 in eu-central-1 on 2027-01-10". */
export function describeUse({ service, region, at }: KeyUse): string {
  // IAM and the like are of no Region, and the report says so.
  const where = /^(N\/A|no_information)?$/.test(region) ? "" : ` in ${region}`;
  return `${service}${where} on ${isoDay(at)}`;
}

function describeSignIn(lastSignIn: Date | null): string {
  return lastSignIn ? `last sign-in ${isoDay(lastSignIn)}` : "never signed in";
}
