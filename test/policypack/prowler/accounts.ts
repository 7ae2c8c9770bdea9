import {
  ACCOUNT,
  accountAnswers,
  type FakeRoot,
  type FakeUser,
  rootAnswers,
} from "../../support/fake-account";
import { FakeAws } from "../../support/fake-aws";

/** An account that Prowler and we look at. */
export interface Served {
  readonly endpoint: string;
  readonly stop: () => Promise<void>;
}

const virtual = (name: string) => `arn:aws:iam::${ACCOUNT}:mfa/${name}`;
const securityKey = (user: string) => `arn:aws:iam::${ACCOUNT}:u2f/user/${user}/key-ABC`;

/** Users that tools may see differently, each named by what is odd. */
const ODD_USERS: readonly FakeUser[] = [
  { name: "virtual-device", password: true, devices: [virtual("phone")] },
  { name: "no-device", password: true },
  { name: "no-device-in-a-path", path: "/contractors/", password: true },
  { name: "mail@example.com", password: true },
  { name: "security-key", password: true, devices: [securityKey("security-key")] },
  { name: "hardware-token", password: true, devices: ["GAHT12345678"] },
  { name: "two-devices", password: true, devices: [virtual("two"), securityKey("two-devices")] },
  { name: "device-and-no-password", devices: [virtual("idle")] },
  { name: "machine" },
  // What the credential report, up to four hours old, does not have, or has otherwise.
  { name: "newer-than-the-report", password: true, report: null },
  { name: "newer-machine", report: null },
  { name: "password-since", password: true, report: { password: "false" } },
  { name: "password-gone-since", report: { password: "true" } },
  { name: "enrolled-since", password: true, devices: [virtual("new")], report: { mfa: "false" } },
  { name: "device-gone-since", password: true, report: { mfa: "true" } },
  { name: "made-anew", password: true, report: { mfa: "true", created: "2025-01-01T00:00:00+00:00" } },
];

const odd = (root: FakeRoot) => async (): Promise<Served> => {
  const fake = await FakeAws.start({
    ...accountAnswers(ODD_USERS),
    ...rootAnswers(ODD_USERS, root),
    // Prowler asks until it is so; to us it says that the report may be four hours old.
    GenerateCredentialReport: "<State>COMPLETE</State>",
  });
  return { endpoint: fake.endpoint, stop: () => fake.stop() };
};

export const WITHOUT_ROOT_CREDENTIALS = "odd users, and root without credentials";

/** The accounts, by what they are. */
export const ACCOUNTS: Readonly<Record<string, () => Promise<Served>>> = {
  "odd users, and root with a virtual device": odd({ password: true, devices: [virtual("root-device")] }),
  "odd users, and root with a security key": odd({ password: true, devices: [securityKey("root")] }),
  "odd users, and root without MFA": odd({ password: true }),
  "odd users, and root with an access key only": odd({ accessKey: true }),
  [WITHOUT_ROOT_CREDENTIALS]: odd({}),
};
