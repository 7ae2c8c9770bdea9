/** What stands in the sandbox's way, in words for the person who started it: what, where, what to do. */
export class SandboxError extends Error {
  override name = "SandboxError";
}

/** The message of anything that was thrown. */
export function reason(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
