import { mkdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/model";
import { readSnapshot } from "../../policypack/facts/snapshot/read";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import type { Cli } from "../context";
import { CliError, messageOf } from "../errors";
import { writeWhole } from "../whole-file";
import { isWhole } from "./is-whole";

/** What an earlier run has read of an account. */
export interface Kept {
  readonly facts: AccountFacts;
  /** The snapshot, as the user would write its path. */
  readonly file: string;
}

/** A folder with a snapshot of each account that has been read, so that a run that broke off can be taken up. */
export class KeptAccounts {
  private constructor(
    private readonly cli: Cli,
    /** As the user wrote its path. */
    readonly folder: string,
    /** Milliseconds since its reading after which an account is read again. */
    private readonly maxAge: number,
  ) {}

  /**
   * The folder, made where it is not there yet. It says who has no MFA, so it is the owner's.
   * @throws CliError where it can't be made.
   */
  static async open(cli: Cli, folder: string, maxAge: number): Promise<KeptAccounts> {
    try {
      await mkdir(cli.resolve(folder), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new CliError(`The folder ${folder} can't be made (${messageOf(error)}). Name another.`);
    }
    return new KeptAccounts(cli, folder, maxAge);
  }

  /** What there is of an account; null: nothing, or nothing that is young enough or any good. */
  async take(accountId: string): Promise<Kept | null> {
    const file = this.fileOf(accountId);
    const text = await this.read(file);
    if (text === null) return null;
    const accounts = readSnapshot(text, { maxAge: this.maxAge, now: this.cli.now(), name: file });
    if (!accounts.known) {
      if (accounts.reason.code !== "SnapshotTooOld") this.readAgain(file, describeReason(accounts.reason));
      return null;
    }
    const facts = accounts.value.find(
      ({ identity }) => identity.known && identity.value.accountId === accountId,
    );
    if (!facts) this.readAgain(file, `it does not hold account ${accountId}`);
    return facts ? { facts, file } : null;
  }

  /** Keeps an account of which every call has answered; the next run has another try at the others. */
  async keep(accountId: string, facts: AccountFacts): Promise<void> {
    if (!isWhole(facts)) return;
    const file = this.cli.resolve(this.fileOf(accountId));
    await writeWhole(file, toSnapshot([facts]), { force: true, mode: 0o600 });
  }

  private fileOf(accountId: string): string {
    return path.join(this.folder, `${accountId}.json`);
  }

  private async read(file: string): Promise<string | null> {
    try {
      return await readFile(this.cli.resolve(file), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") this.readAgain(file, messageOf(error));
      return null;
    }
  }

  private readAgain(file: string, why: string): void {
    this.cli.warn(`${file} is of no use, so the account is read again: ${why}`);
  }
}
