/**
 * What `make` gives for a key, made once in this process: what many tests of a run need is not looked at or made again
 * for each of them. What failed is tried again.
 */
export function oncePer<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  made.catch(() => kept.delete(key));
  return made;
}
