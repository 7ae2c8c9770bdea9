import { Config, RunError, runtime } from "@pulumi/pulumi";
import type { ForceMfaArgs } from "./force-mfa";

const NAMESPACE = "mfa-guard";

/** The settings of `Pulumi.<stack>.yaml`, each under `mfa-guard:`, with how it is read. */
const SETTINGS: { [Key in keyof Required<ForceMfaArgs>]: (config: Config) => ForceMfaArgs[Key] } = {
  groupName: (config) => config.get("groupName"),
  policyName: (config) => config.get("policyName"),
  path: (config) => config.get("path"),
  users: (config) => userNames(config.get("users")),
};

/**
 * Reads the stack's configuration.
 * @throws RunError for a setting that does not exist (a misspelt `users` would cover nobody) or has another form.
 */
export function readConfig(): ForceMfaArgs {
  const config = new Config(NAMESPACE);
  rejectUnknownSettings();
  const entries = Object.entries(SETTINGS).map(([key, read]) => [key, read(config)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function rejectUnknownSettings(): void {
  const known = Object.keys(SETTINGS);
  const unknown = Object.keys(runtime.allConfig())
    .filter((key) => key.startsWith(`${NAMESPACE}:`))
    .map((key) => key.slice(NAMESPACE.length + 1))
    .filter((key) => !known.includes(key));
  if (unknown.length === 0) return;
  throw new RunError(
    `Pulumi.<stack>.yaml sets ${unknown.map((key) => `${NAMESPACE}:${key}`).join(", ")}, which mfa-guard does not know. ` +
      `It knows ${known.map((key) => `${NAMESPACE}:${key}`).join(", ")}. Correct the name, or remove the line.`,
  );
}

/** Lists come as JSON, whatever form the file gives them. */
function userNames(json: string | undefined): readonly string[] | undefined {
  if (json === undefined) return undefined;
  const value = parseJson(json);
  if (Array.isArray(value) && value.every((name) => typeof name === "string" && name !== "")) {
    return [...new Set(value as string[])];
  }
  throw new RunError(
    `${NAMESPACE}:users in Pulumi.<stack>.yaml is not a list of IAM user names. ` +
      `Set it with: pulumi config set --path '${NAMESPACE}:users[0]' <name>`,
  );
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
