/**
 * What `make` gives for a key, made once in this process: what many sandboxes of a test run need is not looked at again
 * for each of them. What failed is tried again.
 */
export function oncePer<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
