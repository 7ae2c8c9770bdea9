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
  /** The Go module that it is part of, and the package to build. */
  module: string;
  pkg: string;
  version: string;
  /** Where it keeps its own version, for the linker to set. */
  versionVariable: string;
};

/** The plain CLI and the newest Node.js language host that goes with it; their go.mod files say which. */
export const CLI = ofPulumi("pulumi", "Pulumi CLI", "cli", "pkg/v3", "cmd/pulumi");
export const LANGUAGE_HOST = ofPulumi(
  "pulumi-language-nodejs",
  "Node.js language host",
  "language-nodejs",
  "sdk/v3",
  "nodejs/cmd/pulumi-language-nodejs",
);

/** Of the same module as the Node.js language host, and so pinned by the same files. */
export const PYTHON_HOST = ofPulumi(
  "pulumi-language-python",
  "Python language host",
  "language-nodejs",
  "sdk/v3",
  "python/cmd/pulumi-language-python",
);

/** Released apart from the CLI. */
export const YAML_HOST = program(
  "pulumi-language-yaml",
  "YAML language host",
  "language-yaml",
  "github.com/pulumi/pulumi-yaml",
  "cmd/pulumi-language-yaml",
  "github.com/pulumi/pulumi-yaml/pkg/version.Version",
);

/** The Automation API and the SDK refuse a CLI that does not know its own version. */
function ofPulumi(binary: string, title: string, folder: string, part: string, command: string): Program {
  const variable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
  return program(binary, title, folder, `github.com/pulumi/pulumi/${part}`, command, variable);
}

function program(
  binary: string,
  title: string,
  folder: string,
  module: string,
  command: string,
  versionVariable: string,
): Program {
  const dir = path.join(__dirname, folder);
  const version = required(path.join(dir, "go.mod"), module);
  return { binary, title, dir, module, pkg: `${module}/${command}`, version, versionVariable };
}

function required(goMod: string, module: string): string {
  const version = new RegExp(`^require ${module} (\\S+)$`, "m").exec(readFileSync(goMod, "utf8"))?.[1];
  if (!version) throw new SandboxError(`${goMod} has no line "require ${module} VERSION". Restore the file.`);
  return version;
}

/** Compares the three numbers; Pulumi's releases have no others. */
export function isOlder(version: string, than: string): boolean {
  return version.replace(/^v/, "").localeCompare(than.replace(/^v/, ""), "en", { numeric: true }) < 0;
}
