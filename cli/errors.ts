/** What ended a command before it could answer: told in one message without a stack trace, with exit code 2. */
export class CliError extends Error {
  override readonly name = "CliError";
}

/** Exit codes: the same for every command, so that a pipeline can tell a finding from a failure. */
export const EXIT = { nothingFound: 0, found: 1, couldNotRun: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const CAUSES: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "your disk quota is used up",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its symbolic links lead in a circle",
  EIO: "the disk reports an error",
  EEXIST: "there is a file of that name",
};

const FORBIDDEN = {
  read: "you have no permission to read it",
  write: "you have no permission to write there",
};
const MISSING = { read: "it does not exist", write: "the folder does not exist" };

/** Why the system does not read or write a file or a folder, without its own codes; undefined: for no common reason. */
export function systemCause(error: unknown, doing: "read" | "write"): string | undefined {
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "ENOENT") return MISSING[doing];
  if (code === "EACCES" || code === "EPERM") return FORBIDDEN[doing];
  return CAUSES[code];
}

/** Why something could not be read: in words where the system refused, else those of the error. */
export function whyUnreadable(error: unknown): string {
  return systemCause(error, "read") ?? messageOf(error);
}

/** The words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
