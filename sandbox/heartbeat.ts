import type { Progress } from "./progress";

/** Milliseconds between two lines. */
const INTERVAL = 10_000;

/** Says every ten seconds that long work still goes on: what, for how long, and how far it is. */
export async function withHeartbeat<T>(
  progress: Progress,
  label: string,
  howFar: () => string,
  work: () => Promise<T>,
): Promise<T> {
  const started = Date.now();
  const beat = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1_000);
    progress(`${label}: ${seconds} s, ${howFar()}`);
  }, INTERVAL);
  try {
    return await work();
  } finally {
    clearInterval(beat);
  }
}
