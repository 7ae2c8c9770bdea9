import { tmpdir } from "node:os";
import type { Command } from "commander";
import { identify } from "../../policypack/facts/live/read-account";
import { readOptionsOf } from "../account";
import { connectionOf } from "../connection-options";
import type { Cli } from "../context";
import { HOUR } from "../times";
import { unidentified } from "../renewal";
import type { Judged } from "../report/source";
import { entryOf, type Member } from "./accounts";
import { toLeftOut } from "./account-choice";
import { chooseAccounts, type ChosenAccounts } from "./choose-accounts";
import { KeptAccounts } from "./kept-accounts";
import { type Keeping, keepingIn, keepingUntilEnd, NOTHING_KEPT, TAKEN_UP_FOR } from "./keeping";
import { keepRun, type KeptRun } from "./kept-run";
import { DEFAULT_CONCURRENCY, DEFAULT_ROLE, type OrganizationOptions } from "./organization-options";
import type { Access } from "./read-member";
import { type AddMore, Reading, type Take } from "./reading";
import { withScps } from "./scp-option";

/** What takes the accounts. */
export interface Receiver {
  readonly take: Take;
}

export interface OrganizationReading<R extends Receiver> extends OrganizationOptions {
  /** Milliseconds since its reading after which an account that was kept is read again; undefined: as usual. */
  readonly maxAge: number | undefined;
  /** Sees which accounts there are before any is read, and throws where something does not fit them. */
  readonly inspect: (members: readonly Member[]) => void;
  /** @param folder Where to put what does not fit into memory. */
  readonly receiver: (folder: string) => R;
  readonly addMore?: AddMore;
}

export interface Read<R extends Receiver> extends Pick<Judged, "failures" | "leftOut"> {
  /** Of the accounts that were to be read, in their order. */
  readonly ids: readonly string[];
  readonly access: Access;
  readonly receiver: R;
  /** To be called when what was read is of no more use: it is kept until then. */
  readonly written: () => Promise<void>;
}

/**
 * Reads the accounts of the caller's organization that the options choose.
 * @throws CliError where nothing can be read at all; what is the matter with single accounts is in `failures`.
 */
export async function readOrganization<R extends Receiver>(
  cli: Cli,
  command: Command,
  audit: OrganizationReading<R>,
): Promise<Read<R>> {
  const { resume, concurrency, inspect } = audit;
  // A folder that was named is looked at before AWS is asked anything.
  const named = typeof resume === "string" ? await openNamed(cli, resume, audit) : null;
  const access = await accessOf(cli, command, audit);
  const chosen = await chooseAccounts(cli, command, access.connection, { choosing: audit, inspect });
  const { toRead, leftOut, others, undecided } = chosen;
  const { kept, end } = named ?? (await keepingFor(cli, access, { ...audit, chosen }));
  const keep = async (failures: KeptRun["failures"]) => {
    if (kept !== null) await keepRun(cli, kept.folder, runOf(audit, chosen, failures));
  };
  await keep(null);
  return withScps(cli, command, access.connection, async (addScps) => {
    const receiver = audit.receiver(kept === null ? tmpdir() : cli.resolve(kept.folder));
    const reading = new Reading({ cli, access, kept, take: receiver.take, addScps, addMore: audit.addMore });
    const rest = await reading.takeUp(toRead);
    await reading.read(rest, concurrency ?? DEFAULT_CONCURRENCY);
    const ids = toRead.map(({ id }) => id);
    const failures = byId([...reading.failuresOf(toRead), ...undecided]);
    await keep(failures);
    const notRead = byId([...leftOut, ...others.map((member) => toLeftOut(member, WHY_OTHERS))]);
    return {
      ...{ ids, access, receiver, failures, leftOut: notRead },
      written: () => end(!reading.sessionEnded),
    };
  });
}

async function openNamed(cli: Cli, folder: string, { maxAge = USUAL_MAX_AGE }: Settings) {
  return keepingIn(await KeptAccounts.open(cli, folder, maxAge));
}

/** Of a folder that was named: as for snapshots. */
const USUAL_MAX_AGE = 24 * HOUR;

type Settings = Omit<OrganizationReading<Receiver>, "receiver">;

interface Run extends Settings {
  readonly chosen: ChosenAccounts;
}

function keepingFor(cli: Cli, { role, options }: Access, run: Run): Promise<Keeping> | Keeping {
  const { resume, shard, maxAge = TAKEN_UP_FOR, chosen } = run;
  const organization = [...chosen.toRead, ...chosen.others][0]?.organization;
  if (resume === false || organization === undefined) return NOTHING_KEPT;
  const asking = [
    ...(options.livePasswords === undefined ? [] : ["live-passwords"]),
    ...(options.certifications ? ["certifications"] : []),
    ...(options.allDevices ? ["all devices"] : []),
  ];
  return keepingUntilEnd(cli, { organization, role, shard, asking }, maxAge);
}

/** What is kept of a run. @param failures Null: it has not come to its end. */
export function runOf(
  { shard }: Pick<Settings, "shard">,
  chosen: ChosenAccounts,
  failures: KeptRun["failures"],
) {
  const undecided = chosen.undecided.map(({ account, id, organization }) => ({ account, id, organization }));
  const accounts = byId([...chosen.toRead.map(entryOf), ...undecided]);
  const { leftOut, others } = chosen;
  return { shard: shard ?? null, accounts, others: others.map(entryOf), leftOut, failures };
}

/** A shard's report is of a part: whose the rest is. */
const WHY_OTHERS = "in another shard than that of --shard";

function byId<T extends { readonly id: string }>(ones: readonly T[]): T[] {
  return [...ones].sort((a, b) => a.id.localeCompare(b.id));
}

/** @throws CliError where AWS does not say who the caller is. */
export async function accessOf(
  cli: Cli,
  command: Command,
  { orgRole, externalId }: Pick<Settings, "orgRole" | "externalId">,
): Promise<Access> {
  const connection = await connectionOf(cli, command);
  const options = readOptionsOf(cli, command);
  const caller = await identify(connection, options);
  if (!caller.known) throw await unidentified(cli, connection, caller.reason);
  return { connection, caller: caller.value, role: orgRole ?? DEFAULT_ROLE, externalId, options };
}
