import { PASSKEY_ADVICE } from "../passkey-words";
import { isoDay } from "../times";
import type { Break } from "./breaks";
import type { KeyUse } from "./key-use";

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

/** What somebody has to do about it before the deadline. */
export function adviseBreak(found: Break): string {
  switch (found.kind) {
    case "access-key":
      return [KEY_ADVICE, ...(found.uses.some(isOfSes) ? [SMTP_ADVICE] : [])].join(" ");
    case "password-reset":
      return "Have them change the password before they are covered, or set selfService.passwordChangeBeforeMfa.";
    case "password-expired":
      if (found.hard) return HARD_EXPIRY_ADVICE;
      return "Have them change the password before they are covered, or set selfService.passwordChangeBeforeMfa.";
    case "cannot-enrol":
      if (found.useless)
        return "Change that policy to deny without MFA only; until then, a device helps nobody.";
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
