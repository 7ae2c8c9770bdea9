import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, realpath, rename, rm } from "node:fs/promises";
import * as path from "node:path";
import { CliError, systemCause } from "./errors";

export interface WriteOptions {
  /** Whether a file that already exists is replaced. */
  readonly force: boolean;
  /** File mode; for what names people or holds credentials, 0o600. */
  readonly mode: number;
}

/**
 * Writes a file whole or not at all: under another name first, so that a reader, or a loss of power, never
 * sees half of it. A symbolic link stays one, and what it points at is replaced.
 * @throws CliError where the file already exists and `force` is not given, or it can't be written.
 */
export async function writeAtomically(
  file: string,
  content: string,
  { force, mode }: WriteOptions,
): Promise<void> {
  const target = force ? await behindLinks(file) : file;
  try {
    // A link fails where the name is taken, even by a process that took it this moment; a rename never does.
    await writeBeside(target, content, mode, (temporary) =>
      force ? rename(temporary, target) : link(temporary, target),
    );
  } catch (error) {
    throw refusal(file, error);
  }
}

/** Writes content under another name beside a file, for `put` to bring to its own; the other name is gone after. */
export async function writeBeside(
  target: string,
  content: Pieces,
  mode: number,
  put: (temporary: string) => Promise<void>,
): Promise<void> {
  const name = `.${path.basename(target)}.${randomBytes(6).toString("hex")}`;
  const temporary = path.join(path.dirname(target), name);
  try {
    await writeNew(temporary, content, mode);
    await put(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function behindLinks(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

async function writeNew(file: string, content: Pieces, mode: number): Promise<void> {
  const handle = await open(file, "wx", mode);
  try {
    await writePieces(handle, content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Characters that are written together: formats give small pieces. */
const TOGETHER = 1 << 18;

/** A part of a text, complete or still to come: the writer waits for it before asking for the next. */
export type Piece = string | Promise<Uint8Array>;

/** A text in parts that are made as they are asked for. */
export type Pieces = Iterable<Piece>;

/** Writes a text that may be longer than memory holds. A text that is complete is one piece. */
export async function writePieces(handle: FileHandle, content: Pieces): Promise<void> {
  if (typeof content === "string") return handle.writeFile(content);
  for await (const piece of inPieces(content)) await handle.writeFile(piece);
}

/** The same text in fewer pieces. */
export async function* inPieces(content: Pieces): AsyncGenerator<string | Uint8Array> {
  let [waiting, length]: [string[], number] = [[], 0];
  for (const text of content) {
    if (typeof text !== "string") {
      if (length > 0) yield waiting.join("");
      [waiting, length] = [[], 0];
      yield await text;
      continue;
    }
    waiting.push(text);
    length += text.length;
    if (length < TOGETHER) continue;
    yield waiting.join("");
    [waiting, length] = [[], 0];
  }
  if (length > 0) yield waiting.join("");
}

function refusal(file: string, error: unknown): CliError {
  if ((error as NodeJS.ErrnoException).code === "EEXIST") {
    return new CliError(`${file} already exists. Name another file, or replace it with --force.`);
  }
  return cannotWrite(file, error);
}

/**
 * That something can't be written, in one sentence for whatever is written.
 * @param what A file as the user wrote it, or "Standard output".
 */
export function cannotWrite(what: string, error: unknown): CliError {
  return new CliError(`${what} can't be written: ${systemCause(error, "write") ?? "the system refuses it"}.`);
}
