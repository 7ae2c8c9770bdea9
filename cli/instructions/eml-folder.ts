import { mkdir, readdir } from "node:fs/promises";
import * as path from "node:path";
import { CliError } from "../errors";
import { cannotWrite, writeAtomically } from "../atomic-write";

/** A file of a folder that is to be made. */
export interface NamedFile {
  readonly name: string;
  readonly content: string;
}

/**
 * Writes files into a folder that is empty or not there yet: mails of an earlier run beside those of this one would
 * be sent twice. They name people, so they are the owner's.
 * @throws CliError where the folder holds something, or can't be written.
 */
export async function writeFolder(
  folder: string,
  files: readonly NamedFile[],
  { mode = 0o600, why = "so that no mail is sent twice" } = {},
): Promise<void> {
  await makeEmpty(folder, why);
  for (const { name, content } of files) {
    await writeAtomically(path.join(folder, name), content, { force: false, mode });
  }
}

async function makeEmpty(folder: string, why: string): Promise<void> {
  const there = await prepared(folder);
  if (there.length > 0) throw new CliError(`${folder} is not empty. Name a new folder, ${why}.`);
}

async function prepared(folder: string): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await readdir(folder);
  } catch (error) {
    throw cannotWrite(folder, error);
  }
}
