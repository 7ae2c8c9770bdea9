import type { Command } from "commander";
import type { Connection } from "../../policypack/facts/connection";
import { describeReason, isFailure } from "../../policypack/facts/fact";
import { endpointOf } from "../connection-options";
import type { Cli } from "../context";
import type { Report } from "../report/report-model";
import { type Tag, type Tagged, tagged } from "./account-tags";
import { timeLimitOf } from "../time-limit";
import { entryOf, listAccounts, type Member } from "./accounts";
import {
  type Choice,
  chooseMembers,
  type Chosen,
  idleExclusions,
  nothingLeft,
  toLeftOut,
} from "./account-choice";
import { withOrganizations } from "./client";
import { accountsInUnits } from "./unit-members";

export interface Choosing extends Choice {
  readonly ou?: readonly string[];
  readonly tag?: readonly Tag[];
}

export interface ChosenAccounts extends Chosen {
  /** Accounts of which it is not known whether they are meant: their tags could not be read. */
  readonly undecided: Report["failures"];
}

/**
 * Lists the organization's accounts, and chooses those that the options ask for.
 * @param inspect Sees all accounts before any is chosen, and throws where something does not fit them.
 * @throws CliError where they can't be listed, something is asked for that does not exist, or no account is left.
 */
export async function chooseAccounts(
  cli: Cli,
  command: Command,
  connection: Connection,
  {
    choosing,
    inspect,
  }: { readonly choosing: Choosing; readonly inspect: (members: readonly Member[]) => void },
): Promise<ChosenAccounts> {
  const endpoint = endpointOf(cli, command, "ORGANIZATIONS");
  cli.progress("Listing the organization's accounts …");
  const members = await listAccounts(connection, endpoint, timeLimitOf(command));
  tellOfUnits(cli, members);
  inspect(members);
  const { ou, tag } = choosing;
  const inUnits =
    ou && (await withOrganizations(connection, endpoint, (client) => accountsInUnits(client, ou)));
  const chosen = chooseMembers(members, choosing, inUnits ?? null);
  for (const pattern of idleExclusions(members, choosing))
    cli.warn(`--exclude ${pattern} matches no account of the organization, so it leaves none out.`);
  if (!tag) return { ...chosen, undecided: [] };
  cli.progress("Reading the tags of accounts …");
  const asked = chosen.toRead;
  return byTags(
    chosen,
    await withOrganizations(connection, endpoint, (client) => tagged(client, asked, tag)),
  );
}

/** Of other shards the tags are not asked for: each shard asks for those of its own. */
function byTags(chosen: Chosen, tags: ReadonlyMap<string, Tagged>): ChosenAccounts {
  const of = (wanted: boolean | null) => chosen.toRead.filter(({ id }) => tags.get(id)?.matches === wanted);
  const undecided = of(null).map((member) => {
    const answer = tags.get(member.id);
    const message = answer?.matches === null ? answer.why : "";
    return { ...entryOf(member), message };
  });
  const without = of(false).map((member) => toLeftOut(member, "without the tags of --tag"));
  const leftOut = [...chosen.leftOut, ...without].sort((a, b) => a.id.localeCompare(b.id));
  const toRead = of(true);
  if (toRead.length + undecided.length + chosen.others.length === 0) throw nothingLeft(leftOut);
  return { ...chosen, toRead, leftOut, undecided };
}

/** They are words for people, and no reason to judge nothing: what could not be read is told once. */
function tellOfUnits(cli: Cli, members: readonly Member[]): void {
  const unread = members.flatMap(({ unit }) => (!unit.known && isFailure(unit.reason) ? [unit.reason] : []));
  for (const reason of new Set(unread.map(describeReason)))
    cli.warn(`Accounts are named without their organizational units: ${reason}`);
}
