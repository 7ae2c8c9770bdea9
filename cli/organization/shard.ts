import { createHash } from "node:crypto";
import { InvalidArgumentError } from "commander";

/** A part of an organization's accounts: number 3 of 8. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

const MOST = 1000;

export function parseShard(text: string): Shard {
  const [, number = 0, of = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (number >= 1 && number <= of && of <= MOST) return { number, of };
  throw new InvalidArgumentError(
    `A number and of how many is expected, such as 3/8, and at most ${MOST} of them.`,
  );
}

/**
 * Whether an account is in a shard: by a hash of its number alone, so that it is in the same one in every run, whatever
 * other accounts there are.
 */
export function isInShard(accountId: string, { number, of }: Shard): boolean {
  const hash = createHash("sha256").update(accountId).digest().readUInt32BE(0);
  return hash % of === number - 1;
}
