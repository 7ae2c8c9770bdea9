import { readdirSync, readFileSync } from "node:fs";
import { cp } from "node:fs/promises";
import * as path from "node:path";
import { cached } from "../../sandbox/cache";
import { ensurePython } from "../../sandbox/emulator/venv";
import { withHeartbeat } from "../../sandbox/heartbeat";
import type { Progress } from "../../sandbox/progress";
import { mustRun } from "../../sandbox/run";

/** The Python of an environment with Prowler in it. */
export function ensureProwler(progress: Progress): Promise<string> {
  return ensurePython(progress, { name: "prowler", requirements: beside("prowler.txt"), module: "prowler" });
}

/** The Python of an environment with Cloud Custodian in it. */
export function ensureCustodian(progress: Progress): Promise<string> {
  return ensurePython(progress, { name: "custodian", requirements: beside("custodian.txt"), module: "c7n" });
}

/** The Python of an environment with the AWS CLI in it. */
export function ensureAwsCli(progress: Progress): Promise<string> {
  return ensurePython(progress, { name: "aws-cli", requirements: beside("aws.txt"), module: "awscli" });
}

const AWSGUARD = beside("awsguard");

/** The folder of a policy pack that is AWSGuard, with what it depends on. */
export function ensureAwsGuard(progress: Progress): Promise<string> {
  const files = readdirSync(AWSGUARD).sort();
  const key = files.map((file) => readFileSync(path.join(AWSGUARD, file), "utf8")).join("\n");
  const verify = async (dir: string) => void (await mustRun("node", ["-e", LOADS], { cwd: dir }));
  return cached({ name: "awsguard", key, make: installAwsGuard, verify }, progress);
}

const LOADS = 'require("@pulumi/awsguard/package.json"); require("aws-sdk/package.json")';

async function installAwsGuard(dir: string, progress: Progress): Promise<void> {
  await cp(AWSGUARD, dir, { recursive: true });
  const install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await withHeartbeat(
    progress,
    "awsguard: installing",
    () => "358 packages in all",
    () => mustRun("npm", install, { cwd: dir }),
  );
}

function beside(name: string): string {
  return path.join(__dirname, name);
}
