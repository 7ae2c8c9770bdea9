/** What holds for anybody's enrolment. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html */
const DEVICES = [
  "Authenticator app (virtual device): scan the QR code, or type the secret key, then two consecutive codes; a new one " +
    "shows every 30 seconds, so wait for the second.",
  "Hardware TOTP token: the serial number on its back, then two consecutive codes, waiting for the next one between.",
  "Passkey or security key (FIDO): follow the page, and touch the key or unlock the phone when asked.",
  "Codes that are refused: the device is out of step. Resynchronise it with two consecutive codes, or remove and add it.",
];

/** How a user enrols by themself. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html */
export const ENROL_YOURSELF: readonly string[] = [
  "The user signs in to the console and opens their name at the top right, Security credentials, Assign MFA device.",
  ...DEVICES,
  "One device belongs to one user. Then sign out, and in again with MFA.",
];

/** How root enrols: in the console, and nowhere else. https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html */
export const ENROL_ROOT: readonly string[] = [
  "First check that root's e-mail address and phone number still reach somebody: they are the way back in.",
  "Sign in as root in the console, and open the account name at the top right, Security credentials, Assign MFA device.",
  ...DEVICES,
  "MFA on root protects root only: each user needs a device of their own, and one device belongs to one user.",
];
