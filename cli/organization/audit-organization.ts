import { tmpdir } from "node:os";
import type { Command } from "commander";
import { identify } from "../../policypack/facts/live/read-account";
import { readOptionsOf } from "../account";
import { connectionOf } from "../connection";
import type { Cli } from "../context";
import { unidentified } from "../renewal";
import type { Judged } from "../report/source";
import { Spool } from "../report/spool";
import { labelOf, type Member } from "./accounts";
import { toLeftOut } from "./choose";
import { chooseAccounts } from "./chosen";
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
  const { inspect } = audit;
  const chosen = await chooseAccounts(cli, command, access.connection, { choosing: audit, inspect });
  const { toRead, leftOut, others, undecided } = chosen;
  const keep = async (failures: KeptRun["failures"]) => {
    if (resume === undefined) return;
    const named = undecided.map(({ account, id }) => ({ account, id }));
    const [accounts, elsewhere] = [[...toRead.map(nameOf), ...named], others.map(nameOf)];
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
    const failures = byId([...reading.failuresOf(toRead), ...undecided]);
    await keep(failures);
    const accounts = spool.outlinesOf(ids);
    const notRead = byId([...leftOut, ...others.map((member) => toLeftOut(member, WHY_OTHERS))]);
    return { accounts, each: () => spool.each(ids), organization: true, failures, leftOut: notRead };
  });
}

/** A shard's report is of a part: whose the rest is. */
const WHY_OTHERS = "in another shard than that of --shard";

function byId<T extends { readonly id: string }>(ones: readonly T[]): T[] {
  return [...ones].sort((a, b) => a.id.localeCompare(b.id));
}

function nameOf(member: Member): KeptRun["accounts"][number] {
  return { account: labelOf(member), id: member.id };
}

async function accessOf(
  cli: Cli,
  command: Command,
  { orgRole, externalId }: OrganizationAudit,
): Promise<Access> {
  const connection = await connectionOf(cli, command);
  const options = readOptionsOf(cli, command);
  const caller = await identify(connection, options);
  if (!caller.known) throw await unidentified(cli, connection, caller.reason);
  return { connection, caller: caller.value, role: orgRole ?? DEFAULT_ROLE, externalId, options };
}
