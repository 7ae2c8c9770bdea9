/** The kinds of device that the console's page "MFA device name" offers. */
export type EnrolledDevice = "virtual" | "totp" | "passkey";

interface DeviceSteps {
  /** What the console calls it, and so what to choose there. */
  readonly name: string;
  /** What has to be there before; null: nothing but the device itself. */
  readonly first: string | null;
  /** Once it is chosen, until nothing is left but to submit. */
  readonly steps: readonly string[];
  /** Whether it shows codes, which have to be submitted in time and can get out of sync. */
  readonly codes: boolean;
}

/**
 * How each kind of device is set up, in the words of AWS's console, for a user as for root.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html and
 * enable-virt-mfa-for-root.html, id_credentials_mfa_enable_physical.html and enable-hw-mfa-for-root.html,
 * id_credentials_mfa_enable_fido.html and enable-fido-mfa-for-root.html beside it; of Windows Hello,
 * id_credentials_mfa_fido_supported_configurations.html.
 */
export const DEVICE_STEPS: Readonly<Record<EnrolledDevice, DeviceSteps>> = {
  virtual: {
    name: "Authenticator app",
    first: "Install an authenticator app on your phone first: any app that makes six-digit codes (TOTP).",
    steps: [
      "Add a new account in the app. Choose Show QR code, and scan it with the app; or choose Show secret key, and type the key into the app.",
      "Type the code that the app shows into MFA code 1, wait up to 30 seconds for the next one, and type that into MFA code 2.",
    ],
    codes: true,
  },
  totp: {
    name: "Hardware TOTP token",
    first: null,
    steps: [
      "Type the serial number that is on the back of the token.",
      "Press its button and type the code into MFA code 1, wait up to 30 seconds, press the button again, and type the next code " +
        "into MFA code 2.",
    ],
    codes: true,
  },
  passkey: {
    name: "Passkey or security key",
    first: null,
    steps: [
      "Follow your browser: use your face, your fingerprint or the PIN of your device, or insert the security key into a USB " +
        "port and tap it. Then choose Continue. IAM takes no passkey that Windows Hello keeps: there, use a phone or a security key.",
    ],
    codes: false,
  },
};

/** What the console asks for first, of a kind or of whichever somebody has. */
export function nameAndChoose(device: EnrolledDevice | null): string {
  const kind = device === null ? "the kind that you have" : DEVICE_STEPS[device].name;
  return `Type a new device name, choose ${kind}, and choose Next.`;
}

/** How to submit codes. https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html */
export const ADD_MFA =
  "Choose Add MFA immediately. If you wait too long, AWS adds the device all the same, but out of sync: its codes are refused.";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_sync.html: "IAM prompts you to resynchronize" */
export const OUT_OF_SYNC =
  "Codes that are refused: the device is out of sync. AWS asks you to resynchronize it when you sign in. Or open your name at the " +
  "top right, Security credentials, choose the device under Multi-factor authentication (MFA), choose Resync, and type two codes " +
  "in a row; at the command line: `mfa-guard resync`.";

/** The same of root, which has no command line for it; "with or without completing the sign-in process". */
export const ROOT_OUT_OF_SYNC =
  "Codes that are refused: the device is out of sync. Where you are asked for the code, choose Troubleshoot MFA, and resynchronize " +
  "it with two codes in a row. Once you are signed in: the account name at the top right, Security credentials, the device under " +
  "Multi-factor authentication (MFA), Resync.";

const ANOTHER_BROWSER =
  "A passkey or security key that is not taken: bring your browser and operating system up to date, or use another browser, switch " +
  "off browser extensions that handle passkeys, and try again.";

/**
 * What to do about a device that shows no codes, and so can't get out of sync.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_mfa-fido.html and
 * id_credentials_mfa_fido_supported_configurations.html beside it
 */
export const PASSKEY_FAILS = `${ANOTHER_BROWSER} If it still fails, or you have lost it: ask your administrator.`;

/**
 * The same of root, whom nobody administers.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_lost-or-broken.html
 */
export const ROOT_PASSKEY_FAILS =
  `${ANOTHER_BROWSER} If you have lost it: sign in with another MFA device of root; or choose Troubleshoot MFA where you are asked ` +
  "for it, and sign in with alternative factors, root's e-mail address and phone number. Else ask AWS Support.";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_physical.html: "must be unique" */
export const UNIQUE =
  "The entry in an app, and a hardware token, are unique to one user; a security key can serve several.";

export const SIGN_IN_AGAIN = "Sign out, and in again with MFA.";

/** Where somebody who is signed in begins. */
export const ASSIGN = "name at the top right, Security credentials, Assign MFA device";

/** A kind of device in one line, from the page on that is its own. */
export function deviceLine(device: EnrolledDevice): string {
  const { name, first, steps } = DEVICE_STEPS[device];
  return `${name}: ${[...(first === null ? [] : [first]), ...steps].join(" ")}`;
}

/** Before what does not help a user with a passkey or security key, where all kinds are told of together. */
export const WITH_CODES = "With an app or a token: ";

/** Those that can't be phished come first. https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html */
export const STRONGEST_FIRST: readonly EnrolledDevice[] = ["passkey", "totp", "virtual"];

/** How a user enrols by themself. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable.html */
export const ENROL_YOURSELF: readonly string[] = [
  `The user signs in to the console and opens their ${ASSIGN}.`,
  nameAndChoose(null),
  ...STRONGEST_FIRST.map(deviceLine),
  `${WITH_CODES}${ADD_MFA} ${OUT_OF_SYNC}`,
  `${UNIQUE} ${SIGN_IN_AGAIN}`,
];

/**
 * What comes before root's device, and after it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
 */
export const ROOT_STEPS = {
  first: "Check that root's e-mail address and phone number still reach somebody: they are the way back in.",
  signIn: `Sign in as root in the console (choose Root user, or Sign in using root user email), and open the account ${ASSIGN}.`,
  protectsRoot: `MFA on root protects root only: each user needs a device of their own. ${UNIQUE}`,
} as const;

/** How root enrols, in the console and nowhere else, with the strongest of these devices first. */
export function enrolRoot(devices: readonly EnrolledDevice[]): readonly string[] {
  return [
    ROOT_STEPS.first,
    ROOT_STEPS.signIn,
    nameAndChoose(null),
    ...devices.map(deviceLine),
    `${WITH_CODES}${ADD_MFA} ${ROOT_OUT_OF_SYNC}`,
    ROOT_STEPS.protectsRoot,
  ];
}
