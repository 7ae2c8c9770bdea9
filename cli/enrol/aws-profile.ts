import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import * as path from "node:path";
import type { Cli } from "../context";
import { CliError, messageOf } from "../errors";
import { writeWhole } from "../whole-file";
import { withSection } from "./ini";
import type { Session } from "./session";

/** Where the AWS CLI has its credentials. */
export function credentialsFile({ env, cwd }: Pick<Cli, "env" | "cwd">): string {
  const file = env["AWS_SHARED_CREDENTIALS_FILE"];
  if (file) return path.resolve(cwd, file);
  return path.join(env["HOME"] ?? homedir(), ".aws", "credentials");
}

/** @throws CliError for a name that can't stand in the file. */
export function checkProfileName(name: string): string {
  if (/^[\w.@+=,-]{1,100}$/.test(name)) return name;
  throw new CliError("A profile's name is of letters, digits and .@+=,_- only.");
}

/**
 * Whether a session may be written to a profile, before any code is spent on it.
 * @throws CliError where it may not, for the reasons of `writeProfile`.
 */
export async function checkProfile(file: string, name: string): Promise<void> {
  withSection(await textOf(file), checkProfileName(name), []);
}

/**
 * Writes a session to a profile: whole or not at all, for the owner alone. Every other profile stays as it is, byte
 * for byte; one that holds a long-term key is never overwritten, since AWS shows such a key only once.
 * @throws CliError where the profile holds one, or the file can't be read or written.
 */
export async function writeProfile(file: string, name: string, session: Session): Promise<void> {
  const before = await textOf(file);
  const after = withSection(before, checkProfileName(name), [
    ["aws_access_key_id", session.accessKeyId],
    ["aws_secret_access_key", session.secretAccessKey],
    ["aws_session_token", session.sessionToken],
  ]);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeWhole(file, after, { force: true, mode: 0o600 });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new CliError(`${file} can't be read: ${messageOf(error)}`);
  }
}
