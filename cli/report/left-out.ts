import type { Report } from "./report-model";

/** Of more accounts than this with one reason, some are named and the others counted. */
const NAMED = 10;

/**
 * Which accounts a run was not meant to read, and why, for people: accounts with one reason together, since a run over
 * one unit or shard of a large organization leaves out thousands.
 */
export function leftOutInWords(leftOut: Readonly<Report["leftOut"]>): string[] {
  const byReason = namesByText(leftOut.map(({ account, why }) => [why, account] as const));
  return [...byReason].flatMap(([why, accounts]) => {
    if (accounts.length <= NAMED) return accounts.map((account) => `${account} was left out: ${why}`);
    const named = accounts.slice(0, NAMED).join(", ");
    return [
      `${accounts.length} accounts were left out: ${why}: ${named} and ${accounts.length - NAMED} more`,
    ];
  });
}

/** What is said of several is said once: each text with all whom it is said of, in the order in which they come. */
export function namesByText(said: Iterable<readonly [text: string, name: string]>): Map<string, string[]> {
  const byText = new Map<string, string[]>();
  for (const [text, name] of said) {
    const names = byText.get(text);
    if (names) names.push(name);
    else byText.set(text, [name]);
  }
  return byText;
}
