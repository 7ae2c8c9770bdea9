/** How a user enrols by themself. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html */
export const ENROL_YOURSELF: readonly string[] = [
  "The user signs in to the console and opens their name at the top right, Security credentials, Assign MFA device.",
  "Authenticator app: scan the QR code, then type two consecutive codes (a new one shows every 30 seconds).",
  "Passkey, security key or hardware token: follow the page; one device belongs to one user.",
  "Then sign out, and in again with MFA.",
];
