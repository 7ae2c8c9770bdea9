import type { Progress } from "../progress";
import { run } from "../run";
import { SandboxError } from "../errors";

/** A Pulumi engine that is ready to run. */
export type Engine = {
  /** Absolute path of the CLI. */
  pulumi: string;
  /** Its version, like `v3.170.0`. */
  version: string;
  source: "path" | "downloaded" | "built";
  /** Folders to put first on PATH. */
  binDirs: string[];
};

/** One way to come by an engine. */
export type EngineSource = {
  /** The value of `MFA_GUARD_ENGINE` that allows only this way. */
  name: "path" | "download" | "build";
  /** What the way is, for a person whom it failed. */
  title: string;
  /** What the person can do to make it work. */
  remedy: string;
  /** What is there at once. */
  find(): Promise<Engine | undefined>;
  /** What is there after some minutes. Rejects with the reason why not. */
  obtain(progress: Progress): Promise<Engine>;
};

/** What a CLI says its version is, like `v3.170.0`. Rejects where it does not run. */
export async function versionOf(pulumi: string): Promise<string> {
  const env = { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { code, stdout, output } = await run(pulumi, ["version"], { env });
  const version = /^v?(\d+\.\d+\.\d+\S*)$/m.exec(stdout)?.[1];
  if (code === 0 && version) return `v${version}`;
  throw new SandboxError(`${pulumi} version answered (exit code ${code}): ${output.trim()}`);
}
