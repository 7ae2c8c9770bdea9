import type { z } from "zod";
import { type Fact, known, type Unknown, unknown } from "../fact";
import type { AccountFacts } from "../account-facts";
import { isoMinute } from "../../iam/days";
import { isWithinBounds, MAX_LENGTH } from "./bounds";
import { headerSchema, SNAPSHOT_VERSION, snapshotFiles } from "./snapshot-schema";

export interface SnapshotLimits {
  /** Milliseconds since the reading after which a snapshot tells nothing any more. */
  readonly maxAge: number;
  readonly now: Date;
  /** How messages name the snapshot: its path, as the user wrote it. */
  readonly name: string;
}

/** `SnapshotForeign`: of another account, or of another version of this program. */
export type SnapshotCode = "SnapshotUnreadable" | "SnapshotDamaged" | "SnapshotForeign" | "SnapshotTooOld";

/** Milliseconds by which the clock of the machine that made a snapshot may be ahead of this one's. */
const CLOCK_SKEW = 5 * 60_000;

/** The accounts in a snapshot's text; unknown where it is damaged, of another version, or too old. Never throws. */
export function readSnapshot(text: string, limits: SnapshotLimits): Fact<readonly AccountFacts[]> {
  const json = parse(text);
  if (json === undefined)
    return refused("SnapshotDamaged", "it is not JSON, or larger than any account", limits);
  const header = headerSchema.safeParse(json);
  if (!header.success) return refused("SnapshotDamaged", describe(header.error), limits);
  const { version, documents } = header.data;
  if (version !== SNAPSHOT_VERSION) {
    const message = `it is of version ${version}, and this program reads version ${SNAPSHOT_VERSION}`;
    return refused("SnapshotForeign", message, limits);
  }
  const accounts = decode(json, documents);
  if (typeof accounts === "string") return refused("SnapshotDamaged", accounts, limits);
  return inTime(accounts, limits);
}

function parse(text: string): unknown {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const json: unknown = JSON.parse(text);
    return isWithinBounds(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** The accounts, or what is wrong with them. */
function decode(json: unknown, texts: readonly string[]): readonly AccountFacts[] | string {
  try {
    const snapshot = snapshotFiles().parse(json, texts);
    if (!snapshot.success) return describe(snapshot.error);
    const ids = snapshot.data.accounts.map(({ identity }) => identity.known && identity.value.accountId);
    const twice = ids.find((id, index) => id !== false && ids.indexOf(id) !== index);
    return twice === undefined ? snapshot.data.accounts : `it has account ${twice} twice`;
  } catch (error) {
    return `a policy document in it can't be read: ${(error as Error).message}`;
  }
}

/** A snapshot of tomorrow would never be too old. */
function inTime(accounts: readonly AccountFacts[], limits: SnapshotLimits): Fact<readonly AccountFacts[]> {
  const { now, maxAge } = limits;
  for (const { readAt } of accounts) {
    const age = now.getTime() - readAt.getTime();
    const made = `it was made on ${isoMinute(readAt)}`;
    if (age < -CLOCK_SKEW) return refused("SnapshotDamaged", `${made}, which is still to come`, limits);
    // A greatest age that is no number allows none.
    if (!(age <= maxAge))
      return refused("SnapshotTooOld", `${made}; the oldest allowed is ${hours(maxAge)}`, limits);
  }
  return known(accounts);
}

function hours(milliseconds: number): string {
  return `${Math.round(milliseconds / 360_000) / 10} hours old`;
}

/** The first thing wrong: of a foreign file, everything is. */
function describe({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.map(String).join(".") ?? "";
  return `${path === "" ? "the file" : path.slice(0, 200)}: ${issue?.message.slice(0, 200)}`;
}

const REMEDIES: Readonly<Record<SnapshotCode, string>> = {
  SnapshotUnreadable: "Check the path, and that this process may read the file.",
  SnapshotDamaged: "Make a new snapshot where the account may be read, and do not edit it.",
  SnapshotForeign: "Make a snapshot of this very account, with this version of mfa-guard.",
  SnapshotTooOld: "Make a new snapshot, or allow a greater age.",
};

/** Why a snapshot can't be used. */
export function refused(code: SnapshotCode, message: string, { name }: { name: string }): Unknown {
  const what = "the account from a snapshot";
  return unknown({ what, call: `the file ${name}`, code, message, remedy: REMEDIES[code] });
}
