import {
  CreateAccountCommand,
  CreateOrganizationCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import pLimit from "p-limit";
import { EMULATED_ACCOUNT, type Population, seedAccount } from "../policypack/facts/seed";

/** What a seeded organization has in it. */
export interface SeededOrganization {
  /** All accounts, the management account first. */
  readonly accountIds: readonly string[];
  /** What is in each of them, in the same order. */
  readonly populations: readonly Population[];
}

/**
 * Makes an organization on an empty emulator, whose own account is the management account.
 * @param accounts How many there are in all, the management account included.
 * @param users How many each of them has, by `seedAccount`.
 */
export async function seedOrganization(
  endpoint: string,
  accounts: number,
  users: number,
): Promise<SeededOrganization> {
  const organizations = organizationsClient(endpoint);
  await organizations.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
  const accountIds = [EMULATED_ACCOUNT];
  while (accountIds.length < accounts)
    accountIds.push(await createAccount(organizations, `team${accountIds.length}`));
  organizations.destroy();
  const limit = pLimit(4);
  const populations = await Promise.all(
    accountIds.map((id) => limit(() => seedAccount(endpoint, users, id))),
  );
  return { accountIds, populations };
}

export function organizationsClient(endpoint: string): OrganizationsClient {
  const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "none" };
  return new OrganizationsClient({ endpoint, region: "us-east-1", credentials });
}

/** Makes a member account, of which the emulator says at once that it is there; gives its number. */
export async function createAccount(
  organizations: OrganizationsClient,
  AccountName: string,
): Promise<string> {
  const command = new CreateAccountCommand({ AccountName, Email: `${AccountName}@example.com` });
  const { CreateAccountStatus } = await organizations.send(command);
  return CreateAccountStatus?.AccountId ?? "";
}
