import { rm } from "node:fs/promises";
import * as path from "node:path";
import type { Cli } from "../context";
import { messageOf } from "../errors";
import { HOUR } from "../times";
import { KeptAccounts } from "./kept-accounts";
import { takeLock } from "./run-lock";
import { type RunOf, stateFolder } from "./state-folder";

/** What a run does with the accounts that it has read. */
export interface Keeping {
  /** Null: nothing is kept. */
  readonly kept: KeptAccounts | null;
  /** To be called when the report is written. @param whole Whether the run came to its end. */
  readonly end: (whole: boolean) => Promise<void>;
}

export const NOTHING_KEPT: Keeping = { kept: null, end: () => Promise.resolve() };

/** In a folder that the user has named: everything stays there, also for `mfa-guard merge`. */
export function keepingIn(kept: KeptAccounts): Keeping {
  return { kept, end: () => Promise.resolve() };
}

/**
 * Milliseconds for which a run takes up what one before it, which was broken off, has read: as long as AWS's own
 * credential report may be old, so that no answer is much older than AWS's own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export const TAKEN_UP_FOR = 4 * HOUR;

/**
 * Without a folder that the user has named: where programs keep their state, until the run has ended. So there is
 * something to take up only of a run that was broken off, and a later run, made for news, reads everything again.
 */
export async function keepingUntilEnd(cli: Cli, run: RunOf, maxAge: number): Promise<Keeping> {
  const folder = stateFolder(cli, run);
  if (folder === null) return NOTHING_KEPT;
  try {
    const kept = await KeptAccounts.open(cli, folder, maxAge);
    const lock = path.join(folder, "lock");
    if (!(await takeLock(lock))) {
      cli.warn(
        `Another run over this organization keeps what it reads in ${folder}: this one keeps nothing.`,
      );
      return NOTHING_KEPT;
    }
    cli.progress(`What is read is kept in ${folder} until the run has ended; --no-resume keeps nothing.`);
    return { kept, end: (whole) => rm(whole ? folder : lock, { recursive: true, force: true }) };
  } catch (error) {
    // Nobody has asked for it, so it stops nothing.
    cli.warn(`What is read is not kept for a run after this one: ${messageOf(error)}`);
    return NOTHING_KEPT;
  }
}
