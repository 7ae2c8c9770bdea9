import { readFileSync } from "node:fs";
import * as path from "node:path";
import { SandboxError } from "../errors";

/** One Go program of the engine that can be built from the module proxy. */
export type Program = {
  /** Name of the binary, as the engine looks for it. */
  binary: string;
  /** What the progress lines call it. */
  title: string;
  /** Folder with the go.mod and go.sum that pin it. */
  dir: string;
  /** The Go package to build. */
  pkg: string;
  version: string;
};

/** The plain CLI and the newest Node.js language host that goes with it; their go.mod files say which. */
export const CLI = program("pulumi", "Pulumi CLI", "cli", "pkg/v3", "cmd/pulumi");
export const LANGUAGE_HOST = program(
  "pulumi-language-nodejs",
  "Node.js language host",
  "language-nodejs",
  "sdk/v3",
  "nodejs/cmd/pulumi-language-nodejs",
);

function program(binary: string, title: string, folder: string, submodule: string, command: string): Program {
  const dir = path.join(__dirname, folder);
  const module = `github.com/pulumi/pulumi/${submodule}`;
  return {
    binary,
    title,
    dir,
    pkg: `${module}/${command}`,
    version: required(path.join(dir, "go.mod"), module),
  };
}

function required(goMod: string, module: string): string {
  const version = new RegExp(`^require ${module} (\\S+)$`, "m").exec(readFileSync(goMod, "utf8"))?.[1];
  if (!version) throw new SandboxError(`${goMod} has no line "require ${module} VERSION". Restore the file.`);
  return version;
}
