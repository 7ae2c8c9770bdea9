import type { IAMClient } from "@aws-sdk/client-iam";
import { COMPLETE, type Fact, known, type Reason, type Unknown, unknown } from "../fact";
import type { LoginProfile } from "../model";
import type { CredentialReport, CredentialReportRow } from "./credential-report";
import { readLoginProfile } from "./login-profile";
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
 * Who has a password. The credential report tells of all at once, and may be four hours old: no bulk call tells who
 * was given a password since, or lost it. (GetAccountAuthorizationDetails has nothing of passwords; ListUsers tells
 * when one was last used, and so nothing of one that was not used yet.) So iam:GetLoginProfile is asked about those on
 * whom it matters: who has none by the report, and who has one and no device, and so would be flagged.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetLoginProfile.html
 */
export class Passwords {
  private readonly isStale: boolean;
  private readonly withoutPassword: number;
  private readonly asksWithout: boolean;
  private readonly asksFlagged: boolean;
  private unanswered: Reason | undefined;

  constructor(
    users: readonly ReportedUser[],
    private readonly sources: PasswordSources,
  ) {
    const { report, livePasswords } = sources;
    this.isStale = report.known && !report.value.made;
    this.withoutPassword = users.filter(({ row }) => row?.passwordEnabled === false).length;
    this.asksWithout = this.isStale && this.withoutPassword <= livePasswords;
    this.asksFlagged = this.isStale && users.filter(isFlagged).length <= livePasswords;
  }

  /** A user's password as well as it can be told. */
  async of(user: ReportedUser): Promise<Fact<LoginProfile | null>> {
    const { name, row } = user;
    if (!row || row.passwordEnabled === null) return this.ask(name);
    if (!row.passwordEnabled) return this.asksWithout ? this.askWithout(name) : known(null);
    const reported = fromRow(name, row);
    return this.asksFlagged && isFlagged(user) ? merge(reported, await this.ask(name)) : known(reported);
  }

  /** After all users. Unknown: users who have no password by the report may have been given one since. */
  complete(): Fact<true> {
    if (!this.isStale || this.withoutPassword === 0) return COMPLETE;
    if (this.asksWithout && !this.unanswered) return COMPLETE;
    return unknown(this.unanswered ? this.notAnswered(this.unanswered) : this.notAsked());
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

  private notAnswered(reason: Reason): Reason {
    return { ...reason, what: this.what() };
  }

  private notAsked(): Reason {
    return {
      what: this.what(),
      call: "iam:GetLoginProfile",
      code: "NotAsked",
      message: `the call was not made, as it is one for each user, and these are more than ${this.sources.livePasswords}`,
      remedy: "Ask about each of them with --live-passwords (of the pack: the setting livePasswords).",
    };
  }

  private what(): string {
    const { report, where } = this.sources;
    const at = report.known ? ` of ${report.value.generatedAt.toISOString()}` : "";
    const { withoutPassword: count } = this;
    return `whether a password was set since the credential report${at} for any of the ${count} users without one in ${where}`;
  }
}

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

/** The report knows when the password was used; the call knows whether it is there still, and must be changed. */
function merge(reported: LoginProfile, asked: Fact<LoginProfile | null>): Fact<LoginProfile | null> {
  if (!asked.known) return known({ ...reported, resetRequired: asked });
  if (asked.value === null) return known(null);
  return known({ ...reported, resetRequired: asked.value.resetRequired });
}
