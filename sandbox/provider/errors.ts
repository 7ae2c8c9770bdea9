/** An error to show as it is, without a stack. */
export class ProviderError extends Error {}

/** Whether AWS says that what was asked for isn't there. */
export function isNoSuchEntity(error: unknown): boolean {
  return error instanceof Error && /^NoSuchEntity(Exception)?$/.test(error.name);
}

/** Waits for a removal; what is gone already counts as removed. */
export async function ignoreAbsent(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isNoSuchEntity(error)) throw error;
  }
}

/** One line that says what failed and how AWS put it, as the real provider does. */
export function describe(doing: string, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  return new ProviderError(`${doing}: ${reason(error)}`.replace(/\s*\n\s*/g, " "));
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node reports a refused connection to a name with two addresses as an AggregateError without a message.
  const code = "code" in error ? String(error.code) : error.name;
  if (code === "ECONNREFUSED")
    return "ECONNREFUSED: nothing answers at the endpoint; is the emulator running?";
  // The SDK calls some of AWS's codes by another name: EntityAlreadyExists is what AWS says.
  const name = error.name === "Error" ? code : error.name.replace(/Exception$/, "");
  return `${name}: ${error.message}`;
}
