import { constants } from "node:fs";
import { access, chmod, copyFile, mkdir } from "node:fs/promises";
import * as path from "node:path";
import { cached, type Recipe } from "../cache";
import type { Venv } from "../emulator/venv";
import { linkFiles, pluginFolder } from "../plugins";
import type { Progress } from "../progress";
import { mustRun } from "../run";
import { goBuild, pins } from "./go-build";
import { findOnPath } from "./on-path";
import { PYTHON_HOST, YAML_HOST, type Program } from "./versions";
import type { Engine } from "./engine-source";

/** A language in which a program may be written, beside those of the engine's own host for Node.js. */
export type Language = "yaml" | "python";

/** What runs programs of a language, and the files of its module that it looks for beside itself. */
type Host = { readonly program: Program; readonly beside: readonly string[] };

const HOSTS: Readonly<Record<Language, Host>> = {
  yaml: { program: YAML_HOST, beside: [] },
  python: { program: PYTHON_HOST, beside: ["python/cmd/pulumi-language-python-exec"] },
};

/** The packages of a program in Python. */
export const PYTHON_SDK: Venv = {
  name: "pulumi-python",
  requirements: path.join(__dirname, "language-python", "requirements.txt"),
  module: "pulumi_aws",
};

/**
 * Puts what runs a language's programs where the engine looks for it, unless the engine comes with it, or the person
 * has it on PATH.
 * @throws SandboxError where it can't be built.
 */
export async function installLanguage(
  language: Language,
  { binDirs }: Pick<Engine, "binDirs">,
  pulumiHome: string,
  progress: Progress,
): Promise<void> {
  const { program } = HOSTS[language];
  if ((await findOnPath(program.binary, binDirs)) !== undefined) return;
  const built = await cached(recipe(HOSTS[language]), progress);
  // Not on PATH: the engine warns of each plugin that it finds there and not beside itself.
  const target = pluginFolder(pulumiHome, `language-${language}-${program.version}`);
  await mkdir(target, { recursive: true });
  await linkFiles(built, target);
}

function recipe(host: Host): Recipe {
  const { binary } = host.program;
  return {
    name: binary,
    key: [pins(host.program), ...host.beside, process.platform, process.arch].join("\n"),
    make: (dir, progress) => make(host, dir, progress),
    verify: async (dir) => {
      const files = [binary, ...host.beside].map((file) => path.join(dir, path.basename(file)));
      await Promise.all(files.map((file) => access(file, constants.X_OK)));
      await mustRun(path.join(dir, binary), ["-h"]);
    },
  };
}

async function make({ program, beside }: Host, dir: string, progress: Progress): Promise<void> {
  progress(`engine: building Pulumi's ${program.title} with go; once, for about a minute`);
  await goBuild(program, dir, progress);
  for (const file of beside) {
    const copy = path.join(dir, path.basename(file));
    await copyFile(path.join(await moduleFolder(program), file), copy);
    await chmod(copy, 0o755);
  }
}

/** Where go keeps the sources of what it has just built. */
async function moduleFolder({ dir, module }: Program): Promise<string> {
  const list = ["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", module];
  const folder = await mustRun("go", list, { cwd: dir, env: { ...process.env, GOWORK: "off" } });
  return folder.trim();
}
