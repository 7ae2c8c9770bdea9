import assert from "node:assert/strict";
import pLimit from "p-limit";
import type { ClientTimeouts } from "../../../policypack/facts/client-timeouts";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { type Emulator, startEmulator } from "../../support/emulator";
import { toStderr } from "../../../sandbox/progress";
import { AwsError } from "../../support/fake-aws";
import type { Fault, Twist } from "../../support/fault-proxy";
import { shortTimeouts } from "../../support/short-timeouts";
import {
  cutOff,
  garbage,
  htmlPage,
  nothing,
  reportWasThere,
  silent,
  silentMidway,
  truncated,
} from "../../support/twists";
import { type Comparison, compare, readThrough, seedEverySort } from "./support";
import { Tally } from "./tally";

/** Which call: its action, and the user whom it is for. */
type Key = string;

const keyOf = (action: string, params: URLSearchParams): Key =>
  [action, params.get("UserName")].filter(Boolean).join(" of ");

const throttled = new AwsError("Throttling", "Rate exceeded", 400);
const broken = new AwsError("ServiceFailure", "an internal failure", 500);
const skewed = new AwsError("RequestTimeTooSkewed", "the times differ too much", 403);
const expired = new AwsError("ExpiredToken", "the token has expired", 403);

/** Faults that a call gets over when it comes again. */
const PASSING: Readonly<Record<string, AwsError | Twist>> = {
  "a throttled call": throttled,
  "an error 500": broken,
  "a connection cut in the middle of a page": cutOff,
  "no answer": silent,
  "an answer that stops in the middle": silentMidway,
};

/** What lasts; and what the SDK does not try again, which is as good as lasting. */
const LASTING: Readonly<Record<string, AwsError | Twist>> = {
  ...PASSING,
  "a token that has expired": expired,
  "a clock that is wrong": skewed,
  "truncated XML": truncated,
  "a page of HTML": htmlPage,
  garbage,
  "an empty answer": nothing,
};

/** Milliseconds. Short, for nothing is lost by it but time; the next where the machine was slower than that. */
const SILENCES = [400, 2_000, 10_000];

describe("a fault at each call in turn", () => {
  let emulator: Emulator;
  let baseline: AccountFacts;
  /** All calls, but of those for single users, which are alike, only two users': an administrator's and another's. */
  const keys: Key[] = [];
  /** How often each call is made where nothing fails. */
  const usual = new Map<Key, number>();
  const tally = new Tally();

  before(async () => {
    emulator = await startEmulator({ root: "password" }, toStderr);
    await seedEverySort(emulator.endpoint);
    const reading = await readThrough(emulator.endpoint, (action, _, params) => {
      const key = keyOf(action, params);
      usual.set(key, (usual.get(key) ?? 0) + 1);
      if (["bob", "boss", null].includes(params.get("UserName"))) keys.push(key);
      return otherwise(action);
    });
    baseline = reading.account;
  });
  after(async () => {
    await emulator.stop();
    tally.print();
  });

  /** At each call in turn; three readings at a time, for most of one is waiting. */
  async function atEach(check: (key: Key) => Promise<void>): Promise<void> {
    assert.ok(keys.length > 0);
    const limit = pLimit(3);
    await Promise.all(keys.map((key) => limit(check, key)));
  }

  /** Reads with a fault at one call: the first time, or every time. */
  async function readWith(fault: AwsError | Twist, at: Key, times: number, attempts: number) {
    const isSilent = fault === silent || fault === silentMidway;
    const most = (key: Key) => (usual.get(key) ?? 1) + (key === at ? times : 0);
    for (const silence of isSilent ? SILENCES : [undefined]) {
      const { account, calls } = await readOnce(fault, at, times, shortTimeouts(attempts, silence));
      const tooSlow = [...calls].some(([key, count]) => count > most(key));
      if (calls.has(at) && !(isSilent && tooSlow)) return account;
    }
    return assert.fail(`${at} was not called, or others were not answered`);
  }

  async function readOnce(fault: AwsError | Twist, at: Key, times: number, timeouts: ClientTimeouts) {
    const calls = new Map<Key, number>();
    const once: Fault = (action, _, params) => {
      const key = keyOf(action, params);
      const before = calls.get(key) ?? 0;
      calls.set(key, before + 1);
      return key === at && before < times ? fault : otherwise(action);
    };
    const { account } = await readThrough(emulator.endpoint, once, { timeouts });
    return { account, calls };
  }

  for (const [name, fault] of Object.entries(PASSING)) {
    it(`changes nothing where it is ${name} that passes`, async () => {
      await atEach(async (key) => {
        const account = await readWith(fault, key, 1, 4);
        tally.add(`passing: ${name}`, compare(account, baseline));
        assert.deepEqual(account, baseline, key);
      });
    });
  }

  for (const [name, fault] of Object.entries(LASTING)) {
    it(`leaves unknown just what it hides where it is ${name} that lasts`, async () => {
      await atEach(async (key) => {
        const account = await readWith(fault, key, Infinity, 2);
        const comparison = compare(account, baseline);
        tally.add(`lasting: ${name}`, comparison);
        assertJustHidden(comparison, key);
      });
    });
  }
});

/** By a report of the last four hours, single users are asked about, as they are not by one that was made just now. */
function otherwise(action: string): Twist | undefined {
  return action === "GenerateCredentialReport" ? reportWasThere : undefined;
}

/** Nothing is lost, nothing is invented, and what is unknown is so by the call that failed. */
function assertJustHidden({ lost, invented, unknowns }: Comparison, key: Key): void {
  assert.deepEqual({ lost, invented }, { lost: [], invented: [] }, key);
  const [action = "", user] = key.split(" of ");
  for (const { call, subject } of unknowns) {
    assert.equal(call.replace(/^\w+:/, ""), action, key);
    if (user !== undefined) assert.equal(subject, user, key);
  }
}
