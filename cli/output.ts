import { constants } from "node:fs";
import { access, open, realpath, rename, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Cli } from "./context";
import { cannotWrite, type Pieces, writeBeside, writePieces } from "./atomic-write";

/** Where the answer goes: a file, or standard output. */
export type Sink = (text: Pieces) => Promise<void>;

/**
 * Prepares to write an answer, before the work for it is done.
 * @param file The path as the user wrote it; undefined or "-": standard output.
 * @throws CliError where the file can't be written. The sink throws it too.
 */
export async function openSink(cli: Cli, file: string | undefined): Promise<Sink> {
  if (file === undefined || file === "-") return (text) => cli.printAll(text);
  const target = await orCliError(file, () => writable(cli.resolve(file)));
  return async (text) => {
    await orCliError(file, () =>
      target.special ? writeInto(target.path, text) : replace(target.path, text),
    );
    cli.progress(`Written: ${file}`);
  };
}

interface Target {
  readonly path: string;
  /** A pipe or a device, which can't be replaced. */
  readonly special: boolean;
}

/** A link stays one: what it points to is written. */
async function writable(file: string): Promise<Target> {
  const there = await realpath(file).catch(() => null);
  if (there === null) {
    await access(path.dirname(file), constants.W_OK | constants.X_OK);
    return { path: file, special: false };
  }
  const stats = await stat(there);
  if (stats.isDirectory()) throw Object.assign(new Error("a directory"), { code: "EISDIR" });
  await access(there, constants.W_OK);
  if (stats.isFile()) await access(path.dirname(there), constants.W_OK | constants.X_OK);
  return { path: there, special: !stats.isFile() };
}

/** The folder of the output, for what is written on the way to it; TMPDIR, which may be memory, where there is none. */
export async function folderBeside(cli: Cli, file: string | undefined): Promise<string> {
  if (file === undefined || file === "-") return tmpdir();
  const target = await orCliError(file, () => writable(cli.resolve(file)));
  return target.special ? tmpdir() : path.dirname(target.path);
}

async function writeInto(file: string, text: Pieces): Promise<void> {
  const handle = await open(file, "w");
  await writePieces(handle, text).finally(() => handle.close());
}

/** Whole or not at all: no reader sees half of it. It says who has no MFA, so it is the owner's. */
async function replace(file: string, text: Pieces): Promise<void> {
  await writeBeside(file, text, 0o600, (temporary) => rename(temporary, file));
}

async function orCliError<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw cannotWrite(file, error);
  }
}
