import { readFileSync } from "node:fs";
import * as path from "node:path";
import { withHeartbeat } from "../heartbeat";
import type { Progress } from "../progress";
import { mustRun } from "../run";
import type { Program } from "./versions";

/** Builds a program into the folder `out`, with just the versions that its go.mod and go.sum pin. */
export async function goBuild(program: Program, out: string, progress: Progress): Promise<void> {
  let downloaded = 0;
  let compiled = 0;
  const count = (chunk: string) => {
    const lines = chunk.split("\n").filter(Boolean);
    const downloads = lines.filter((line) => line.startsWith("go: downloading")).length;
    downloaded += downloads;
    compiled += lines.length - downloads;
  };
  await withHeartbeat(
    progress,
    `engine: ${program.title}`,
    () => `${downloaded} modules fetched, ${compiled} packages compiled`,
    // A go.work above the checkout must not change what is built.
    () =>
      mustRun("go", goArguments(program, out), {
        cwd: program.dir,
        env: { ...process.env, GOWORK: "off" },
        onOutput: count,
      }),
  );
}

function goArguments({ binary, pkg, version, versionVariable }: Program, out: string): string[] {
  const flags = ["-v", "-trimpath", "-mod=readonly", "-buildvcs=false"];
  const ldflags = `-s -w -X ${versionVariable}=${version}`;
  return ["build", ...flags, "-ldflags", ldflags, "-o", path.join(out, binary), pkg];
}

/** All that a program's binary depends on, for the key of what is kept. */
export function pins({ dir, pkg }: Program): string {
  return [pkg, source(path.join(dir, "go.mod")), source(path.join(dir, "go.sum"))].join("\n");
}

export function source(file: string): string {
  return readFileSync(file, "utf8");
}
