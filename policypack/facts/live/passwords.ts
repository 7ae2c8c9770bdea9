import { type IAMClient, paginateListUsers } from "@aws-sdk/client-iam";
import { isoMinute } from "../../iam/days";
import { COMPLETE, type Fact, known, type Reason, type Unknown, unknown } from "../fact";
import type { LoginProfile } from "../account-facts";
import { PAGE_SIZE } from "./authorization-details";
import { attempt } from "./calls";
import type { CredentialReport, CredentialReportRow } from "./credential-report";
import { readLoginProfile } from "./login-profile";
import { required, toLastPage } from "./pages";
import type { Limit } from "./watch";

/** A user, and their line of the credential report; undefined: it has none that is theirs. */
export interface ReportedUser {
  readonly name: string;
  readonly row: CredentialReportRow | undefined;
  /** By the bulk calls alone. */
  readonly mayHaveDevice: boolean;
}

export interface PasswordSources {
  readonly report: Fact<CredentialReport>;
  readonly iam: IAMClient;
  readonly where: string;
  readonly signal: AbortSignal;
  readonly limit: Limit;
  /** Of how many users whose password may have changed since the report it is asked one by one, at most. */
  readonly livePasswords: number;
}

/** For the pack and for the commands; `--live-passwords` and the pack's setting of that name put no limit. */
export const DEFAULT_LIVE_PASSWORDS = 100;

/**
 * "If a password is used more than once in a five-minute span, only the first use is returned":
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
 */
const SPAN_OF_ONE_USE = 5 * 60_000;

/**
 * Who has a password. The credential report tells of all at once, and may be four hours old: no bulk call tells who
 * was given a password since, or lost it. So iam:GetLoginProfile is asked about those on whom it matters: who has none
 * by the report, and who has one and no device, and so would be flagged.
 *
 * Where those without one are too many to be asked, ListUsers tells who of them has used a password since the report,
 * and these are asked about still. A use since then proves that there was a password after the report, and not that it
 * is there now: "if the user does not currently have a password but had one in the past, then this field contains the
 * date and time the most recent password was used". For the same reason a use before the report proves nothing: the
 * password that was used is the one that the report no longer has. And a password that was set and not used yet does
 * not show, so that the account's answer stays unknown.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
 */
export class Passwords {
  private unanswered: Reason | undefined;

  private constructor(
    private readonly sources: PasswordSources,
    private readonly plan: Plan,
  ) {}

  static async prepare(users: readonly ReportedUser[], sources: PasswordSources): Promise<Passwords> {
    const { report, livePasswords, iam, where, signal } = sources;
    const isStale = report.known && !report.value.made;
    const withoutPassword = users.filter(({ row }) => row?.passwordEnabled === false).length;
    const asksWithout = isStale && withoutPassword <= livePasswords;
    const asksFlagged = isStale && users.filter(isFlagged).length <= livePasswords;
    const uses = isStale && !asksWithout ? await readPasswordUses(iam, where, signal) : known(new Map());
    return new Passwords(sources, { isStale, withoutPassword, asksWithout, asksFlagged, uses });
  }

  /** A user's password as well as it can be told. */
  async of(user: ReportedUser): Promise<Fact<LoginProfile | null>> {
    const { name, row } = user;
    if (!row || row.passwordEnabled === null) return this.ask(name);
    if (!row.passwordEnabled) return this.ofOneWithout(name);
    const reported = fromRow(name, row);
    if (!this.plan.asksFlagged || !isFlagged(user)) return known(reported);
    const { report } = this.sources;
    return merge(reported, await this.ask(name), report.known ? report.value.generatedAt : null);
  }

  /** After all users. Unknown: users who have no password by the report may have been given one since. */
  complete(): Fact<true> {
    const { isStale, withoutPassword, asksWithout, uses } = this.plan;
    if (!isStale || withoutPassword === 0) return COMPLETE;
    if (asksWithout && !this.unanswered) return COMPLETE;
    if (this.unanswered) return unknown({ ...this.unanswered, what: this.what() });
    return unknown(uses.known ? this.notAsked() : this.usesNotRead(uses.reason));
  }

  private ofOneWithout(name: string): Promise<Fact<LoginProfile | null>> {
    if (this.plan.asksWithout) return this.askWithout(name);
    const used = this.usedSinceReport(name);
    return used ? this.askUser(name, used) : Promise.resolve(known(null));
  }

  private usedSinceReport(name: string): Date | undefined {
    const { uses } = this.plan;
    const { report } = this.sources;
    const used = uses.known ? uses.value.get(name) : undefined;
    if (!used || !report.known) return undefined;
    return used.getTime() >= report.value.generatedAt.getTime() - SPAN_OF_ONE_USE ? used : undefined;
  }

  /** Of one who has used a password since the report, it matters to themself where the answer is refused. */
  private async askUser(name: string, lastUsed: Date): Promise<Fact<LoginProfile | null>> {
    const answer = await this.ask(name);
    return answer.known && answer.value ? known({ ...answer.value, lastUsed }) : answer;
  }

  private async askWithout(name: string): Promise<Fact<LoginProfile | null>> {
    const answer = await this.ask(name);
    if (answer.known) return answer;
    // One statement about the account, and not one about each machine user.
    this.unanswered ??= answer.reason;
    return known(null);
  }

  private ask(name: string): Promise<Fact<LoginProfile | null>> {
    const { iam, where, signal, limit } = this.sources;
    return limit(() => readLoginProfile(iam, name, where, signal));
  }

  private notAsked(): Reason {
    return {
      what: this.what(", and not used yet,"),
      call: "iam:GetLoginProfile",
      code: "NotAsked",
      message: `the call was not made, as it is one for each user, and these are more than ${this.sources.livePasswords}`,
      remedy: ASK_EACH,
    };
  }

  private usesNotRead(reason: Reason): Reason {
    return { ...reason, what: this.what(), remedy: `${reason.remedy} ${ASK_EACH}` };
  }

  private what(howFar = ""): string {
    const { report, where } = this.sources;
    const at = report.known ? ` of ${isoMinute(report.value.generatedAt)}` : "";
    const { withoutPassword: count } = this.plan;
    const whom = count === 1 ? "the one user without one" : `any of the ${count} users without one`;
    return `whether a password was set${howFar} since the credential report${at} for ${whom} in ${where}`;
  }
}

/** Who is asked about one by one. */
interface Plan {
  /** Whether the report may be past. */
  readonly isStale: boolean;
  readonly withoutPassword: number;
  readonly asksWithout: boolean;
  readonly asksFlagged: boolean;
  /** Read where those without a password are too many to be asked. */
  readonly uses: Fact<PasswordUses>;
}

const ASK_EACH = "Ask about each of them with --live-passwords (of the pack: the setting livePasswords).";

function isFlagged({ row, mayHaveDevice }: ReportedUser): boolean {
  return row?.passwordEnabled === true && !mayHaveDevice;
}

function fromRow(name: string, row: CredentialReportRow): LoginProfile {
  return {
    changed: row.passwordLastChanged,
    lastUsed: row.passwordLastUsed,
    nextRotation: row.passwordNextRotation,
    resetRequired: resetNotAsked(name),
  };
}

function resetNotAsked(name: string): Unknown {
  return unknown({
    what: `whether user ${name} must change the password`,
    call: "iam:GetLoginProfile",
    code: "NotAsked",
    message: "the call was not made",
    remedy: "Nothing to do: no rule needs it.",
  });
}

/**
 * Where the call is refused, the report's word stands: its user counts in every command, as AWS's last word is that
 * there is a password, and a call that is denied must not take somebody out of the count. That it may be gone since is
 * said with the finding.
 *
 * The report knows when the password was used; the call knows whether it is there still, and must be changed. Where the
 * password was made after the report, the report's dates are those of an earlier one.
 */
function merge(
  reported: LoginProfile,
  asked: Fact<LoginProfile | null>,
  reportedAt: Date | null,
): Fact<LoginProfile | null> {
  if (!asked.known) return known({ ...reported, resetRequired: asked });
  if (asked.value === null) return known(null);
  const { changed, resetRequired } = asked.value;
  const isNewer = changed !== null && reportedAt !== null && secondOf(changed) > secondOf(reportedAt);
  return known(isNewer ? { ...asked.value, lastUsed: reported.lastUsed } : { ...reported, resetRequired });
}

/** AWS tells both times in whole seconds; a time within the report's own second is not known to be after it. */
function secondOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** When the password of each user was last used to sign in, by name; who is not in it has not used one. */
type PasswordUses = ReadonlyMap<string, Date>;

/**
 * One call a page. Only ListUsers and GetUser return PasswordLastUsed; GetAccountAuthorizationDetails does not.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html
 */
function readPasswordUses(iam: IAMClient, where: string, signal: AbortSignal): Promise<Fact<PasswordUses>> {
  const purpose = { what: "when passwords were last used", call: "iam:ListUsers", where };
  return attempt(
    purpose,
    async () => {
      const uses = new Map<string, Date>();
      const pages = paginateListUsers({ client: iam, pageSize: PAGE_SIZE }, {}, { abortSignal: signal });
      for await (const { Users } of toLastPage(pages)) {
        for (const { UserName, PasswordLastUsed } of required(Users, "Users")) {
          if (UserName !== undefined && PasswordLastUsed) uses.set(UserName, PasswordLastUsed);
        }
      }
      return uses;
    },
    signal,
  );
}
