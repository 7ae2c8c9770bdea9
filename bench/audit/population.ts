import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  EnableMFADeviceCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { connect } from "../../policypack/facts/connection";
import { connectionTo, seedAccount } from "../../test/policypack/facts/seed";
import { createConsoleUser, createForceMfaGroup } from "../../test/support/live-account";

/** What a user of the account has, and whether that needs MFA. */
export interface Kind {
  readonly have: string;
  readonly flagged: boolean;
}

const FLAGGED = { have: "a password and no device", flagged: true };
const ENROLLED = { have: "a password and a virtual device", flagged: false };
const NO_PASSWORD = { have: "no password", flagged: false };

/** Beside the many: one of each kind that tools may see differently. */
const ODD = {
  "odd-covered": { have: "a password, no device, and a force-MFA policy", flagged: true },
  "odd-hardware": { have: "a password and a hardware device", flagged: false },
  "odd-machine": { have: "an access key and no password", flagged: false },
};

/** Fills an account with so many users, a fifth of them flagged, and a few odd ones; gives each user's kind. */
export async function populate(endpoint: string, users: number): Promise<Map<string, Kind>> {
  await seedAccount(endpoint, users);
  const { iam, sts } = await connect(connectionTo(endpoint));
  await createOdd(iam);
  for (const client of [iam, sts]) client.destroy();
  const seeded = Array.from({ length: users }, (_, index): [string, Kind] => [`user${index}`, kindOf(index)]);
  return new Map([...seeded, ...Object.entries(ODD)]);
}

/** As `seedAccount` has it. */
function kindOf(index: number): Kind {
  if (index % 10 >= 7) return NO_PASSWORD;
  return index % 10 < 2 ? FLAGGED : ENROLLED;
}

async function createOdd(iam: IAMClient): Promise<void> {
  await createForceMfaGroup(iam);
  await createConsoleUser(iam, "odd-covered");
  await iam.send(new AddUserToGroupCommand({ UserName: "odd-covered", GroupName: "force-mfa" }));
  await createConsoleUser(iam, "odd-hardware");
  const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
  const token = { UserName: "odd-hardware", SerialNumber: "GAHT12345678", ...codes };
  await iam.send(new EnableMFADeviceCommand(token));
  await iam.send(new CreateUserCommand({ UserName: "odd-machine" }));
  await iam.send(new CreateAccessKeyCommand({ UserName: "odd-machine" }));
}
