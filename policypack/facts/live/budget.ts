import { setMaxListeners } from "node:events";

/** Milliseconds for the reading of an account, unless said otherwise. */
export const DEFAULT_TIME_LIMIT = 60_000;

/** How long a reading may take. */
export interface Budget {
  /** Milliseconds for the whole reading; what has not been read by then is unknown. */
  readonly budget: number;
  /** Ends the reading early; what has not been read by then is unknown. */
  readonly signal?: AbortSignal;
  /** Ends the bulk calls; three quarters of the budget unless given. What they leave open is asked user by user. */
  readonly bulkSignal?: AbortSignal;
}

const BULK_SHARE = 0.75;

/**
 * Ends the reading. The only signal that calls to AWS may share: Node 20 warns of the eleventh that listens to another.
 */
export function wholeSignal({ budget, signal }: Budget): AbortSignal {
  return anyOf(timeout(budget), signal);
}

/** Ends the bulk calls, so that one that hangs does not take the time of all others with it. */
export function bulkSignal(whole: AbortSignal, { budget, bulkSignal }: Budget): AbortSignal {
  return anyOf(bulkSignal ?? timeout(budget * BULK_SHARE), whole);
}

/** Node takes whole milliseconds only, which parts of a minute and of a budget need not be. */
function timeout(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(Math.ceil(milliseconds));
}

/**
 * What each signal is made of. Node holds it weakly, and a timeout that is collected as garbage never ends anything:
 * https://github.com/nodejs/node/issues/57736
 */
const SOURCES = new WeakMap<AbortSignal, readonly (AbortSignal | undefined)[]>();

function anyOf(signal: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  const either = other ? AbortSignal.any([signal, other]) : signal;
  SOURCES.set(either, [signal, other]);
  // Every call listens.
  setMaxListeners(0, either);
  return either;
}
