import { type Fact, mapFact, type Reason } from "../facts/fact";
import type { AccountFacts, LiveUser, UnassignedDevice, User } from "../facts/account-facts";
import type { EnrolmentSteps } from "../iam/enrolment-steps";
import { isoDay } from "../iam/days";
import type { PolicySet } from "../iam/evaluate";
import { CREATE_DEVICE, ENABLE_DEVICE } from "../iam/force-mfa-statements";
import type { MomentAnswer, PolicyAnswer } from "../iam/judge-user";
import { sameCase } from "../rollout/assign";
import { type Ability, abilityOf, YES } from "./ability";
import { sinceThen } from "./denial";
import { passwordStateAt } from "./password";
import { passwordAbility } from "./password-change";

/** Whether a user without a device can enrol one, from when they are denied the rest. */
export interface Enrolment {
  /** In the console, with an authenticator app. */
  readonly app: Ability;
  /** In the console, with a passkey or security key. The AWS CLI can't use one. */
  readonly securityKey: Ability;
  /** In the console or by the AWS CLI, with a hardware TOTP token. */
  readonly hardwareToken: Ability;
  /** With an access key, by `mfa-guard enrol` or the AWS CLI. */
  readonly command: Ability;
  /** Whether a password that must be changed first can be; yes where none must be. */
  readonly password: Ability;
  /** Whether a device can be enrolled, in whatever way they have, the password aside. */
  readonly device: Ability;
  /** All in all. */
  readonly all: Ability;
  /** Whether a passkey or security key is the only way. */
  readonly onlySecurityKey: boolean;
  /**
   * Where an access key is the only way to an authenticator app: the console's obstacle, and the key. Null: it is not.
   */
  readonly onlyAccessKey: OnlyAccessKey | null;
  /** From when on they are asked: the rest is denied, or it is now. */
  readonly from: Date;
}

/** A way to enrol that hangs on an access key, which its owner may have lost. */
export interface OnlyAccessKey {
  /** What keeps them out of the console: not yes. */
  readonly console: Exclude<Ability, { answer: "yes" }>;
  /** Whether that is the password, so that nothing else can be done there, either. */
  readonly byPassword: boolean;
  /** When the key, or the one of them that was used last, was used; null: never. */
  readonly lastUsed: Date | null;
}

export interface EnrolmentQuestion {
  readonly user: User;
  readonly account: AccountFacts;
  readonly answer: PolicyAnswer;
  readonly policies: PolicySet;
  /** What could not be read of the user's policies. */
  readonly missing: readonly Reason[];
  /** When the rest begins to be denied; null: now, or never. */
  readonly from: Date | null;
  readonly now: Date;
}

/**
 * Whether a user can get as far as enrolling a device, and enrol it: at each time from when they are denied the
 * rest, the worst of the answers.
 */
export function enrolmentOf({
  user,
  account,
  answer,
  policies,
  missing,
  from,
  now,
}: EnrolmentQuestion): Enrolment {
  const { passwordPolicy } = account;
  const moments = sinceThen(answer.moments, from);
  const namesake = ownNamesake(user, account);
  const each = moments.map((moment) => atMoment(moment, policies, namesake));
  const worst = (way: "app" | "securityKey" | "hardwareToken" | "command") =>
    worstInTime(
      each.map((abilities) => abilities[way]),
      moments,
    );
  const begins = from && from > now ? from : now;
  const state = passwordStateAt(user, account, { at: begins, now });
  const password = worstInTime(
    moments.map((moment) => passwordAbility(state, moment.enrolment, passwordPolicy, policies)),
    moments,
  );
  const ways = {
    app: doubted(worst("app"), missing),
    securityKey: doubted(worst("securityKey"), missing),
    hardwareToken: doubted(worst("hardwareToken"), missing),
    command: doubted(worst("command"), missing),
    password: doubted(password, missing),
  };
  return { ...ways, ...together(ways, liveOf(user)), from: begins };
}

type Together = "device" | "all" | "onlySecurityKey" | "onlyAccessKey";
type Ways = Omit<Enrolment, Together | "from">;

/** The password comes first for the console only; an access key is signed in with as it is. */
function together(ways: Ways, live: LiveUser | null): Pick<Enrolment, Together> {
  const { password, app, command, securityKey } = ways;
  if (hasKeyInUse(live) && command.answer === "yes") {
    return { device: YES, all: YES, onlySecurityKey: false, onlyAccessKey: onlyAccessKey(ways, live) };
  }
  const onlySecurityKey = app.answer !== "yes" && securityKey.answer === "yes";
  const device = onlySecurityKey ? YES : hasKeyInUse(live) ? bestOf(app, command) : app;
  return { device, all: both(password, device), onlySecurityKey, onlyAccessKey: null };
}

function onlyAccessKey({ password, app }: Ways, live: LiveUser | null): OnlyAccessKey | null {
  const lastUsed = lastUseOf(live);
  if (password.answer !== "yes") return { console: password, byPassword: true, lastUsed };
  return app.answer === "yes" ? null : { console: app, byPassword: false, lastUsed };
}

function lastUseOf(live: LiveUser | null): Date | null {
  const keys = live?.accessKeys.known ? live.accessKeys.value : [];
  const uses = keys.flatMap(({ active, lastUsed }) => (active && lastUsed ? [lastUsed.at.getTime()] : []));
  return uses.length === 0 ? null : new Date(Math.max(...uses));
}

function ownNamesake({ name }: User, { unassignedDevices }: AccountFacts): Fact<Namesake | null> {
  return mapFact(unassignedDevices, (devices) => (name === undefined ? null : namesakeOf(name, devices)));
}

function bestOf(a: Ability, b: Ability): Ability {
  const doubtful = [a, b].find(({ answer }) => answer === "can't tell");
  return [a, b].find(({ answer }) => answer === "yes") ?? doubtful ?? a;
}

/** Both are needed, and each that is missing is told. */
function both(a: Ability, b: Ability): Ability {
  const [first, second] = [a, b].filter(({ answer }) => answer === "no");
  if (first?.answer !== "no") return worstOf([a, b]);
  return second?.answer === "no" ? { ...first, why: `${first.why}; and ${second.why}` } : first;
}

/** A key that is not known to be there is no way to enrol. */
function hasKeyInUse(live: LiveUser | null): boolean {
  return live?.accessKeys.known === true && live.accessKeys.value.some(({ active }) => active);
}

function liveOf({ live }: User): LiveUser | null {
  return live.known ? live.value : null;
}

function atMoment(
  { enrolment: { console, accessKey, securityKey } }: MomentAnswer,
  policies: PolicySet,
  namesake: Fact<Namesake | null>,
) {
  const enable = (steps: EnrolmentSteps) => abilityOf(steps.enable, ENABLE_DEVICE, policies);
  return {
    app: worstOf([createAbility(console, policies), enable(console)]),
    securityKey: abilityOf(securityKey, ENABLE_DEVICE, policies),
    hardwareToken: enable(console),
    command: worstOf([commandCreates(accessKey, policies, namesake), enable(accessKey)]),
  };
}

/** `mfa-guard enrol` names the device like the user, and otherwise where that name is taken. */
function commandCreates(
  { create, createOwnName }: EnrolmentSteps,
  policies: PolicySet,
  namesake: Fact<Namesake | null>,
): Ability {
  const any = abilityOf(create, CREATE_DEVICE, policies);
  const own = abilityOf(createOwnName, CREATE_DEVICE, policies);
  if (any.answer === "yes" || own.answer !== "yes") return any;
  const why = `${CREATE_DEVICE} is allowed only for a device with the user's own name`;
  if (!namesake.known) {
    const { reason } = namesake;
    return { answer: "can't tell", why: `${why}, and ${reason.what} could not be read`, reason };
  }
  if (!namesake.value) return YES;
  return namesake.value.inPath
    ? {
        answer: "can't tell",
        why: `${why}, which ${namesake.value.serial} may take, and that belongs to nobody`,
      }
    : { answer: "no", why: `${why}, and one that belongs to nobody has it`, by: null };
}

/** The console lets people name a device as they like, since 2022-11. */
function createAbility({ create, createOwnName }: EnrolmentSteps, policies: PolicySet): Ability {
  const ability = abilityOf(create, CREATE_DEVICE, policies);
  if (ability.answer === "yes" || abilityOf(createOwnName, CREATE_DEVICE, policies).answer !== "yes")
    return ability;
  const why = `${CREATE_DEVICE} is allowed only for a device with the user's own name, and the console lets users name it`;
  return { answer: "no", why, by: null };
}

/** Nothing is certain where a policy could not be read, but what is denied by another. */
function doubted(ability: Ability, missing: readonly Reason[]): Ability {
  const [reason] = missing;
  if (!reason || (ability.answer === "no" && ability.by)) return ability;
  return { answer: "can't tell", why: `${reason.what} could not be read (${reason.call}: ${reason.code})` };
}

function worstOf(abilities: readonly Ability[]): Ability {
  return (
    abilities.find(({ answer }) => answer === "no") ??
    abilities.find(({ answer }) => answer === "can't tell") ??
    YES
  );
}

/** The worst of the answers at these moments, with the days from which and until which it is so, where it is not always. */
function worstInTime(abilities: readonly Ability[], moments: readonly MomentAnswer[]): Ability {
  const worst = worstOf(abilities);
  if (worst.answer === "yes") return worst;
  const first = abilities.indexOf(worst);
  const since = first > 0 ? moments[first]?.since : null;
  const until = moments[abilities.findIndex(({ answer }, i) => i > first && answer === "yes")]?.since;
  const from = since ? ` from ${isoDay(since)}${until ? "" : " on"}` : "";
  return { ...worst, why: `${worst.why}${from}${until ? ` until ${isoDay(until)}` : ""}` };
}

/** A virtual device that belongs to nobody, under the name of a user. */
interface Namesake {
  readonly serial: string;
  /** Whether it is in a path, and not where `mfa-guard enrol` would make one. */
  readonly inPath: boolean;
}

/**
 * The device that may keep a user from making one with their own name: to delete it takes an administrator. Its serial
 * number is an ARN that ends in its path and name. Whether one in a path takes the name is not certain: it "must be
 * unique. Use with path to uniquely identify a virtual MFA device".
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html
 */
export function namesakeOf(
  user: string,
  devices: readonly Pick<UnassignedDevice, "serial">[],
): Namesake | null {
  const found = devices.flatMap(({ serial }) => {
    const [, path, name] = /:mfa\/(.*\/)?([^/]+)$/.exec(serial ?? "") ?? [];
    if (serial === null || name === undefined || sameCase(name) !== sameCase(user)) return [];
    return [{ serial, inPath: path !== undefined }];
  });
  return found.find(({ inPath }) => !inPath) ?? found[0] ?? null;
}
