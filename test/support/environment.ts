/**
 * Runs with the process's own environment changed, and none of AWS's variables in it: the SDK itself reads that one.
 * What was there before is put back variable by variable, for another object in the place of `process.env` would leave
 * HOME changed for whoever asks the system, such as the cache folder of the sandbox.
 */
export async function withEnvironment<T>(
  changes: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  for (const name of Object.keys(process.env))
    if (name.startsWith("AWS_") && !name.includes("SUPPORT_WARNING")) delete process.env[name];
  Object.assign(process.env, changes);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(changes)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
