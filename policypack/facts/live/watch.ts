/** How far a part of a reading is. */
export interface Stage {
  readonly done: number;
  /** Undefined: AWS tells only at the end how many there are. */
  readonly total?: number;
}

/**
 * Is told how far a reading is, for a person who waits.
 * @param part What is read, in words: "MFA devices of users".
 * @param stage Null: the part is over, with or without success.
 */
export type Watch = (part: string, stage: Stage | null) => void;

export const UNWATCHED: Watch = () => undefined;

/** How many calls run at once, as p-limit gives it. */
export type Limit = <T>(call: () => Promise<T>) => Promise<T>;

/** Tells of a part that is read in one piece, from its beginning to its end. */
export async function watched<T>(watch: Watch, part: string, reading: Promise<T>): Promise<T> {
  watch(part, { done: 0 });
  try {
    return await reading;
  } finally {
    watch(part, null);
  }
}

/** Tells of a part that is one call for each of several users: of those asked for so far, how many are answered. */
export function counted(watch: Watch, part: string, limit: Limit): Limit {
  let [total, done] = [0, 0];
  return async (call) => {
    total += 1;
    watch(part, { done, total });
    try {
      return await limit(call);
    } finally {
      done += 1;
      watch(part, done === total ? null : { done, total });
    }
  };
}
