import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bulkSignal } from "../../../policypack/facts/live/budget";

/** Collects garbage now, which Node offers to nobody who does not ask for it. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

const HOUR = 60 * 60_000;

/** A signal made of two that nobody else holds, and the two as far as they are still there. */
function composed() {
  const sources = [AbortSignal.timeout(HOUR), AbortSignal.timeout(HOUR)] as const;
  const [whole, bulk] = sources;
  const signal = bulkSignal(whole, { budget: HOUR, bulkSignal: bulk });
  return { signal, sources: sources.map((source) => new WeakRef(source)) };
}

describe("the time allowed for a reading", () => {
  it("ends it, whatever garbage is collected in between", async () => {
    const { signal, sources } = composed();
    // What a weak reference led to stays until the end of the turn in which it was made.
    await setImmediate();
    collectGarbage();
    const left = sources.filter((source) => source.deref() !== undefined);
    assert.deepEqual([left.length, signal.aborted], [2, false]);
  });
});
