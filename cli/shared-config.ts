import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import type { Cli } from "./context";
import { CliError } from "./errors";

/** The settings of one profile, names in lower case. */
export type Profile = ReadonlyMap<string, string>;

/**
 * Which way a profile leads to credentials.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
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

/** A role takes precedence over keys, as it does in the SDK. */
export function kindOf(profile: Profile): ProfileKind {
  if (profile.has("role_arn")) return "role";
  if (profile.has("sso_session") || profile.has("sso_start_url")) return "sso";
  if (profile.has("login_session")) return "login";
  if (profile.has("credential_process")) return "process";
  return profile.has("aws_access_key_id") ? "keys" : "other";
}

type Setting = readonly [key: string, value: string];

/**
 * The text of a credentials file with one section set to these values. Everything else stays as it is.
 * @throws CliError where the section holds something that is not a session's: a long-term key, or a way to get one.
 */
export function withSection(text: string, name: string, settings: readonly Setting[]): string {
  const lines = text.split("\n");
  const end = lines.some((line) => line.endsWith("\r")) ? "\r" : "";
  const section = [`[${name}]`, ...settings.map(([key, value]) => `${key} = ${value}`)].map(
    (line) => line + end,
  );
  const places = lines.flatMap((line, index) => (titleOf(line) === name ? [index] : []));
  const [at, again] = places;
  if (again !== undefined)
    throw new CliError(`The credentials file has the profile ${name} twice. Remove one.`);
  if (at === undefined) return appended(text, section, end);
  const size = sizeOf(lines.slice(at + 1)) + 1;
  checkReplaceable(name, lines.slice(at + 1, at + size));
  return [...lines.slice(0, at), ...section, ...lines.slice(at + size)].join("\n");
}

/** The name in a line such as "[prod] # shared"; null: the line begins no section. */
function titleOf(line: string): string | null {
  return /^\s*\[\s*([^\]]*?)\s*\]/.exec(line)?.[1] ?? null;
}

/** Lines up to the last setting before the next section: blank lines and comments belong to what follows. */
function sizeOf(lines: readonly string[]): number {
  const next = lines.findIndex((line) => titleOf(line) !== null);
  const own = next < 0 ? lines : lines.slice(0, next);
  return own.findLastIndex((line) => line.trim() !== "" && !isComment(line)) + 1;
}

function isComment(line: string): boolean {
  return /^\s*[#;]/.test(line);
}

/** A session has a token, and nothing that a person would miss. */
function checkReplaceable(name: string, lines: readonly string[]): void {
  const keys = lines
    .filter((line) => line.trim() !== "")
    .map((line) => line.split("=")[0]?.trim().toLowerCase() ?? "");
  const isEmpty = keys.length === 0;
  if (isEmpty || (keys.includes("aws_session_token") && keys.every((key) => SESSION_KEYS.has(key)))) return;
  throw new CliError(`The profile ${name} holds something else than a session. Choose another name.`);
}

const SESSION_KEYS = new Set([
  "aws_access_key_id",
  "aws_secret_access_key",
  "aws_session_token",
  "region",
  // As saml2aws writes them; the AWS CLI passes over both.
  "x_principal_arn",
  "x_security_token_expires",
]);

function appended(text: string, section: readonly string[], end: string): string {
  const gap = text === "" ? "" : text.endsWith("\n") ? `${end}\n` : `${end}\n${end}\n`;
  return `${text}${gap}${section.join("\n")}\n`;
}
