import { tmpdir } from "node:os";
import type { Command } from "commander";
import { describeReason, isFailure } from "../../policypack/facts/fact";
import { identify } from "../../policypack/facts/live/read-account";
import { readOptionsOf } from "../account";
import { connectionOf, endpointOf } from "../connection";
import type { Cli } from "../context";
import { unidentified } from "../renewal";
import type { Judged } from "../report/source";
import { Spool } from "../report/spool";
import { labelOf, listAccounts, type Member } from "./accounts";
import { choose } from "./choose";
import { KeptAccounts } from "./kept-accounts";
import { keepRun, type KeptRun } from "./kept-run";
import { DEFAULT_CONCURRENCY, DEFAULT_ROLE, type OrganizationOptions } from "./options";
import type { Access } from "./read-member";
import { type Judge, Reading } from "./reading";
import { withScps } from "./scp-option";

export interface OrganizationAudit extends OrganizationOptions {
  /** Milliseconds since its reading after which an account that was kept is read again. */
  readonly maxAge: number;
  readonly judge: Judge;
  /** Sees which accounts there are before any is read, and throws where something does not fit them. */
  readonly inspect: (members: readonly Member[]) => void;
}

/**
 * Audits the accounts of the caller's organisation.
 * @throws CliError where nothing can be read at all; what is the matter with single accounts is in `failures`.
 */
export async function auditOrganization(
  cli: Cli,
  command: Command,
  audit: OrganizationAudit,
): Promise<Judged> {
  const { resume, maxAge, judge, concurrency } = audit;
  const kept = resume === undefined ? null : await KeptAccounts.open(cli, resume, maxAge);
  const access = await accessOf(cli, command, audit);
  cli.progress("Listing the organisation's accounts …");
  const members = await listAccounts(access.connection, endpointOf(cli, command, "ORGANIZATIONS"));
  tellOfUnits(cli, members);
  audit.inspect(members);
  const { toRead, leftOut, others } = choose(members, audit);
  const keep = async (failures: KeptRun["failures"]) => {
    if (resume === undefined) return;
    const [accounts, elsewhere] = [toRead.map(nameOf), others.map(nameOf)];
    await keepRun(cli, resume, {
      ...{ shard: audit.shard ?? null, accounts, others: elsewhere, leftOut, failures },
    });
  };
  await keep(null);
  return withScps(cli, command, access.connection, async (addScps) => {
    const spool = new Spool(kept === null ? tmpdir() : cli.resolve(kept.folder));
    const reading = new Reading({ cli, access, kept, judge, addScps, spool });
    const rest = await reading.takeUp(toRead);
    await reading.read(rest, concurrency ?? DEFAULT_CONCURRENCY);
    const ids = toRead.map(({ id }) => id);
    const failures = reading.failuresOf(toRead);
    await keep([...failures]);
    const accounts = spool.outlinesOf(ids);
    return { accounts, each: () => spool.each(ids), organization: true, failures, leftOut };
  });
}

/** They are words for people, and no reason to judge nothing: what could not be read is told once. */
function tellOfUnits(cli: Cli, members: readonly Member[]): void {
  const unread = members.flatMap(({ unit }) => (!unit.known && isFailure(unit.reason) ? [unit.reason] : []));
  for (const reason of new Set(unread.map(describeReason)))
    cli.warn(`Accounts are named without their organizational units: ${reason}`);
}

function nameOf(member: Member): KeptRun["accounts"][number] {
  return { account: labelOf(member), id: member.id };
}

async function accessOf(cli: Cli, command: Command, { orgRole }: OrganizationAudit): Promise<Access> {
  const connection = await connectionOf(cli, command);
  const options = readOptionsOf(cli, command);
  const caller = await identify(connection, options);
  if (!caller.known) throw await unidentified(cli, connection, caller.reason);
  return { connection, caller: caller.value, role: orgRole ?? DEFAULT_ROLE, options };
}
