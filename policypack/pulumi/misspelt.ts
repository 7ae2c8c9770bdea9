import { nearest, quote } from "../rollout/quote";

/**
 * A sentence for each name that is not known: taken in silence, a misspelt one would leave the default in force, and
 * nobody would notice.
 * @param has What has such names, with its verb: "the settings have no".
 */
export function misspelt(has: string, given: readonly string[], known: readonly string[]): string[] {
  return given
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const remedy = meant === undefined ? `There is ${known.join(", ")}.` : `Did you mean ${quote(meant)}?`;
      return `${has} ${quote(name)}. ${remedy}`;
    });
}
