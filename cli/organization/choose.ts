import { InvalidArgumentError } from "commander";
import { CliError } from "../errors";
import type { Report } from "../report/model";
import { labelOf, type Member } from "./accounts";
import { isInShard, type Shard } from "./shard";

export interface Choice {
  readonly account?: readonly string[];
  readonly skipAccount?: readonly string[];
  readonly shard?: Shard;
}

export interface Chosen {
  readonly toRead: readonly Member[];
  readonly leftOut: Report["leftOut"];
  /** Those of other shards. */
  readonly others: readonly Member[];
}

/**
 * Which accounts to read. One that is closed can't be signed in to; it is named, and fails nothing. A shard may be empty:
 * the same job runs for each.
 * @throws CliError where an account is asked for that is not in the organisation, or none is left.
 */
export function choose(members: readonly Member[], { account, skipAccount = [], shard }: Choice): Chosen {
  refuseStrangers(members, [...(account ?? []), ...skipAccount]);
  const wanted = members.filter(({ id }) => account?.includes(id) ?? true);
  const isOwn = ({ id }: Member) => shard === undefined || isInShard(id, shard);
  const [asked, others] = [wanted.filter(isOwn), wanted.filter((member) => !isOwn(member))];
  const judged = asked.map((member) => ({ member, why: whyNot(member, skipAccount) }));
  const toRead = judged.flatMap(({ member, why }) => (why === undefined ? [member] : []));
  const leftOut = judged.flatMap(({ member, why }) =>
    why === undefined ? [] : [{ account: labelOf(member), id: member.id, why }],
  );
  if (toRead.length > 0 || shard) return { toRead, leftOut, others };
  const each = leftOut.map(({ account, why }) => `${account}: ${why}`).join("; ");
  throw new CliError(`There is no account left to read. ${each}`);
}

/**
 * Of any other state, known or not, an account is tried; where that fails, it is told.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
const CLOSED: readonly string[] = ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"];

function whyNot({ id, state }: Member, skipped: readonly string[]): string | undefined {
  if (skipped.includes(id)) return "left out by --skip-account";
  if (!CLOSED.includes(state)) return undefined;
  return `its state is ${state}, so that nobody can sign in to it`;
}

/** @throws CliError for an account that the organisation does not have: a slip would pass for "all fine there". */
export function refuseStrangers(members: readonly Pick<Member, "id">[], ids: readonly string[]): void {
  const strangers = ids.filter((id) => !members.some((member) => member.id === id));
  if (strangers.length === 0) return;
  throw new CliError(
    `The organisation has no account ${strangers.join(", ")}. Check the number; aws organizations list-accounts lists all.`,
  );
}

/** Takes account numbers, one after the other, as commander gives them. */
export function collectAccounts(text: string, before: readonly string[] = []): readonly string[] {
  if (/^\d{12}$/.test(text)) return [...before, text];
  throw new InvalidArgumentError("An account number of twelve digits is expected, such as 111122223333.");
}
