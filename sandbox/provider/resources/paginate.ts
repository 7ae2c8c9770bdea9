/** One page of an IAM list. */
interface Page {
  IsTruncated?: boolean;
  Marker?: string;
}

/** All items of an IAM list, page after page. */
export async function all<P extends Page, T>(
  fetch: (marker: string | undefined) => Promise<P>,
  items: (page: P) => T[] | undefined,
): Promise<T[]> {
  const found: T[] = [];
  let marker: string | undefined;
  do {
    const page = await fetch(marker);
    found.push(...(items(page) ?? []));
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  return found;
}

/** Names of an IAM list, for items that have one of these keys. */
export function names<T>(list: T[] | undefined, key: keyof T): string[] {
  return (list ?? []).map((item) => String(item[key]));
}

/** Runs one call for each item, one after the other: an emulator gains nothing from more at once. */
export async function each<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  for (const item of items) await act(item);
}

/** What is in the first list and not in the second. */
export function without(list: readonly string[] = [], other: readonly string[] = []): string[] {
  return list.filter((item) => !other.includes(item));
}
