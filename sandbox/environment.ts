import * as path from "node:path";
import type { Engine } from "./engine/engine-source";
import { SandboxError } from "./errors";
import { ADMINISTRATOR_KEY } from "./gateway/administrator";
import { isLoopback } from "./provider/loopback";

/** What a variable's value is made of: the sandbox's own folder, and where its account answers. */
type Place = { readonly dir: string; readonly endpoint: string };

/** What each command finds set, and what of a user's own it stands for. */
type Variable = { readonly value: (place: Place) => string; readonly why: string };

/** Keys that open nothing: the emulator takes any, and the gateway takes these for the administrator's. */
const key: Variable = {
  value: () => ADMINISTRATOR_KEY,
  why: "The user's AWS account: credentials, as after signing in.",
};

/**
 * All that the sandbox sets. A user has each of these or its like; what only a test would have does not belong here,
 * because then no test would see what a user sees.
 */
export const VARIABLES: Readonly<Record<string, Variable>> = {
  AWS_ACCESS_KEY_ID: key,
  AWS_SECRET_ACCESS_KEY: key,
  AWS_REGION: { value: () => "us-east-1", why: "The user's AWS account: the Region, as in a profile." },
  AWS_ENDPOINT_URL: { value: ({ endpoint }) => endpoint, why: "The user's AWS account: here, not at AWS." },
  AWS_CONFIG_FILE: {
    value: ({ dir }) => path.join(dir, "no-aws-config"),
    why: "The user's AWS account: there is no such file, so that no real profile is read.",
  },
  AWS_SHARED_CREDENTIALS_FILE: {
    value: ({ dir }) => path.join(dir, "no-aws-credentials"),
    why: "The user's AWS account: there is no such file, so that no real key is read.",
  },
  PULUMI_HOME: {
    value: ({ dir }) => pulumiHome(dir),
    why: "The user's ~/.pulumi: their login, and their plugins.",
  },
  PULUMI_BACKEND_URL: {
    value: ({ dir }) => `file://${stateDir(dir)}`,
    why: "The user's Pulumi login: where the state is.",
  },
  PULUMI_CONFIG_PASSPHRASE: {
    value: () => "",
    why: "The user's Pulumi login: what secrets are encrypted with.",
  },
  PULUMI_SKIP_UPDATE_CHECK: { value: () => "true", why: "No update check: it asks the network." },
  PULUMI_SKIP_CONFIRMATIONS: { value: () => "true", why: "No questions: nobody is there to answer." },
};

/** The variables that the sandbox sets, with their values. */
export function variablesOf(place: Place): Record<string, string> {
  return Object.fromEntries(Object.entries(VARIABLES).map(([name, { value }]) => [name, value(place)]));
}

/** What is passed on of the variables that the person has. */
export const PASSED_ON = ["PATH", "HOME", "TMPDIR"];

/** The options of every Pulumi command, and why. */
export const OPTIONS: Readonly<Record<string, string>> = {
  "--non-interactive": "No questions: nobody is there to answer.",
  "--color=never": "The user's terminal, written to a file.",
};

/**
 * The environment in which commands see only the sandbox: of the outer one, only where programs and the person's
 * folder are. So nothing reaches a real account or backend.
 */
export function sandboxEnvironment(
  outer: NodeJS.ProcessEnv,
  dir: string,
  endpoint: string,
  engine: Engine,
): NodeJS.ProcessEnv {
  assertLoopback(endpoint);
  return {
    ...Object.fromEntries(Object.entries(outer).filter(([name]) => PASSED_ON.includes(name))),
    PATH: [...engine.binDirs, outer["PATH"]].filter(Boolean).join(path.delimiter),
    ...variablesOf({ dir, endpoint }),
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
