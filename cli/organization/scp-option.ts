import { type Command, Option } from "commander";
import type { Connection } from "../../policypack/facts/connection";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { endpointOf } from "../connection-options";
import { timeLimitOf } from "../time-limit";
import type { Cli } from "../context";
import { withOrganizations } from "./client";
import { ScpReader } from "./scp-reader";

/** For the commands that judge what users can do. */
export function addScps(command: Command): void {
  const description =
    "judge users by the organization's service control policies too, as its management account or a delegated " +
    "administrator, also through --role-arn (see `mfa-guard permissions --for scps`)";
  // A snapshot has what was read for it: `mfa-guard snapshot --scps`.
  command.addOption(new Option("--scps", description).default(false).conflicts("facts"));
}

type Add = (account: AccountFacts) => Promise<AccountFacts>;

/** Does something with what adds the service control policies to accounts; without --scps, that adds nothing. */
export async function withScps<T>(
  cli: Cli,
  command: Command,
  connection: Connection,
  use: (add: Add) => Promise<T>,
): Promise<T> {
  if (!command.opts<{ scps?: boolean }>().scps) return use((account) => Promise.resolve(account));
  const budget = timeLimitOf(command);
  const endpoint = endpointOf(cli, command, "ORGANIZATIONS");
  return withOrganizations(connection, endpoint, (client) => {
    const own = new ScpReader(client, { budget });
    if (connection.assumeRoles.length === 0) return use((account) => own.addTo(account));
    return withOrganizations({ ...connection, assumeRoles: [] }, endpoint, (base) => {
      const before = new ScpReader(base, { budget, ofAnotherAccount: true });
      return use(async (account) => {
        // A role in a member account may not ask; who assumes it is often the management account.
        const asRole = await own.addTo(account);
        if (asRole.scps.known) return asRole;
        const asCaller = await before.addTo(account);
        return asCaller.scps.known ? asCaller : asRole;
      });
    });
  });
}
