import * as path from "node:path";
import { Threads, threadsFor } from "../threads";
import type { Formatted, Head, PartFormat } from "./source";
import type { Spool } from "./spool";

/** What a thread formats accounts by, in a form that goes there: no functions. */
export interface FormattingBasis {
  readonly format: PartFormat;
  readonly head: Head;
}

/** Accounts that each thread is given before its first answer is written: it has no rest, and memory holds no more. */
const AHEAD = 3;

/** How the reports in a spool are formatted by as many threads as there are processors; none where they are few. */
export function formattedIn(spool: Spool, ids: readonly string[]): { readonly formatted?: Formatted } {
  const count = threadsFor(spool.size);
  if (count === 0) return {};
  return {
    *formatted(format, head) {
      const basis: FormattingBasis = { format, head };
      const file = path.join(__dirname, "formatting-thread.js");
      const threads = new Threads<Uint8Array, Uint8Array>(file, basis, count);
      try {
        const asked: Promise<Uint8Array>[] = [];
        for (const json of spool.jsonOf(ids)) {
          asked.push(handled(threads.ask(json)));
          if (asked.length >= count * AHEAD) yield* asked.splice(0, 1);
        }
        yield* asked;
      } finally {
        void threads.close();
      }
    },
  };
}

/** Who waits for it is told of a failure. Nothing may be waiting for those behind it, and Node would end the run. */
function handled<T>(answer: Promise<T>): Promise<T> {
  answer.catch(() => undefined);
  return answer;
}
