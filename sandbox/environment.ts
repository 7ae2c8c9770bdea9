import { existsSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "./checkout";
import { LANGUAGE_HOST } from "./engine/versions";
import type { Engine } from "./engine/way";
import { SandboxError } from "./errors";
import { ADMINISTRATOR_KEY } from "./gateway/administrator";
import { isLoopback } from "./provider/loopback";

/** Keys that open nothing: the emulator takes any, and the gateway takes these for the administrator's. */
const KEYS = { AWS_ACCESS_KEY_ID: ADMINISTRATOR_KEY, AWS_SECRET_ACCESS_KEY: ADMINISTRATOR_KEY };

/**
 * The environment in which commands see only the sandbox: everything about Pulumi and AWS that the outer
 * one says is left out, so that nothing reaches a real account or backend.
 */
export function sandboxEnvironment(
  outer: NodeJS.ProcessEnv,
  dir: string,
  endpoint: string,
  engine: Engine,
): NodeJS.ProcessEnv {
  assertLoopback(endpoint);
  return {
    ...Object.fromEntries(Object.entries(outer).filter(([name]) => !/^(AWS|PULUMI)_/i.test(name))),
    PATH: [...engine.binDirs, outer["PATH"]].filter(Boolean).join(path.delimiter),
    NO_COLOR: "1",
    MFA_GUARD_CHECKOUT: CHECKOUT,
    ...pulumiVariables(dir, engine),
    ...awsVariables(dir, endpoint),
  };
}

/**
 * Refuses every endpoint that is not on this machine.
 * @throws SandboxError that names the endpoint.
 */
export function assertLoopback(endpoint: string): void {
  if (isLoopback(endpoint)) return;
  throw new SandboxError(
    `The sandbox talks to this machine only, and ${JSON.stringify(endpoint)} is elsewhere. Use http://127.0.0.1:PORT.`,
  );
}

/** Adds a caller's own variables, endpoints on this machine only. */
export function extended(env: NodeJS.ProcessEnv, own: Record<string, string> = {}): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(own)) {
    if (/^AWS_ENDPOINT_URL/i.test(name)) assertLoopback(value);
  }
  return { ...env, ...own };
}

/** The folder that stands for `~/.pulumi`. */
export function pulumiHome(dir: string): string {
  return path.join(dir, "pulumi-home");
}

/** The folder with the state of the stacks. */
export function stateDir(dir: string): string {
  return path.join(dir, "state");
}

function pulumiVariables(dir: string, engine: Engine): NodeJS.ProcessEnv {
  return {
    PULUMI_HOME: pulumiHome(dir),
    PULUMI_BACKEND_URL: `file://${stateDir(dir)}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_SKIP_CONFIRMATIONS: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Checking the types of @pulumi/aws at every start takes longer than all the rest of a preview.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...ownPluginsOnly(engine),
  };
}

/**
 * A plugin on PATH comes before those in PULUMI_HOME. Where the language host lies beside the CLI, which
 * needs no PATH to find it, PATH is not searched, and a provider on it can't take the place of ours.
 */
function ownPluginsOnly({ pulumi }: Engine): NodeJS.ProcessEnv {
  const beside = existsSync(path.join(path.dirname(pulumi), LANGUAGE_HOST.binary));
  return beside ? { PULUMI_IGNORE_AMBIENT_PLUGINS: "true" } : {};
}

function awsVariables(dir: string, endpoint: string): NodeJS.ProcessEnv {
  return {
    ...KEYS,
    AWS_REGION: "us-east-1",
    AWS_ENDPOINT_URL: endpoint,
    // Neither file exists, so no profile of the person's is read.
    AWS_CONFIG_FILE: path.join(dir, "no-aws-config"),
    AWS_SHARED_CREDENTIALS_FILE: path.join(dir, "no-aws-credentials"),
    AWS_EC2_METADATA_DISABLED: "true",
    // What the SDK has to say of the Node version is for the person who installs it, not for every preview.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
