import * as path from "node:path";
import type { CliEnvironment } from "../../cli/context";
import { run } from "../../cli/main";
import { CHECKOUT } from "../../sandbox/checkout";
import type { FakeAws } from "../support/fake-aws";
import { NOW } from "../support/accounts";

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, with no terminal and no environment but what a test gives. */
export async function runCli(
  args: readonly string[],
  changes: Partial<CliEnvironment> = {},
): Promise<CliResult> {
  const [stdout, stderr] = [new Kept(), new Kept()];
  const code = await run(args, {
    env: {},
    cwd: process.cwd(),
    now: () => NOW,
    stdout,
    stderr,
    ask: null,
    ...changes,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

/** The words after `node` that start the command from its sources. */
export const FROM_SOURCES: readonly string[] = [
  "--require",
  require.resolve("../support/typescript.cjs"),
  path.join(CHECKOUT, "cli", "bin.ts"),
];

/** The environment in which the command reaches a pretended AWS. */
export function environmentOf(fake: Pick<FakeAws, "endpoint">): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: "AKIDTEST",
    AWS_SECRET_ACCESS_KEY: "none",
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: fake.endpoint,
  };
}

/** Keeps what is written to it. */
export class Kept {
  text = "";
  write(text: string): void {
    this.text += text;
  }
}
