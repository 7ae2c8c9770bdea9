import type { Break } from "../rollout/breaks";
import { describeUse } from "../rollout/break-words";
import { isoDay, isoMinute } from "../rollout/dates";
import type { Standing } from "../rollout/subjects";
import { type Device, inline, type Letter, type Section } from "./letter";
import { signIn, signInAddress } from "../../policypack/iam/sign-in-address";
import type { Place } from "./place";
import { deviceStep, ENDING, otherDeviceSteps, OUT_OF_STEP } from "./steps";

export interface UserLetterFacts {
  readonly place: Place;
  /** Null: for whoever gets it. */
  readonly name: string | null;
  readonly device: Device;
  readonly standing: Standing;
  /** What is known to stop working for this very person. */
  readonly breaks: readonly Break[];
  /** Whom to ask. */
  readonly contact: string | null;
  readonly now: Date;
}

/** What one user has to do, until when, and what stops working otherwise. */
export function userLetter(facts: UserLetterFacts): Letter {
  const { name, place, device, contact } = facts;
  return {
    title: name === null ? "Set up MFA for your AWS user" : `Set up MFA for your AWS user ${inline(name)}`,
    address: signInAddress(place),
    paragraphs: [
      `Account ${place.accountId} will ask for a second factor (MFA) beside the password. ${deadline(facts)}`,
      ...(contact === null ? [] : [`Questions, or a device that is lost: ${inline(contact)}`]),
    ],
    sections: [
      { heading: "What to do", kind: "steps", items: steps(facts) },
      { heading: "What will stop working without it", kind: "points", items: stops(facts) },
      { heading: "If it does not work", kind: "points", items: [OUT_OF_STEP, DEADLOCK, LEFT_OVER] },
      { heading: "Other kinds of device", kind: "points", items: otherDeviceSteps(device) },
    ] satisfies Section[],
  };
}

const DEADLOCK =
  "If you are told to change your password and then may not: ask your administrator, who can help you out of it.";
const LEFT_OVER =
  "If the name of the device is taken: choose another name, such as your user name with -2 after it.";

/** From when what is denied, in the words of whoever is told. */
function deadline({ standing, now }: UserLetterFacts): string {
  const denied = "everything but setting up MFA is denied until you have signed in with MFA";
  switch (standing.kind) {
    case "wave":
      return fromWhen(standing.deadline, now, denied);
    case "grace":
      return fromWhen(standing.until, now, denied);
    case "at once":
      return `Already now ${denied}.`;
    case "exempt":
      return `You are exempt until ${isoMinute(standing.until)}. After that ${denied}.`;
    case "no deadline":
      return `Once it is enforced, ${denied}.`;
  }
}

function fromWhen(moment: Date, now: Date, denied: string): string {
  return moment > now
    ? `Please set it up before ${isoMinute(moment)}. From then on ${denied}.`
    : `Since ${isoMinute(moment)} ${denied}.`;
}

function steps({ name, place, device }: UserLetterFacts): string[] {
  const who = name === null ? "your user name" : `your user name ${inline(name)}`;
  return [
    `Sign in ${where(place)} with ${who} and your password.`,
    "Open your name at the top right, Security credentials, Assign MFA device, and give the device a name, such as your user name.",
    deviceStep(device),
    ENDING,
    ...(device === "virtual"
      ? ["Those who use the AWS CLI can do all of this with `mfa-guard enrol` instead."]
      : []),
  ];
}

function where(place: Place): string {
  const found = signIn(place);
  if (found?.ofAccount) return `at ${found.address}`;
  const account = `to account ${place.accountId}`;
  return found === null
    ? `${account} (AWS publishes no sign-in address for the partition ${place.partition}: ask your administrator)`
    : `at ${found.address} as an IAM user, ${account},`;
}

function stops({ device, breaks }: UserLetterFacts): string[] {
  return [
    "The AWS console: every page but your own security credentials.",
    "The AWS CLI and programs with your access keys, even once you have a device, since a key carries no MFA. Use a session: " +
      "`aws sts get-session-token --serial-number <your device> --token-code <code>`.",
    ...(device === "passkey"
      ? [
          "A passkey or security key makes no such session: for the AWS CLI, add an authenticator app beside it.",
        ]
      : []),
    ...breaks.flatMap(ownBreak),
  ];
}

/** Said to the person: what an administrator has to do about it is in the plan. */
function ownBreak(found: Break): string[] {
  switch (found.kind) {
    case "access-key":
      return [
        `Yours is in use: ${inline(found.uses.map(describeUse).join("; "))}. Change what uses it before the deadline.`,
      ];
    case "password-reset":
      return ["You have to change your password at the next sign-in: do that before the deadline, too."];
    case "password-expired":
      return [`Your password expires on ${isoDay(found.expires)}: change it before the deadline, too.`];
    case "cannot-enrol":
      return ["You may not be able to set up MFA as things are: ask your administrator before the deadline."];
    case "fido-only":
      return [
        "You have a security key or passkey only, and use the AWS CLI: add an authenticator app beside it.",
      ];
    case "machine-with-password":
    case "stale-device":
      return [];
  }
}
