import {
  DEVICE_STEPS,
  type EnrolledDevice,
  ROOT_OUT_OF_SYNC,
  ROOT_PASSKEY_FAILS,
  ROOT_STEPS,
  SIGN_IN_AGAIN,
} from "../../policypack/rules/remediation";
import { deviceSteps, inline, type Letter, otherDevices } from "./letter";
import { type AccountInfo, rootSignInUrl } from "./account-info";

export interface RootLetterFacts {
  readonly accountInfo: AccountInfo;
  readonly device: EnrolledDevice;
  /** Whom to ask. */
  readonly contact: string | null;
}

/** The strongest: what a letter for root explains where nobody asks for another. */
export const ROOT_DEVICE: EnrolledDevice = "passkey";

/**
 * How to set up MFA for the root user, which only root can do and only in the console.
 * @throws CliError for GovCloud, where root can't sign in, and for China, where AWS's documents disagree on root.
 */
export function rootLetter({ accountInfo, device, contact }: RootLetterFacts): Letter {
  const name =
    accountInfo.alias === null
      ? accountInfo.accountId
      : `${accountInfo.accountId} (${inline(accountInfo.alias)})`;
  return {
    title: `Set up MFA for the root user of AWS account ${name}`,
    address: rootSignInUrl(accountInfo),
    paragraphs: [
      "Anyone who has the root user's password can do everything in the account, and no policy in it stops them. " +
        "No deadline of a rollout holds for root: AWS itself asks for MFA, 35 days after the first sign-in without it.",
      device === ROOT_DEVICE ? `This explains the strongest device. ${WHY}` : PREFER,
      ...(contact === null ? [] : [`Questions: ${inline(contact)}`]),
    ],
    sections: [
      {
        heading: "What to do",
        kind: "steps",
        items: deviceSteps(
          device,
          [ROOT_STEPS.first, ROOT_STEPS.signIn],
          [`${SIGN_IN_AGAIN} Then register a second device, and keep it in another place.`],
        ),
      },
      {
        heading: "If it does not work",
        kind: "points",
        items: [DEVICE_STEPS[device].codes ? ROOT_OUT_OF_SYNC : ROOT_PASSKEY_FAILS],
      },
      { heading: "Good to know", kind: "points", items: [ROOT_STEPS.protectsRoot] },
      otherDevices(device),
    ],
  };
}

/**
 * "AWS recommends that you use a passkey or security key for MFA", and why:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
 */
const WHY =
  "A passkey or security key can't be phished and does not get out of sync, and AWS recommends it. Auditors ask for a device of " +
  "root that is not virtual (CIS, Security Hub IAM.6).";
const PREFER = `There is a stronger device than the one that this explains. ${WHY}`;
