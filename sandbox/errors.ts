/** What stands in the sandbox's way, in words for the person who started it: what, where, what to do. */
export class SandboxError extends Error {
  override name = "SandboxError";
}

/** A place to write that can't be written or is full: no other way to come by the same thing would help. */
export class StorageError extends SandboxError {
  override name = "StorageError";
}

/** Whether a disk was full: told by a system call, or in the output of a command that we ran. */
export function isFull(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException | null)?.code === "ENOSPC" || /no space left/i.test(reason(thrown));
}

/** What ended the sandbox, for the person who started it; the stack trace only where it is a fault of ours. */
export function explain(thrown: unknown): string {
  if (thrown instanceof SandboxError) return thrown.message;
  if (isFull(thrown))
    return `The disk is full: ${reason(thrown)}. Free some room, or set TMPDIR to where there is.`;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/** The message of anything that was thrown. */
export function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
