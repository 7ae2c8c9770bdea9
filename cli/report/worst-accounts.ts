import { plural } from "./summary";
import { atTerminal, paragraph, type TerminalLayout } from "./terminal-layout";

/** Accounts that a table of them has at a terminal. */
const ACCOUNTS = 40;

/** The accounts that a table has, and what is said of the others. */
export interface WorstAccounts<Account> {
  readonly shown: readonly Account[];
  readonly rest: readonly string[];
}

/**
 * All accounts in their order; at a terminal the worst of many, and how many more there are.
 * @param badness What makes one account worse than another, what counts most first.
 * @param where Where the others are told, such as "--all shows them here".
 */
export function worstAccounts<Account>(
  layout: TerminalLayout,
  all: readonly Account[],
  badness: (account: Account) => readonly number[],
  where: string,
): WorstAccounts<Account> {
  const more = all.length - atTerminal(layout, ACCOUNTS);
  if (more <= 0) return { shown: all, rest: [] };
  const ranked = all.map((account) => ({ account, badness: badness(account) }));
  ranked.sort((a, b) => worseFirst(a.badness, b.badness));
  return {
    shown: ranked.slice(0, ACCOUNTS).map(({ account }) => account),
    rest: [paragraph(layout, `${plural(more, "more account")}, none worse: ${where}`, "… ")],
  };
}

/** Of numbers that make one account worse than another, what counts most first. */
export function worseFirst(a: readonly number[], b: readonly number[]): number {
  const column = a.findIndex((one, index) => one !== b[index]);
  return (b[column] ?? 0) - (a[column] ?? 0);
}
