import type { Progress } from "../../sandbox/progress";
import type { RunResult } from "../../sandbox/run";
import * as box from "../../sandbox/sandbox";
import { startEmulator } from "./emulator";
import { assertNothingStray } from "./stray-lines";

export type { Sandbox } from "../../sandbox/sandbox";

/**
 * The sandbox, of whose Pulumi commands each fails the test where it says what is not about the user's account.
 * @param clean Takes away what the sandbox itself makes the engine say.
 */
export async function openSandbox(
  options: box.SandboxOptions,
  progress: Progress,
  clean: (result: RunResult) => RunResult = (result) => result,
): Promise<box.Sandbox> {
  const sandbox = await box.openSandbox(options, progress, startEmulator);
  const pulumi: box.Sandbox["pulumi"] = async (args, how) => {
    const result = clean(await sandbox.pulumi(args, how));
    assertNothingStray(result);
    return result;
  };
  return { ...sandbox, pulumi };
}
