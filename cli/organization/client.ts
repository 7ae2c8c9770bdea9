import type { OrganizationsClient } from "@aws-sdk/client-organizations";
import { type Connection, connect } from "../../policypack/facts/connection";

/**
 * Does something with AWS Organizations, as patiently as the account is read, and with the same session.
 * @param endpoint Where AWS Organizations is; undefined: where the partition has it.
 */
export async function withOrganizations<T>(
  connection: Connection,
  endpoint: string | undefined,
  use: (client: OrganizationsClient) => Promise<T>,
): Promise<T> {
  // Loaded here and not before: most commands do without.
  const { OrganizationsClient } = await import("@aws-sdk/client-organizations");
  const { iam, sts } = await connect(connection);
  const { region, maxAttempts, requestHandler, credentials } = sts.config;
  const client = new OrganizationsClient({ region, maxAttempts, requestHandler, credentials, endpoint });
  try {
    return await use(client);
  } finally {
    for (const used of [client, iam, sts]) used.destroy();
  }
}
