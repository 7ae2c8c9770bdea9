import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Keys, ProviderConfig } from "./config";
import { ProviderError } from "./errors";

type Environment = Record<string, string | undefined>;

/**
 * The keys to sign with: of the configuration, of a profile, of the environment, or made up.
 *
 * The SDK's own chain is not used: it would call the instance metadata service, SSO or the real STS,
 * and a stand-in calls nothing but the emulator.
 *
 * @throws ProviderError where a profile has no static keys
 */
export function findKeys(config: Pick<ProviderConfig, "keys" | "profile">, env: Environment): Keys {
  if (config.keys) return config.keys;
  if (config.profile) return profileKeys(config.profile, env);
  const accessKeyId = env["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = env["AWS_SECRET_ACCESS_KEY"];
  if (accessKeyId && secretAccessKey)
    return { accessKeyId, secretAccessKey, sessionToken: env["AWS_SESSION_TOKEN"] };
  if (env["AWS_PROFILE"]) return profileKeys(env["AWS_PROFILE"], env);
  return { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
}

function profileKeys(profile: string, env: Environment): Keys {
  const path = env["AWS_SHARED_CREDENTIALS_FILE"] || join(homedir(), ".aws", "credentials");
  const section = readSection(path, profile);
  const accessKeyId = section["aws_access_key_id"];
  const secretAccessKey = section["aws_secret_access_key"];
  if (!accessKeyId || !secretAccessKey)
    throw new ProviderError(
      `the profile ${profile} has no static keys in ${path}; the stand-in AWS provider follows no roles or SSO of profiles`,
    );
  return { accessKeyId, secretAccessKey, sessionToken: section["aws_session_token"] };
}

function readSection(path: string, profile: string): Record<string, string> {
  const found: Record<string, string> = {};
  let inside = false;
  for (const line of readOrEmpty(path).split(/\r?\n/)) {
    const header = /^\s*\[(.+)\]\s*$/.exec(line);
    if (header) inside = header[1]?.trim() === profile;
    const pair = /^\s*([a-z_]+)\s*=\s*(\S+)\s*$/.exec(line);
    if (inside && pair?.[1] && pair[2]) found[pair[1]] = pair[2];
  }
  return found;
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
