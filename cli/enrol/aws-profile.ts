import { mkdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { CliError, whyUnreadable } from "../errors";
import { writeAtomically } from "../atomic-write";
import { type Profile, withSection } from "../shared-config";
import type { Session } from "./make-session";

/** A session as a profile keeps it. */
export interface KeptSession {
  readonly session: Session;
  /** The user whose session it is. */
  readonly arn: string;
  /** Null: it is not known which the user wants. */
  readonly region: string | null;
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
export async function writeProfile(
  file: string,
  name: string,
  { session, arn, region }: KeptSession,
): Promise<void> {
  const before = await textOf(file);
  const after = withSection(before, checkProfileName(name), [
    ["aws_access_key_id", session.accessKeyId],
    ["aws_secret_access_key", session.secretAccessKey],
    ["aws_session_token", session.sessionToken],
    ["x_principal_arn", arn],
    ["x_security_token_expires", session.expires.toISOString()],
    ...(region === null ? [] : [["region", region] as const]),
  ]);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeAtomically(file, after, { force: true, mode: 0o600 });
}

/** The session that a profile keeps; null: none, or none of which it is known whose and until when. */
export function sessionIn(profile: Profile | undefined): KeptSession | null {
  const [accessKeyId, secretAccessKey, sessionToken, arn, until] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "x_principal_arn",
    "x_security_token_expires",
  ].map((key) => profile?.get(key));
  const expires = new Date(until ?? "");
  if (!accessKeyId || !secretAccessKey || !sessionToken || !arn || Number.isNaN(expires.getTime()))
    return null;
  const session = { accessKeyId, secretAccessKey, sessionToken, expires };
  return { session, arn, region: profile?.get("region") ?? null };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new CliError(`${file} can't be read: ${whyUnreadable(error)}`);
  }
}
