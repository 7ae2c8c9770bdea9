import { AddUserToGroupCommand } from "@aws-sdk/client-iam";
import pLimit from "p-limit";
import { connect } from "../../policypack/facts/connection";
import { connectionTo, seedAccount } from "../../test/policypack/facts/seed";
import { createForceMfaGroup } from "../../test/support/live-account";

/**
 * Fills an account for which no pack stops a preview: AWSGuard asks for the devices of every user who has a login
 * profile in the stack, so that they must exist, and mfa-guard wants them covered.
 */
export async function fillCleanAccount(endpoint: string, resources: number): Promise<void> {
  await seedAccount(endpoint, resources);
  const { iam, sts } = await connect(connectionTo(endpoint));
  await createForceMfaGroup(iam);
  const limit = pLimit(8);
  const join = (UserName: string) =>
    iam.send(new AddUserToGroupCommand({ UserName, GroupName: "force-mfa" }));
  await Promise.all(usersWith(resources, 0).map((name) => limit(() => join(name))));
  for (const client of [iam, sts]) client.destroy();
}

/** Those to whom `seedAccount` gives a password; from the second of each ten on, a device too. */
function usersWith(users: number, from: 0 | 2): string[] {
  const indices = Array.from({ length: users }, (_, index) => index);
  return indices.filter((index) => index % 10 >= from && index % 10 < 7).map((index) => `user${index}`);
}

/** A program of so many resources: the half of the users who have a device, and their login profiles. */
export function program(resources: number): string {
  const names = JSON.stringify(usersWith(resources, 2));
  return `for (const name of ${names}) {
    new aws.iam.User(name, { name });
    new aws.iam.UserLoginProfile(name, { user: name });
  }`;
}
