import { isUsable } from "../../policypack/facts/usable-devices";
import { PASSKEY_WAYS_INLINE } from "../passkey-words";
import { type Break, describeUse } from "../rollout/consequences";
import { isoDay, isoMinute } from "../times";
import type { Person } from "../rollout/impact";
import type { Standing } from "../rollout/subjects";
import type { DeviceKind } from "../../policypack/facts/account-facts";
import { partitionNamed } from "../../policypack/iam/partitions";
import { signIn, signInUrl } from "../../policypack/iam/sign-in-url";
import { HARDWARE_DISPUTED } from "../../policypack/rules/china";
import {
  ASSIGN,
  DEVICE_STEPS,
  type EnrolledDevice,
  OUT_OF_SYNC,
  PASSKEY_FAILS,
  SIGN_IN_AGAIN,
  UNIQUE,
} from "../../policypack/rules/remediation";
import { deviceSteps, inline, type Letter, otherDevices, type Section } from "./letter";
import type { AccountInfo } from "./account-info";

export interface UserLetterFacts {
  readonly accountInfo: AccountInfo;
  /** Null: for any user. */
  readonly name: string | null;
  readonly device: EnrolledDevice;
  /** Those that they are known to have already. */
  readonly devices: readonly DeviceKind[];
  readonly standing: Standing;
  /** What is known to stop working for this very person. */
  readonly breaks: readonly Break[];
  /** Whether the command is their way, as the console is closed to them or may be; left out: it is not known to be so. */
  readonly byCommand?: boolean;
  /** Whom to ask. */
  readonly contact: string | null;
  readonly now: Date;
}

/** Whom a letter is for. */
export type Recipient = Omit<UserLetterFacts, "device" | "contact" | "now">;

/** Somebody without a password, or whose access key alone is a way to enrol, can't do it in the console. */
export function recipientOf(person: Person, accountInfo: AccountInfo): Recipient {
  const { name, standing, breaks, devices, hasPassword, way } = person;
  return { accountInfo, name, standing, breaks, devices, byCommand: !hasPassword || way !== null };
}

/** What one user has to do, until when, and what stops working otherwise. */
export function userLetter(facts: UserLetterFacts): Letter {
  const devices = facts.devices.filter(isUsable);
  return devices.length > 0 ? enrolledLetter({ ...facts, devices }) : enrolLetter({ ...facts, devices });
}

function enrolLetter(facts: UserLetterFacts): Letter {
  const { name, accountInfo, device, contact } = facts;
  return {
    title: name === null ? "Set up MFA for your AWS user" : `Set up MFA for your AWS user ${inline(name)}`,
    address: signInUrl(accountInfo),
    paragraphs: [
      `Account ${accountInfo.accountId} will ask for a second factor (MFA) beside the password. ${deadline(facts)}`,
      ...contactLine(contact),
    ],
    sections: [
      { heading: "What to do", kind: "steps", items: steps(facts) },
      { heading: "What will stop working without it", kind: "points", items: [CONSOLE, ...keys(facts)] },
      { heading: "If it does not work", kind: "points", items: enrolTroubles(device) },
      {
        heading: "Good to know",
        kind: "points",
        items: [
          ...(device === "virtual" && !facts.byCommand ? [AT_COMMAND_LINE] : []),
          ...inChina(accountInfo),
          UNIQUE,
        ],
      },
      otherDevices(device),
    ] satisfies Section[],
  };
}

/** For somebody who has MFA: what is left to do is to use it. */
function enrolledLetter(facts: UserLetterFacts): Letter {
  const { name, accountInfo, devices, contact } = facts;
  const have = [...new Set(devices.map((kind) => KINDS[kind]))].join(", ");
  return {
    title: `MFA for your AWS user${name === null ? "" : ` ${inline(name)}`}`,
    address: signInUrl(accountInfo),
    paragraphs: [
      `You have MFA already (${have}), so there is nothing to set up. Account ${accountInfo.accountId} will ask for it beside ` +
        `the password. ${useIt(facts)}`,
      ...contactLine(contact),
    ],
    sections: [
      { heading: "What will stop working without it", kind: "points", items: keys(facts) },
      { heading: "If it does not work", kind: "points", items: troublesWith(devices) },
      { heading: "Good to know", kind: "points", items: [SPARE, UNIQUE] },
    ],
  };
}

/** In the words of somebody who carries it. */
const KINDS: Readonly<Record<DeviceKind, string>> = {
  virtual: "an authenticator app",
  fido: "a passkey or security key",
  "hardware-totp": "a hardware token",
  sms: "text messages",
  unspecified: "a device of a kind that could not be read",
};

function useIt({ standing, now }: UserLetterFacts): string {
  const denied = "everything is denied in a session without it: sign out, and in again with MFA";
  return fromStanding(standing, now, {
    ask: () => "",
    later: (moment) => `From ${moment} on ${denied}.`,
    denied,
  });
}

/**
 * "We recommend that you register multiple MFA devices":
 * .../IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html
 */
const SPARE = `A second device is a way back in when the first is lost: your ${ASSIGN}.`;

function contactLine(contact: string | null): string[] {
  return contact === null ? [] : [`Questions, or a device that is lost: ${inline(contact)}`];
}

/** What is said of codes does not help a user whose device shows none. */
function enrolTroubles(device: EnrolledDevice): string[] {
  return [
    DEVICE_STEPS[device].codes ? OUT_OF_SYNC : PASSKEY_FAILS,
    DEADLOCK,
    ...(device === "virtual" ? [LEFT_OVER] : []),
  ];
}

/** The same of devices that somebody has; one of a kind that could not be read may be either. */
function troublesWith(devices: readonly DeviceKind[]): string[] {
  return [
    ...(devices.some((kind) => kind !== "fido") ? [OUT_OF_SYNC] : []),
    ...(devices.some((kind) => kind === "fido" || kind === "unspecified") ? [PASSKEY_FAILS] : []),
  ];
}

const DEADLOCK =
  "If you are told to change your password and then may not: ask your administrator, who can help you out of it.";
/**
 * Only virtual devices are named in an ARN of the account:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
const LEFT_OVER =
  "If the name of the device is taken: choose another name, such as your user name with -2 after it.";

/** From when what is denied, said to the user or of the user. */
function deadline({ standing, now }: UserLetterFacts): string {
  const denied = "everything but setting up MFA is denied until you have signed in with MFA";
  const ask = (when: string) => `Please set it up ${when}. `;
  return fromStanding(standing, now, {
    ask,
    later: (moment) => `${ask(`before ${moment}`)}From then on ${denied}.`,
    denied,
  });
}

interface Words {
  /** Of when it is to be set up, where nothing is denied for now; empty: there is nothing to set up. */
  readonly ask: (when: string) => string;
  /** Of a moment that is to come. */
  readonly later: (moment: string) => string;
  readonly denied: string;
}

function fromStanding(standing: Standing, now: Date, words: Words): string {
  const { ask, denied } = words;
  switch (standing.kind) {
    case "wave":
      return fromWhen(standing.deadline, now, words);
    case "grace": // in no wave: the day makes them late, and denies nothing
      return `${ask(standing.until > now ? `before ${isoMinute(standing.until)}` : "now")}Once it is enforced, ${denied}.`;
    case "at once":
      return `Already now ${denied}.`;
    case "exempt":
      return `You are exempt until ${isoMinute(standing.until)}. After that, once it is enforced for you, ${denied}.`;
    case "no deadline":
      return `Once it is enforced, ${denied}.`;
  }
}

function fromWhen(moment: Date, now: Date, { later, denied }: Words): string {
  return moment > now ? later(isoMinute(moment)) : `Since ${isoMinute(moment)} ${denied}.`;
}

/** What is not settled of the kinds of device. */
function inChina({ partition }: AccountInfo): string[] {
  return partitionNamed(partition)?.documentsDisagree
    ? [`In China, an authenticator app is the kind that AWS's documents agree on. ${HARDWARE_DISPUTED}`]
    : [];
}

const BY_COMMAND =
  "At the command line, run `mfa-guard enrol` with your access key, and do what it says. As things are, the console is closed to you, or may be.";

const AT_COMMAND_LINE = "At the command line, `mfa-guard enrol` does all of this instead.";

function steps({ name, accountInfo, device, byCommand }: UserLetterFacts): readonly string[] {
  const who = name === null ? "your user name" : `your user name ${inline(name)}`;
  const { first } = DEVICE_STEPS.virtual;
  if (byCommand && device === "virtual" && first !== null) return [first, BY_COMMAND];
  return deviceSteps(
    device,
    [`Sign in ${where(accountInfo)} with ${who} and your password.`, `Open your ${ASSIGN}.`],
    [SIGN_IN_AGAIN],
  );
}

function where(accountInfo: AccountInfo): string {
  const found = signIn(accountInfo);
  if (found?.ofAccount) return `at ${found.address}`;
  const account = `to account ${accountInfo.accountId}`;
  return found === null
    ? `${account} (AWS publishes no sign-in address for the partition ${accountInfo.partition}: ask your administrator)`
    : `at ${found.address} as an IAM user, ${account},`;
}

const CONSOLE = "The AWS console: every page but your own security credentials.";

/** What an access key needs, and who can't have it with what they have. */
function keys({ device, devices, breaks, standing, now }: UserLetterFacts): string[] {
  const by = isDenied(standing, now) ? "now" : "before the deadline";
  const passkeyOnly = devices.length === 0 ? device === "passkey" : devices.every((kind) => kind === "fido");
  const keysAlone =
    "The AWS CLI and programs with your access keys, even once you have a device, since a key carries no MFA. ";
  const session =
    "Use a session: `mfa-guard session`, or `aws sts get-session-token --serial-number <your device> --token-code <code>`.";
  const passkey = `A passkey or security key makes no session for them. For the AWS CLI: ${PASSKEY_WAYS_INLINE}`;
  return [
    keysAlone + (passkeyOnly ? passkey : session),
    ...breaks.flatMap((found) => ownBreak(found, by, now)),
  ];
}

/** Whether there is no deadline to wait for any more. */
function isDenied(standing: Standing, now: Date): boolean {
  if (standing.kind === "wave") return standing.deadline <= now;
  if (standing.kind === "grace") return standing.until <= now;
  return standing.kind === "at once";
}

function askForPassword(by: string): string {
  return `ask your administrator for a new one ${by}.`;
}

/** Said to the person: what an administrator has to do about it is in the plan. */
function ownBreak(found: Break, by: string, now: Date): string[] {
  switch (found.kind) {
    case "access-key":
      return [
        `Yours is in use: ${inline(found.uses.map(describeUse).join("; "))}. Change what uses it ${by}.`,
      ];
    case "password-reset":
      if (found.barred) return [`You have to change your password, and may not: ${askForPassword(by)}`];
      return [`You have to change your password at the next sign-in: do that ${by}, too.`];
    case "password-expired": {
      const when = `Your password ${found.expires <= now ? "expired" : "expires"} on ${isoDay(found.expires)}`;
      if (found.barred) return [`${when}, and you may not change it: ${askForPassword(by)}`];
      return [
        found.hard
          ? `${when}: change it before that day; after it, ask your administrator for a new one.`
          : `${when}: change it ${by}, too.`,
      ];
    }
    case "cannot-enrol":
      if (found.useless)
        return [
          `As things are, everything will be denied to you with MFA too: ask your administrator ${by}.`,
        ];
      return [`You may not be able to set up MFA as things are: ask your administrator ${by}.`];
    case "fido-only": // told by `keys`, where no device is of a kind that AWS does not tell
    case "machine-with-password":
    case "stale-device":
      return [];
  }
}
