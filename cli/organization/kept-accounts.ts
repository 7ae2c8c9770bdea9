import { mkdir, rm, stat } from "node:fs/promises";
import { userInfo } from "node:os";
import * as path from "node:path";
import { type Fact, isFailure, type Reason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { ACCOUNT_ID } from "../account-id";
import { writeAtomically } from "../atomic-write";
import type { Cli } from "../context";
import { CliError, messageOf, systemCause } from "../errors";
import { factsIn } from "./judge-kept";
import { type KeptFile, type KeptFiles, KeptFolder } from "./kept-files";

/** What an earlier run has read of an account. */
export interface Kept {
  readonly facts: AccountFacts;
  /** The snapshot, as the user would write its path. */
  readonly file: string;
}

const WRITABLE_BY_OTHERS = 0o022;

/** What lies there is taken for the truth of an account: who may write to it decides what is found. */
export async function refuseWritableByOthers(cli: Pick<Cli, "resolve">, folder: string): Promise<void> {
  const { uid, mode } = await stat(cli.resolve(folder));
  const own = userInfo().uid;
  // Windows has neither: -1.
  if (own < 0 || (uid === own && (mode & WRITABLE_BY_OTHERS) === 0)) return;
  throw new CliError(
    `Others may write to ${folder}, and so decide what is found. Name a folder of your own, or chmod 700 it.`,
  );
}

/** Is told of a file that is there and can't be used, as the user would write its path. */
export type Unusable = (file: string, why: string) => void;

/** Snapshots of accounts that runs have kept, one in each file. */
export class KeptSnapshots {
  constructor(
    private readonly now: () => Date,
    private readonly files: KeptFiles,
    /** Milliseconds since its reading after which an account is not taken. */
    readonly maxAge: number,
  ) {}

  get place(): string {
    return this.files.place;
  }

  /** What there is of an account; null: nothing, or nothing that is young enough or any good. */
  async take(accountId: string, unusable: Unusable): Promise<Kept | null> {
    const name = fileOf(accountId);
    const text = await this.read(name, unusable);
    if (text === null) return null;
    const file = this.files.pathOf(name);
    const facts = factsIn(text, { id: accountId, file, now: this.now(), maxAge: this.maxAge });
    if (!("unusable" in facts)) return { facts, file };
    if (facts.unusable !== null) unusable(file, facts.unusable);
    return null;
  }

  /**
   * The texts of an account's snapshots, for who can't read it again: also that of one of which some call has not
   * answered.
   */
  async *textsOf(accountId: string, unusable: Unusable): AsyncGenerator<{ text: string; file: string }> {
    for (const name of [fileOf(accountId), partOf(accountId)]) {
      const file = this.files.pathOf(name);
      const text = await this.read(name, unusable);
      if (text !== null) yield { text, file };
    }
  }

  private async read(name: string, unusable: Unusable): Promise<string | null> {
    return this.files.read(name).catch((error: unknown) => {
      unusable(this.files.pathOf(name), messageOf(error));
      return null;
    });
  }
}

function partOf(accountId: string): string {
  return `${accountId}.partial.json`;
}

function fileOf(accountId: string): string {
  return `${accountId}.json`;
}

/** An account as a run keeps it; one of which some call has not answered has another name. */
export function accountFile(accountId: string, facts: AccountFacts): KeptFile {
  const name = isFullyRead(facts) ? fileOf(accountId) : partOf(accountId);
  return { name, text: toSnapshot([facts]) };
}

/** The account that a file is of, by its name; null: of none. */
export function accountOf(name: string): string | null {
  const [id = ""] = name.split(".");
  return ACCOUNT_ID.test(id) && [fileOf(id), partOf(id)].includes(name) ? id : null;
}

/** A folder with a snapshot of each account that has been read, so that a run that broke off can be taken up. */
export class KeptAccounts {
  private readonly snapshots: KeptSnapshots;

  private constructor(
    private readonly cli: Cli,
    /** As the user wrote its path. */
    readonly folder: string,
    /** Milliseconds since its reading after which an account is read again. */
    readonly maxAge: number,
  ) {
    this.snapshots = new KeptSnapshots(cli.now, new KeptFolder(cli, folder), maxAge);
  }

  /**
   * The folder, made where it is not there yet. It says who has no MFA, so it is the owner's.
   * @throws CliError where it can't be made, and where others may write to it.
   */
  static async open(cli: Cli, folder: string, maxAge: number): Promise<KeptAccounts> {
    try {
      await mkdir(cli.resolve(folder), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new CliError(
        `The folder ${folder} can't be made: ${systemCause(error, "write") ?? messageOf(error)}. Name another.`,
      );
    }
    await refuseWritableByOthers(cli, folder);
    return new KeptAccounts(cli, folder, maxAge);
  }

  /** What there is of an account; null: nothing, or nothing that is young enough or any good. */
  async take(accountId: string): Promise<Kept | null> {
    return this.snapshots.take(accountId, (file, why) =>
      this.cli.warn(`${file} can't be used, so the account is read again: ${why}`),
    );
  }

  /** Keeps an account; the next run has another try at one of which some call has not answered. */
  async keep(accountId: string, facts: AccountFacts): Promise<void> {
    const { name, text } = accountFile(accountId, facts);
    const pathOf = (file: string) => this.cli.resolve(path.join(this.folder, file));
    await writeAtomically(pathOf(name), text, { force: true, mode: 0o600 });
    if (name !== partOf(accountId)) await rm(pathOf(partOf(accountId)), { force: true });
  }
}

/**
 * Whether every call answered that was made for an account: then another reading would tell no more. What the
 * organization has enabled for root does not count: reports show it beside root, nothing is judged by it, and AWS
 * refuses to tell most accounts.
 */
export function isFullyRead(facts: AccountFacts): boolean {
  return !holdsFailure({ ...facts, rootAccess: null });
}

function holdsFailure(value: unknown): boolean {
  if (typeof value !== "object" || value === null || value instanceof Date) return false;
  if (isUnknown(value)) return isFailure(value.reason);
  if (value instanceof Map) return [...value.values()].some(holdsFailure);
  return Object.values(value).some(holdsFailure);
}

function isUnknown(value: object): value is { readonly reason: Reason } {
  return (value as Partial<Fact<unknown>>).known === false;
}
