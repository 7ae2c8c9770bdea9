/** The tags in which organizations keep a user's address; case does not count. */
export const ADDRESS_TAGS: readonly string[] = ["email", "e-mail", "mail"];

/**
 * The address in a user's tags; null: none.
 * @param names Of the tags to look at, the first that holds something wins; case does not count.
 */
export function addressInTags(
  tags: Readonly<Record<string, string>>,
  names: readonly string[] = ADDRESS_TAGS,
): string | null {
  const byName = new Map(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  return names.map((name) => byName.get(name.toLowerCase())).find((value) => value) ?? null;
}

/**
 * Whether a text is one plain address, as it may stand in a header: no name, no list, no comment, no line break.
 * Stricter than RFC 5322, which knows addresses that nobody has and mail programs read in several ways.
 */
export function isAddress(text: string): boolean {
  return (
    text.length <= 254 &&
    /^[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}$/.test(text)
  );
}
