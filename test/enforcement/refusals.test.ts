import assert from "node:assert/strict";
import { IAM } from "@aws-sdk/client-iam";
import { RunError, runtime } from "@pulumi/pulumi";
import { enforcementStack } from "../../enforcement/stack";
import { CHECKOUT } from "../../sandbox/checkout";
import { sandboxIam, sandboxPlace } from "../../sandbox/demo/account";
import { variablesOf } from "../../sandbox/environment";
import { toStderr } from "../../sandbox/progress";
import { type Emulator, startEmulator } from "../support/emulator";
import { withEnvironment } from "../support/environment";
import { FaultProxy } from "../support/fault-proxy";
import { resetMocks, setMocks } from "../support/pulumi-mocks";
import { assertAllSaid, fillRefusingAccount, REFUSALS } from "./refusals";

/** As the engine hands it to a program: what is no text, as JSON. */
function asConfig(config: Record<string, unknown>): Record<string, string> {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, text(value)]));
}

/** What the stack tells before it refuses goes to the engine; without one, Pulumi writes it to the console. */
async function withoutLog<T>(work: () => Promise<T>): Promise<T> {
  const { log } = console;
  console.log = () => undefined;
  return work().finally(() => (console.log = log));
}

describe("refusals, without an engine", () => {
  const registered: string[] = [];
  /** Nothing is kept in it. */
  const dir = "/nowhere";
  let emulator: Emulator;
  let keys: Awaited<ReturnType<typeof fillRefusingAccount>>;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    const env = variablesOf({ dir, endpoint: emulator.endpoint });
    const { credentials } = sandboxIam(env).config;
    keys = await fillRefusingAccount(new IAM({ ...sandboxPlace(env), credentials }));
  });
  after(() => emulator.stop());

  beforeEach(async () => {
    registered.length = 0;
    const newResource = ({ type, name, inputs }: runtime.MockResourceArgs) => {
      registered.push(`${type} ${name}`);
      return { id: name, state: inputs as object };
    };
    await setMocks({ newResource, call: ({ inputs }) => inputs as object }, "mfa-guard", "refusals");
  });
  afterEach(resetMocks);

  /** What the stack says to a configuration. */
  async function refusal(env: Record<string, string>, config: Record<string, unknown>): Promise<RunError> {
    runtime.setAllConfig(asConfig(config));
    const deploy = () => withEnvironment(env, () => enforcementStack(CHECKOUT));
    const ended = await withoutLog(deploy).catch((error: unknown) => error);
    assert.ok(ended instanceof RunError, String(ended));
    return ended;
  }

  for (const [what, { config, as, fault = () => undefined, messages }] of Object.entries(REFUSALS))
    it(`refuses ${what}, before the first resource`, async () => {
      const proxy = await FaultProxy.start(emulator.endpoint, fault);
      const env = { ...variablesOf({ dir, endpoint: proxy.endpoint }), ...(as && keys[as]) };
      const { message } = await refusal(env, config).finally(() => proxy.stop());
      assertAllSaid(messages, message);
      assert.deepEqual(registered, []);
    });
});
