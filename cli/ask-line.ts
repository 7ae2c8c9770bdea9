import { createInterface } from "node:readline/promises";

/**
 * Asks the person at the process's terminal, and answers with the line typed; null: they broke off. The question goes
 * to standard error, so that an answer can be piped on.
 * @param interrupt Called for Ctrl-C and the end of the input: at a terminal, readline takes Ctrl-C for itself and
 *   would never answer. It must abort the signal.
 */
export async function askLine(
  question: string,
  signal: AbortSignal,
  interrupt: () => void,
): Promise<string | null> {
  const line = createInterface({ input: process.stdin, output: process.stderr });
  line.on("SIGINT", interrupt).on("close", interrupt);
  try {
    return await line.question(question, { signal });
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  } finally {
    line.off("close", interrupt);
    line.close();
  }
}
