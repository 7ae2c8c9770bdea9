import { mkdir, symlink } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import type { Language } from "../../sandbox/engine/languages";
import { ensurePythonSdkGenerator } from "../../sandbox/engine/python-sdk";
import { copyProject } from "../../sandbox/project-copy";
import { toStderr } from "../../sandbox/progress";
import type { RunResult } from "../../sandbox/run";
import { openSandbox, type Sandbox } from "./sandbox";

const ENGINE = path.join(CHECKOUT, "sandbox", "engine");
/** What of the hosts that are built here is on PATH; each file says why. */
const HOSTS: Readonly<Partial<Record<Language | "nodejs", string>>> = {
  nodejs: path.join(ENGINE, "language-nodejs", "plugin-host.js"),
  python: path.join(ENGINE, "language-python", "pulumi-language-python"),
};
/** What the built engine says of a host that is not beside it. */
const HOST_ON_PATH = /warning: using pulumi-language-\w+ from \$PATH at \S+( expected \S+)?/g;

/**
 * A sandbox for programs in a language that use the component package, and the package's folder in a copy of the
 * checkout. The engine that is built here gets what starts a package in TypeScript and, for `pulumi package`, what makes
 * an SDK; every other has both.
 */
export async function openWithComponents(
  language: Language = "yaml",
): Promise<{ sandbox: Sandbox; enforcement: string }> {
  const sandbox = await openSandbox({ languages: [language] }, toStderr, withoutNotice);
  const enforcement = path.join(await copyProject(sandbox), "enforcement");
  if (sandbox.engine.source !== "built") return { sandbox, enforcement };
  const hosts = [await linkHosts(sandbox, ["nodejs", language])];
  const generators = language === "python" ? [await ensurePythonSdkGenerator(toStderr)] : [];
  const pulumi: Sandbox["pulumi"] = (args, how) => {
    const before = args[0] === "package" ? [...generators, ...hosts] : hosts;
    const PATH = [...before, sandbox.env["PATH"]].join(path.delimiter);
    return sandbox.pulumi(args, { ...how, env: { PATH, ...how.env } });
  };
  return { sandbox: { ...sandbox, pulumi }, enforcement };
}

async function linkHosts({ dir }: Sandbox, languages: readonly (keyof typeof HOSTS)[]): Promise<string> {
  const bin = path.join(dir, "bin");
  await mkdir(bin);
  for (const language of languages) {
    const host = HOSTS[language];
    if (host !== undefined) await symlink(host, path.join(bin, `pulumi-language-${language}`));
  }
  return bin;
}

function withoutNotice({ code, stdout, stderr, output }: RunResult): RunResult {
  const without = (text: string) => text.replaceAll(HOST_ON_PATH, "");
  return { code, stdout: without(stdout), stderr: without(stderr), output: without(output) };
}
