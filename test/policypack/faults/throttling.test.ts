import assert from "node:assert/strict";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { type Emulator, startEmulator } from "../../support/emulator";
import { toStderr } from "../../../sandbox/progress";
import { chance } from "../../support/chance";
import { AwsError } from "../../support/fake-aws";
import type { Fault } from "../../support/fault-proxy";
import { shortTimeouts } from "../../support/short-timeouts";
import { cutOff, truncated } from "../../support/twists";
import { compare, readThrough, seedEverySort } from "./support";
import { Tally } from "./tally";

const throttled = new AwsError("Throttling", "Rate exceeded", 400);
const SEEDS = Array.from({ length: 8 }, (_, index) => index + 1);

/** As often as a share says, by a seed: of each call's every try it is settled what becomes of it. */
function now(share: number, seed: number, fault: ReturnType<Fault>): Fault {
  const tries = new Map<string, number>();
  return (action, _, params) => {
    const key = `${action} ${params.get("UserName") ?? ""}`;
    const before = tries.get(key) ?? 0;
    tries.set(key, before + 1);
    return chance(share, seed, key, before) < share ? fault : undefined;
  };
}

/** In turn what may be wrong, by a seed. */
function anything(share: number, seed: number): Fault {
  const faults = [throttled, new AwsError("InternalFailure", "it broke", 500), cutOff, truncated];
  const whether = now(share, seed, cutOff);
  return (action, before, params) => {
    if (!whether(action, before, params)) return undefined;
    const at = Math.floor(chance("which", seed, action, before) * faults.length);
    return faults[at];
  };
}

/** A session that ends with the given call. */
function expiresAt(k: number): Fault {
  let calls = 0;
  return () => (++calls >= k ? new AwsError("ExpiredToken", "The security token has expired") : undefined);
}

describe("many faults at once", () => {
  let emulator: Emulator;
  let baseline: AccountFacts;
  const tally = new Tally();

  before(async () => {
    emulator = await startEmulator({ root: "password" }, toStderr);
    await seedEverySort(emulator.endpoint);
    baseline = (await readThrough(emulator.endpoint, () => undefined)).account;
  });
  after(async () => {
    await emulator.stop();
    tally.print();
  });

  /** Nothing may be lost, and nothing invented; gives the calls by which something is unknown. */
  async function read(name: string, fault: Fault, tries = 8): Promise<ReadonlySet<string>> {
    const failed = new Set<string>();
    const watched: Fault = (action, before, params) => {
      const what = fault(action, before, params);
      if (what) failed.add(action);
      return what;
    };
    const { account } = await readThrough(emulator.endpoint, watched, { timeouts: shortTimeouts(tries) });
    const comparison = compare(account, baseline);
    tally.add(name, comparison);
    assert.deepEqual([comparison.lost, comparison.invented], [[], []], name);
    const calls = new Set(comparison.unknowns.map(({ call }) => call.replace(/^\w+:/, "")));
    for (const call of calls) assert.ok(failed.has(call), `${call} is unknown and did not fail`);
    return calls;
  }

  for (const share of [0.1, 0.3, 0.6]) {
    it(`loses nothing while ${share * 100} % of calls are throttled`, async () => {
      for (const seed of SEEDS) await read(`throttled ${share * 100} %`, now(share, seed, throttled));
    });
  }

  it("finds the same while 10 or 30 % of calls are throttled", async () => {
    for (const share of [0.1, 0.3]) {
      const unknown = await read(`throttled ${share * 100} %`, now(share, 1, throttled));
      assert.deepEqual([...unknown], []);
    }
  });

  it("loses nothing while a third of calls fails in one way or another, tried twice only", async () => {
    for (const seed of SEEDS) await read("one third, of any kind", anything(1 / 3, seed), 2);
  });

  it("loses nothing where the session expires with any of the calls", async () => {
    for (let k = 1; k <= 17; k++) await read("token expires from call k on", expiresAt(k));
  });
});
