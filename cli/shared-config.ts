import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import type { Cli } from "./context";
import { titleOf } from "./enrol/ini";

/** The settings of one profile, names in lower case. */
export type Profile = ReadonlyMap<string, string>;

/** Which way a profile leads to credentials. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
export type ProfileKind = "login" | "sso" | "role" | "process" | "keys" | "other";

/** Where the AWS CLI has its credentials. */
export function credentialsFile(cli: Pick<Cli, "env" | "cwd">): string {
  return sharedFile(cli, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
}

/** Where the AWS CLI has its other settings. */
export function configFile(cli: Pick<Cli, "env" | "cwd">): string {
  return sharedFile(cli, "AWS_CONFIG_FILE", "config");
}

function sharedFile({ env, cwd }: Pick<Cli, "env" | "cwd">, variable: string, name: string): string {
  const file = env[variable];
  return file ? path.resolve(cwd, file) : path.join(env["HOME"] ?? homedir(), ".aws", name);
}

/**
 * Every profile of the configuration files, by name. A file that is not there, or may not be read, has none: the SDK
 * reads them itself, and says what is wrong. https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function readProfiles(cli: Pick<Cli, "env" | "cwd">): Promise<ReadonlyMap<string, Profile>> {
  const [config, credentials] = await Promise.all([textOf(configFile(cli)), textOf(credentialsFile(cli))]);
  const sections = [
    ...sectionsOf(config).flatMap(([title, settings]) => {
      const name = title === "default" ? title : /^profile\s+(.+)$/.exec(title)?.[1];
      return name === undefined ? [] : [[name.replace(/^["'](.*)["']$/, "$1"), settings] as const];
    }),
    ...sectionsOf(credentials),
  ];
  const profiles = new Map<string, Map<string, string>>();
  for (const [name, settings] of sections)
    profiles.set(name, new Map([...(profiles.get(name) ?? []), ...settings]));
  return profiles;
}

function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

function sectionsOf(text: string): [title: string, settings: [string, string][]][] {
  const sections: [string, [string, string][]][] = [];
  for (const line of text.split(/\r?\n/)) {
    const title = titleOf(line);
    if (title !== null) sections.push([title, []]);
    // An indented line belongs to the setting above it.
    const [, key, value] = /^([^\s#;=][^=]*)=(.*)$/.exec(line) ?? [];
    if (title === null && key !== undefined)
      sections.at(-1)?.[1].push([key.trim().toLowerCase(), value?.trim() ?? ""]);
  }
  return sections;
}

/** A role goes before keys, as it does in the SDK. */
export function kindOf(profile: Profile): ProfileKind {
  if (profile.has("role_arn")) return "role";
  if (profile.has("sso_session") || profile.has("sso_start_url")) return "sso";
  if (profile.has("login_session")) return "login";
  if (profile.has("credential_process")) return "process";
  return profile.has("aws_access_key_id") ? "keys" : "other";
}
