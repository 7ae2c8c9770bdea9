import { type Device, inline, type Letter } from "./letter";
import { type Place, rootSignInAddress } from "./place";
import { deviceStep, otherDeviceSteps, OUT_OF_STEP, ROOT_ENDING, ROOT_FIRST, ROOT_SIGN_IN } from "./steps";

export interface RootLetterFacts {
  readonly place: Place;
  readonly device: Device;
  /** Whom to ask. */
  readonly contact: string | null;
}

/**
 * How to set up MFA for the root user, which only root can do and only in the console.
 * @throws CliError for GovCloud, where root can't sign in.
 */
export function rootLetter({ place, device, contact }: RootLetterFacts): Letter {
  const name = place.alias === null ? place.accountId : `${place.accountId} (${inline(place.alias)})`;
  return {
    title: `Set up MFA for the root user of AWS account ${name}`,
    address: rootSignInAddress(place),
    paragraphs: [
      "Whoever has the root user's password can do everything to the account, and no policy in it stops them. " +
        "No deadline of a rollout holds for root: AWS itself asks for MFA, 35 days after the first sign-in without it.",
      ...(contact === null ? [] : [`Questions: ${inline(contact)}`]),
    ],
    sections: [
      { heading: "What to do", kind: "steps", items: [ROOT_FIRST, ROOT_SIGN_IN, deviceStep(device), SECOND] },
      { heading: "If it does not work", kind: "points", items: [OUT_OF_STEP] },
      { heading: "Good to know", kind: "points", items: [ROOT_ENDING, HARDWARE] },
      { heading: "Other kinds of device", kind: "points", items: otherDeviceSteps(device) },
    ],
  };
}

const SECOND =
  "Register a second device as well, kept in another place, and sign out, and in again with MFA, to see that it works.";
const HARDWARE =
  "Prefer a security key, a passkey or a hardware token: auditors ask for one that is not virtual (CIS, Security Hub IAM.6).";
