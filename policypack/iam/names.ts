const ORDER = new Intl.Collator("en", { numeric: true });

/**
 * The order in which people look for names: late-2 before late-10, and no capitals first. It tells names apart that
 * read alike, so that a list has one order. What a deployment is made of keeps the order of its characters.
 */
export function byName(a: string, b: string): number {
  return ORDER.compare(a, b) || (a < b ? -1 : Number(a > b));
}
