/** The request has the key, and its value is not known. */
export const SOME_VALUE = Symbol("some value");

/**
 * A context key's value: one, or several (for the keys that AWS calls multivalued); null: the request has no such
 * key; undefined: not known, nor whether it has the key.
 */
export type ContextValue = string | readonly string[] | null | typeof SOME_VALUE | undefined;

type Values = Readonly<Record<string, ContextValue>>;

/** What is known of the context of a request. Keys are case-insensitive, as IAM's are. */
export class RequestContext {
  private known: ReadonlyMap<string, ContextValue> | undefined;

  /**
   * @param values what is known; a function is called when the first key is asked for, which is never where no
   * statement has a condition or a variable.
   * @param otherwise what to take every other key for: not known, or, with null, not in the request.
   * @param isComplete of a key in lower case, whether `values` has all that there are of its kind, whatever
   * `otherwise` says.
   */
  constructor(
    private readonly values: Values | (() => Values),
    private readonly otherwise: null | undefined,
    private readonly isComplete: (key: string) => boolean = () => false,
  ) {}

  get(key: string): ContextValue {
    const name = key.toLowerCase();
    this.known ??= byLowerCase(typeof this.values === "function" ? this.values() : this.values);
    if (this.known.has(name)) return this.known.get(name);
    return this.isComplete(name) ? null : this.otherwise;
  }
}

function byLowerCase(values: Values): ReadonlyMap<string, ContextValue> {
  return new Map(Object.entries(values).map(([key, value]) => [key.toLowerCase(), value]));
}

export function isNotKnown(value: ContextValue): value is typeof SOME_VALUE | undefined {
  return value === undefined || value === SOME_VALUE;
}
