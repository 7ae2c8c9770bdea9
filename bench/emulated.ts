import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { type Emulator, startEmulator } from "../sandbox/emulator/emulator";
import { assertLoopback } from "../sandbox/environment";
import { toStderr } from "../sandbox/progress";
import { EMULATED_ACCOUNT } from "../test/policypack/facts/seed";
import { FaultProxy, type Twist } from "../test/support/fault-proxy";

/** The environment in which a tool sees an emulator's account, and nothing else of AWS. */
export function environmentAt(endpoint: string, dir: string): NodeJS.ProcessEnv {
  assertLoopback(endpoint);
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|PULUMI)_/i.test(name))),
    AWS_ACCESS_KEY_ID: "AKIDTEST",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCOUNT_ID: EMULATED_ACCOUNT,
    AWS_ENDPOINT_URL: endpoint,
    AWS_CONFIG_FILE: path.join(dir, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(dir, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

/** Runs `work` with an emulator that is there for it alone. */
export async function withEmulator<T>(work: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({}, toStderr);
  try {
    return await work(emulator);
  } finally {
    await emulator.stop();
  }
}

/** Runs `work` with an empty folder that is there for it alone. */
export async function withDir<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-bench-"));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/**
 * Runs `work` with a proxy before an emulator, and tells what was called, by action, beside what it gave.
 * @param latency Milliseconds that each answer is held back.
 */
export async function counted<T>(
  endpoint: string,
  work: (endpoint: string) => Promise<T>,
  latency = 0,
): Promise<{ result: T; calls: Record<string, number> }> {
  const proxy = await FaultProxy.start(endpoint, () => (latency > 0 ? heldBack(latency) : undefined));
  try {
    const result = await work(proxy.endpoint);
    return { result, calls: { ...proxy.calls } };
  } finally {
    await proxy.stop();
  }
}

function heldBack(latency: number): Twist {
  return ({ status, headers, body }, response) =>
    void setTimeout(() => response.writeHead(status, headers).end(body), latency);
}
