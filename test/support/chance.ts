import { createHash } from "node:crypto";

/** A number from 0 to 1 that depends on the words alone: the same in every run, whatever the order of events. */
export function chance(...words: readonly (string | number)[]): number {
  const digest = createHash("sha256").update(JSON.stringify(words)).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}
