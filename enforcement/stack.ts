import { RunError } from "@pulumi/pulumi";
import { readLiveAccount, stackConnection } from "./account/live-account";
import { readConfig } from "./config";
import { deploy } from "./deploy";
import type { CoverOutputs, StackOutputs } from "./outputs";
import { prepare } from "./prepare";

export type { CoverOutputs, StackOutputs };

/**
 * The whole stack, by its settings under `mfa-guard:` in `Pulumi.<stack>.yaml`: reads the account, refuses what would
 * do harm, and deploys. A program of one's own exports a function that calls it, for Pulumi to wait for.
 * @param project The folder of Pulumi.yaml, to which the path of the rollout file is relative.
 * @throws RunError for settings or a rollout that can't be read, and with every refusal, before the first resource.
 */
export async function enforcementStack(project: string): Promise<StackOutputs> {
  try {
    const config = readConfig(project);
    const account = await readLiveAccount(stackConnection());
    return await deploy(await prepare(config, account, account.facts.readAt), config);
  } catch (error) {
    // Pulumi formats it, though it shows no stack of a RunError, and Node 20 takes 20 s and all memory over stacks of
    // several asynchronous frames: util.inspect with colours, in markNodeModules, until the string is too long.
    if (error instanceof RunError) error.stack = "";
    throw error;
  }
}
