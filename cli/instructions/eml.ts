import { constants } from "node:fs";
import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import * as path from "node:path";
import { isAddress } from "../../policypack/rollout/mail-address";
import { cannotWrite, writeAtomically } from "../atomic-write";
import { CliError } from "../errors";
import type { Letter } from "./letter";
import { render } from "./render";

export interface Envelope {
  readonly from: string;
  /** One plain address, checked before. */
  readonly to: string;
  readonly date: Date;
}

/**
 * A letter as a mail that a mail program opens, in plain text and HTML. https://www.rfc-editor.org/rfc/rfc5322
 * Its parts are in base64, so that nothing in them can be taken for a header or a boundary.
 * @throws Error for what is no plain address: the caller has not checked it.
 */
export async function toEml(letter: Letter, { from, to, date }: Envelope): Promise<string> {
  for (const address of [from, to]) if (!isAddress(address)) throw new Error("an address is not a plain one");
  // Here and not above: every other command does without it.
  const { default: MailComposer } = await import("nodemailer/lib/mail-composer");
  const composer = new MailComposer({
    from,
    to,
    date,
    subject: letter.title,
    text: render(letter, "text"),
    html: render(letter, "html"),
    textEncoding: "base64",
    // Mail programs open a file with this header as a draft that can be sent.
    headers: { "X-Unsent": "1" },
    newline: "windows",
    // A letter is all text: nothing in it names a file to put in.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return (await composer.compile().build()).toString("latin1");
}

/** A file name that is of its folder on any system; IAM's names keep theirs. */
export function emlName(user: string): string {
  return `${user.replace(/[^\w+=,.@-]/g, "_")}.eml`;
}

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
