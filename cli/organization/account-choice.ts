import { matchesWildcard } from "../../policypack/iam/wildcard";
import { CliError } from "../errors";
import { leftOutInWords } from "../report/left-out";
import type { Report } from "../report/report-model";
import { entryOf, type Member } from "./accounts";
import { isInShard, type Shard } from "./shard";

/** Which accounts are asked for. What is not given asks for all. */
export interface Choice {
  readonly account?: readonly string[];
  /** Ids of accounts, and names with wildcards. */
  readonly exclude?: readonly string[];
  /** The same by the option's older name. */
  readonly skipAccount?: readonly string[];
  readonly shard?: Shard;
}

export interface Chosen {
  readonly toRead: readonly Member[];
  /** Those that this run was not meant to read, whichever shard they are in. */
  readonly leftOut: Report["leftOut"];
  /** Those of other shards. */
  readonly others: readonly Member[];
}

/**
 * Which accounts to read. One that is closed can't be signed in to; it is named, and fails nothing. A shard may be
 * empty: the same job runs for each.
 * @param inUnits The ids of the accounts of the units that are asked for; null: of all.
 * @throws CliError where an account is asked for that is not in the organization, or none is left.
 */
export function chooseMembers(
  members: readonly Member[],
  choice: Choice,
  inUnits: ReadonlySet<string> | null = null,
): Chosen {
  const { account, shard } = choice;
  const exclude = exclusionsOf(choice);
  refuseUnknownAccounts(members, account ?? []);
  const judged = members.map((member) => ({ member, why: whyNot(member, { account, exclude, inUnits }) }));
  const wanted = judged.flatMap(({ member, why }) => (why === undefined ? [member] : []));
  const leftOut = judged.flatMap(({ member, why }) => (why === undefined ? [] : [toLeftOut(member, why)]));
  if (wanted.length === 0) throw nothingLeft(leftOut);
  const isOwn = ({ id }: Member) => shard === undefined || isInShard(id, shard);
  return { toRead: wanted.filter(isOwn), leftOut, others: wanted.filter((member) => !isOwn(member)) };
}

export function toLeftOut(member: Member, why: string): Report["leftOut"][number] {
  return { ...entryOf(member), why };
}

export function nothingLeft(leftOut: Report["leftOut"]): CliError {
  return new CliError(`There is no account left to read. ${leftOutInWords(leftOut).join("; ")}`);
}

/** Exclusions that match no account. They hide nothing: more is read than was meant, and not less. */
export function idleExclusions(members: readonly Member[], choice: Choice): readonly string[] {
  return exclusionsOf(choice).filter((pattern) => !members.some((member) => isExcluded(member, pattern)));
}

function exclusionsOf({ exclude = [], skipAccount = [] }: Choice): readonly string[] {
  return [...exclude, ...skipAccount];
}

/**
 * Of any other state, known or not, an account is tried; where that fails, it is told.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
const CLOSED: readonly string[] = ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"];

interface Asked extends Pick<Choice, "account"> {
  readonly exclude: readonly string[];
  readonly inUnits: ReadonlySet<string> | null;
}

function whyNot(member: Member, { account, exclude, inUnits }: Asked): string | undefined {
  const { id, state } = member;
  if (account && !account.includes(id)) return "not named by --account";
  if (inUnits && !inUnits.has(id)) return "in no unit of --ou";
  const excluding = exclude.find((pattern) => isExcluded(member, pattern));
  if (excluding !== undefined) return `left out by --exclude ${excluding}`;
  if (!CLOSED.includes(state)) return undefined;
  return `its state is ${state}, so that nobody can sign in to it`;
}

function isExcluded({ id, name }: Member, pattern: string): boolean {
  return id === pattern || matchesWildcard(pattern, name);
}

/** @throws CliError for an account that the organization does not have: a slip would pass for "all fine there". */
export function refuseUnknownAccounts(members: readonly Pick<Member, "id">[], ids: readonly string[]): void {
  const strangers = ids.filter((id) => !members.some((member) => member.id === id));
  if (strangers.length === 0) return;
  throw new CliError(
    `The organization has no account ${strangers.join(", ")}. Check the number; aws organizations list-accounts lists all.`,
  );
}
