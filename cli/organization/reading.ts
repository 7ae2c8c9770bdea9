import type { Connection } from "../../policypack/facts/connection";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { CLIENT_TIMEOUTS } from "../../policypack/facts/client-timeouts";
import { scpsNotAsked } from "../../policypack/facts/not-asked";
import type { Cli } from "../context";
import { duration } from "../times";
import { messageOf } from "../errors";
import { renewalFor } from "../renewal";
import type { AccountReport, Report } from "../report/report-model";
import { entryOf, type Member } from "./accounts";
import type { Kept, KeptAccounts } from "./kept-accounts";
import { Pace } from "./pace";
import { startBar } from "./progress-bar";
import { type Access, connectionTo, named, readMember, type Unread } from "./read-member";

/**
 * Takes an account as soon as it is read, so that the facts of one are gone before those of the next are there.
 * @param snapshot The file that the facts are from; null: they were read live.
 */
export type Take = (member: Member, facts: AccountFacts, snapshot: string | null) => void;

/** Makes the report of an account. @param snapshot As for `Take`. */
export type Judge = (accountId: string, facts: AccountFacts, snapshot: string | null) => AccountReport;

export interface Means {
  readonly cli: Cli;
  readonly access: Access;
  /** Null: nothing is kept for a later run. */
  readonly kept: KeptAccounts | null;
  readonly take: Take;
  /** Adds the service control policies, where they are asked for. */
  readonly addScps: (account: AccountFacts) => Promise<AccountFacts>;
  /** Asks an account for what only some commands need; undefined: nothing. Never throws. */
  readonly addMore?: AddMore | undefined;
}

/** @param connection To the account. */
export type AddMore = (account: AccountFacts, connection: Connection) => Promise<AccountFacts>;

type Failure = Report["failures"][number];

/** One run over the accounts of an organization. One account's failure is told, and the others are read. */
export class Reading {
  private readonly failures = new Map<string, Failure>();
  private readonly warnings = new Set<string>();
  private signedOut = false;
  private renewal: Promise<string | null> | undefined;
  /** How many accounts were taken. */
  private done = 0;
  /** When the one was read that an earlier run has kept for longest. */
  private oldest = Infinity;

  constructor(private readonly means: Means) {}

  /** Takes up what an earlier run has kept. Gives the accounts that are still to be read. */
  async takeUp(members: readonly Member[]): Promise<readonly Member[]> {
    const { kept } = this.means;
    if (kept === null) return members;
    const rest: Member[] = [];
    for (const member of members) {
      const earlier = await kept.take(member.id);
      if (earlier === null) rest.push(member);
      else await this.takeKept(member, earlier);
    }
    this.tellOfKept(kept.folder, members.length);
    return rest;
  }

  private async takeKept(member: Member, { facts, file }: Kept): Promise<void> {
    this.oldest = Math.min(this.oldest, facts.readAt.getTime());
    const whole = await this.whole(member, facts);
    if (whole !== facts) await this.keep(member, whole);
    this.take(member, { facts: whole, file });
  }

  /** A run made for news must say that what was kept holds none. */
  private tellOfKept(folder: string, all: number): void {
    const { cli } = this.means;
    if (this.done === 0) return;
    const age = duration(cli.now().getTime() - this.oldest);
    cli.warn(
      `${this.done} of ${all} accounts are judged as ${folder} has them, the oldest read ${age} ago, and not read again; ` +
        "--max-age says how old they may be, and --no-resume reads all.",
    );
  }

  /**
   * Reads accounts, some at once, and fewer where AWS throttles. Once the caller's session has ended, no further one is
   * begun.
   */
  async read(members: readonly Member[], concurrency: number): Promise<void> {
    const { cli } = this.means;
    const pace = new Pace(concurrency);
    const bar = await startBar(cli, this.done + members.length, this.done, pace);
    const one = async (member: Member, throttled: () => void) => {
      await this.readOne(member, throttled);
      bar.step({ failed: this.failures.has(member.id) });
    };
    try {
      await Promise.all(members.map((member) => pace.run((throttled) => one(member, throttled))));
    } finally {
      bar.stop();
    }
    for (const warning of this.warnings) cli.warn(warning);
    if (this.signedOut) cli.warn(`The session expired. ${await this.howToGoOn()}`);
  }

  /** Whether the caller's session ended, so that a later run has to go on. */
  get sessionEnded(): boolean {
    return this.signedOut;
  }

  /** Accounts that could not be read, in the order of the accounts and not of the answers. */
  failuresOf(members: readonly Member[]): readonly Failure[] {
    return members.flatMap(({ id }) => this.failures.get(id) ?? []);
  }

  private async readOne(member: Member, throttled: () => void): Promise<void> {
    if (this.signedOut)
      return this.fail(member, `the session expired before its turn. ${await this.howToGoOn()}`);
    const { access } = this.means;
    const timeouts = { ...(access.options.timeouts ?? CLIENT_TIMEOUTS), throttled };
    const reading = await readMember(member, { ...access, options: { ...access.options, timeouts } });
    if (reading.facts === null) return this.unread(member, reading);
    const facts = await this.whole(member, reading.facts);
    await this.keep(member, facts);
    this.take(member, { facts, file: null });
  }

  /** An earlier run may have kept the account without service control policies, or for another command. */
  private async whole(member: Member, facts: AccountFacts): Promise<AccountFacts> {
    const { access, addMore, addScps } = this.means;
    const { identity } = facts;
    const arn = identity.known ? identity.value.arn : null;
    const more = addMore ? await addMore(facts, connectionTo(member, arn, access)) : facts;
    return scpsNotAsked(more) ? addScps(more) : more;
  }

  private take(member: Member, { facts, file }: Omit<Kept, "file"> & { readonly file: string | null }): void {
    this.means.take(member, named(facts, member), file);
    this.done += 1;
  }

  private unread(member: Member, { message, signedOut }: Unread): void {
    this.signedOut ||= signedOut;
    this.fail(member, message);
  }

  private fail(member: Member, message: string): void {
    this.failures.set(member.id, { ...entryOf(member), message });
  }

  /** A full disk is no reason to read nothing more. */
  private async keep({ id }: Member, facts: AccountFacts): Promise<void> {
    try {
      await this.means.kept?.keep(id, facts);
    } catch (error) {
      this.warnings.add(`What is read of account ${id} is not kept: ${messageOf(error)}`);
    }
  }

  private async howToGoOn(): Promise<string> {
    const { kept, access, cli } = this.means;
    this.renewal ??= renewalFor(cli, access.connection);
    const how = `${(await this.renewal) ?? "Sign in again"}, then re-run`;
    if (kept === null) return `${how}; with --resume <folder>, a run keeps what it has read.`;
    return `${how}: what has been read is kept in ${kept.folder}, and good for ${duration(kept.maxAge)}.`;
  }
}
