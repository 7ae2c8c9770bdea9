import { constants } from "node:fs";
import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import * as path from "node:path";
import { CliError } from "../errors";
import { cannotWrite, writeAtomically } from "../atomic-write";

/** A file of a folder that is to be made. */
export interface NamedFile {
  readonly name: string;
  readonly content: string;
}

/** Files in the order in which they are made: those of an organization need not all be in memory. */
type Files = Iterable<NamedFile> | AsyncIterable<NamedFile>;

/**
 * Prepares to write files into a folder that is empty or not there yet: mails of an earlier run beside those of this
 * one would be sent twice. They name people, so they are the owner's. All of them are written or none.
 * @throws CliError where the folder holds something, or can't be written. What is returned throws it too.
 */
export async function openFolder(
  folder: string,
  { mode = 0o600, why = "so that no mail is sent twice" } = {},
): Promise<(files: Files) => Promise<void>> {
  const refuseFull = async () => {
    const there = await contentOf(folder);
    if (there?.length) throw new CliError(`${folder} is not empty. Name a new folder, ${why}.`);
    return there !== null;
  };
  if (!(await refuseFull())) await refuseUnwritable(path.dirname(folder), folder);
  return async (files) => {
    await ((await refuseFull()) ? fillInPlace : makeFilled)(folder, files, mode);
  };
}

/** Null: it is not there. */
async function contentOf(folder: string): Promise<readonly string[] | null> {
  try {
    const names = await readdir(folder);
    await access(folder, constants.W_OK | constants.X_OK);
    return names;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw cannotWrite(folder, error);
  }
}

/** What is not there yet is made in the folder above that is. */
async function refuseUnwritable(parent: string, folder: string): Promise<void> {
  try {
    await access(parent, constants.W_OK | constants.X_OK);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isMissing || parent === path.dirname(parent)) throw cannotWrite(folder, error);
    await refuseUnwritable(path.dirname(parent), folder);
  }
}

/** Under another name first, so that nobody ever sees half of the files. */
async function makeFilled(folder: string, files: Files, mode: number): Promise<void> {
  let beside: string | undefined;
  try {
    await mkdir(path.dirname(folder), { recursive: true, mode: 0o700 });
    beside = await mkdtemp(path.join(path.dirname(folder), `.${path.basename(folder)}.`));
    await fill(beside, files, mode, []);
    await rename(beside, folder);
  } catch (error) {
    if (beside !== undefined) await rm(beside, { recursive: true, force: true });
    throw error instanceof CliError ? error : cannotWrite(folder, error);
  }
}

/** A folder that is there may be a file system of its own, which can't be replaced. */
async function fillInPlace(folder: string, files: Files, mode: number): Promise<void> {
  const written: string[] = [];
  try {
    await fill(folder, files, mode, written);
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    throw error;
  }
}

async function fill(folder: string, files: Files, mode: number, written: string[]): Promise<void> {
  for await (const { name, content } of files) {
    const file = path.join(folder, name);
    await writeAtomically(file, content, { force: false, mode });
    written.push(file);
  }
}
