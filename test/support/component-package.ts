import { mkdir, symlink } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { copyProject } from "../../sandbox/project-copy";
import { toStderr } from "../../sandbox/progress";
import type { RunResult } from "../../sandbox/run";
import { openSandbox, type Sandbox } from "./sandbox";

const HOST = path.join(CHECKOUT, "sandbox", "engine", "language-nodejs", "plugin-host.js");
/** What the built engine says of a host that is not beside it. */
const HOST_ON_PATH = /warning: using pulumi-language-nodejs from \$PATH at \S+( expected \S+)?/g;

/**
 * A sandbox for programs in YAML that use the component package, and the package's folder in a copy of the checkout.
 * The engine that is built here gets what starts a package in TypeScript; every other has it.
 */
export async function openWithComponents(): Promise<{ sandbox: Sandbox; enforcement: string }> {
  const sandbox = await openSandbox({ languages: ["yaml"] }, toStderr, withoutNotice);
  const enforcement = path.join(await copyProject(sandbox), "enforcement");
  const env = sandbox.engine.source === "built" ? await withHost(sandbox) : {};
  const pulumi: Sandbox["pulumi"] = (args, how) =>
    sandbox.pulumi(args, { ...how, env: { ...env, ...how.env } });
  return { sandbox: { ...sandbox, pulumi }, enforcement };
}

async function withHost({ dir, env }: Sandbox): Promise<Record<string, string>> {
  const bin = path.join(dir, "bin");
  await mkdir(bin);
  await symlink(HOST, path.join(bin, "pulumi-language-nodejs"));
  return { PATH: [bin, env["PATH"]].join(path.delimiter) };
}

function withoutNotice({ code, stdout, stderr, output }: RunResult): RunResult {
  const without = (text: string) => text.replaceAll(HOST_ON_PATH, "");
  return { code, stdout: without(stdout), stderr: without(stderr), output: without(output) };
}
