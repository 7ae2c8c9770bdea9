/**
 * A context key's value: one, or several (for the keys that AWS calls multivalued); null: the request has no such
 * key; undefined: not known.
 */
export type ContextValue = string | readonly string[] | null | undefined;

/** What is known of the context of a request. Keys are case-insensitive, as IAM's are. */
export class RequestContext {
  private readonly values: ReadonlyMap<string, ContextValue>;

  /**
   * @param otherwise what to take every other key for: not known, or, with null, not in the request.
   * @param complete the beginning of keys of which `values` has all that there are, whatever `otherwise` says.
   */
  constructor(
    values: Readonly<Record<string, ContextValue>>,
    private readonly otherwise: null | undefined,
    private readonly complete?: string,
  ) {
    this.values = new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
  }

  get(key: string): ContextValue {
    const name = key.toLowerCase();
    if (this.values.has(name)) return this.values.get(name);
    const isComplete = this.complete !== undefined && name.startsWith(this.complete.toLowerCase());
    return isComplete ? null : this.otherwise;
  }
}
