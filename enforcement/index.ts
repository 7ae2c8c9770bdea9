import * as path from "node:path";
import { Config, RunError } from "@pulumi/pulumi";
import { stackConnection } from "./account/connection";
import { readLiveAccount } from "./account/reader";
import { readConfig } from "./config";
import { deploy } from "./deploy";
import { prepare } from "./prepare";
import { NAMESPACE, SETTINGS } from "./settings";

/** The folder of Pulumi.yaml, whose `main` this is. */
const PROJECT = path.dirname(__dirname);

// A function: the account is read before the first resource, and Pulumi waits for it.
export = async () => {
  try {
    const config = readConfig(PROJECT);
    const account = await readLiveAccount(stackConnection());
    const watch = SETTINGS.watch(new Config(NAMESPACE));
    return await deploy(await prepare(config, account, account.facts.readAt), config.rollout, watch);
  } catch (error) {
    // Pulumi formats it, though it shows no stack of a RunError, and Node 20 takes 20 s and all memory over stacks of
    // several asynchronous frames: util.inspect with colours, in markNodeModules, until the string is too long.
    if (error instanceof RunError) error.stack = "";
    throw error;
  }
};
