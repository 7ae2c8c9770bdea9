import { execFile } from "node:child_process";
import * as path from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "../sandbox/emulator/emulator";
import { toStderr } from "../sandbox/progress";
import { connectionTo, seedAccount } from "../test/policypack/facts/seed";
import { FaultProxy } from "../test/support/fault-proxy";

/**
 * What it costs to read an account: calls by action, seconds, peak memory. Run with ts-node after `npm run build`; the
 * sizes may be given as arguments.
 */

/** The reading has a process of its own, compiled, so that its memory is nobody else's. */
const CHILD = `
const { readAccount } = require("./dist/facts/live/read-account");
const started = performance.now();
readAccount(JSON.parse(process.argv[1])).then(({ users }) => console.log(JSON.stringify({
  seconds: (performance.now() - started) / 1000,
  megabytes: process.resourceUsage().maxRSS / 1024,
  flagged: users.found.filter(({ live: { value } }) => value.loginProfile.value && !value.devices.found.length).length,
})));
`;
const PACK = path.join(__dirname, "../policypack");

interface Cost {
  readonly seconds: number;
  readonly megabytes: number;
  readonly flagged: number;
}

async function measure(endpoint: string): Promise<Cost & { calls: Record<string, number> }> {
  const proxy = await FaultProxy.start(endpoint, () => undefined);
  const args = ["-e", CHILD, JSON.stringify(connectionTo(proxy.endpoint))];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: PACK });
  await proxy.stop();
  return { ...(JSON.parse(stdout) as Cost), calls: proxy.calls };
}

async function bench(size: number): Promise<void> {
  const emulator = await startEmulator({}, toStderr);
  const started = performance.now();
  await seedAccount(emulator.endpoint, size);
  const seeding = (performance.now() - started) / 1000;
  const { seconds, megabytes, flagged, calls } = await measure(emulator.endpoint);
  const all = Object.values(calls).reduce((sum, count) => sum + count, 0);
  console.log(`${size} users, ${flagged} of them flagged (filled in ${seeding.toFixed(0)} s)`);
  console.log(`  ${all} calls, ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at most`);
  for (const [action, count] of Object.entries(calls).sort()) console.log(`  ${count} ${action}`);
  await emulator.stop();
}

async function main(args: readonly string[]): Promise<void> {
  const sizes = args.map(Number);
  for (const size of sizes.length > 0 ? sizes : [500, 5000]) await bench(size);
}

void main(process.argv.slice(2));
