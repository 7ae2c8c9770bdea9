/** What an answer says of the pages after it. */
interface Page {
  readonly IsTruncated?: boolean | undefined;
  readonly Marker?: string | undefined;
}

/**
 * The pages of a list, to the last. The SDK's own paginators end without a word where an answer says that there is
 * more and not where, and never end where answers lead in a circle.
 * @throws Error in both cases: what has been read is not all.
 */
export async function* toLastPage<P extends Page>(pages: AsyncIterable<P>): AsyncGenerator<P> {
  const seen = new Set<string>();
  for await (const page of pages) {
    yield page;
    const { IsTruncated, Marker } = page;
    if (IsTruncated && !Marker) throw new Error("the answer says that there is more, and not where");
    if (Marker && seen.has(Marker)) throw new Error("the answer leads back to a page that was read before");
    if (Marker) seen.add(Marker);
  }
}

/**
 * A field that AWS always gives. An answer without it is not AWS's, such as the page of a proxy with its own log-in.
 * @throws Error where it is missing.
 */
export function required<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Error(`the answer lacks the field ${field}, which AWS always gives`);
  return value;
}
