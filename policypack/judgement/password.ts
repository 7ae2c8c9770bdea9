import { type Fact, known, type Reason, unknown } from "../facts/fact";
import type { AccountFacts, LiveUser, LoginProfile, PasswordPolicy, User } from "../facts/account-facts";
import { DAY, isoDay } from "../iam/days";

/** Whether a password stands in the way at sign-in, before anything else can be done. */
export type PasswordState =
  | { readonly kind: "fine" }
  /** It must be changed. `expired`: by its age, so that the account's password policy has a say in who may. */
  | { readonly kind: "must change"; readonly why: string; readonly expired: boolean }
  /** It can't be changed by its owner. */
  | { readonly kind: "blocked"; readonly why: string };

/** What tells when passwords expire. */
type Expiring = Pick<AccountFacts, "passwordPolicy" | "credentialReportAt">;

const FINE: PasswordState = { kind: "fine" };

export interface SignIn {
  readonly at: Date;
  /** What is past now has happened, in words too. */
  readonly now: Date;
}

/**
 * What becomes of a user who signs in at a time.
 *
 * A password older than the account's maximum age must be changed at sign-in, and, where the account prevents that
 * (hard expiry), only an administrator can set a new one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 */
export function passwordStateAt(user: User, account: Expiring, signIn: SignIn): Fact<PasswordState> {
  const planned = user.plannedLoginProfile;
  if (planned && !hasPassword(user)) {
    const { passwordResetRequired } = planned;
    // A program that leaves it out gives an unknown in preview, as the provider computes it; AWS then asks for no
    // reset.
    return known(passwordResetRequired.known && passwordResetRequired.value ? RESET : FINE);
  }
  const live = user.live.known ? user.live.value : null;
  if (!live) return known(FINE);
  if (!live.loginProfile.known) return live.loginProfile;
  return live.loginProfile.value ? ofProfile(live.loginProfile.value, account, signIn) : known(FINE);
}

const RESET: PasswordState = {
  kind: "must change",
  why: "the password must be changed at the next sign-in",
  expired: false,
};

function hasPassword({ live }: User): boolean {
  const user: LiveUser | null = live.known ? live.value : null;
  return user !== null && user.loginProfile.known && user.loginProfile.value !== null;
}

function ofProfile(
  profile: LoginProfile,
  { passwordPolicy, credentialReportAt: report }: Expiring,
  { at, now }: SignIn,
): Fact<PasswordState> {
  const expiry = expiryOf(profile, passwordPolicy.known ? passwordPolicy.value : null);
  if (expiry && expiry <= at) {
    if (!report.known) return changeNotKnown(report.reason);
    const hard = passwordPolicy.known && passwordPolicy.value?.hardExpiry === true;
    const why = `the password ${expiry <= now ? "expired" : "expires"} on ${isoDay(expiry)}`;
    return known(
      hard
        ? {
            kind: "blocked",
            why: `${why}, and the account's password policy lets only an administrator reset it`,
          }
        : { kind: "must change", why: `${why} and must then be changed`, expired: true },
    );
  }
  // Of whose next rotation the report says nothing, it never comes; but only if there is a report, and it tells the age.
  if (!expiry && !passwordPolicy.known && !(report.known && profile.changed))
    return expiryNotKnown(passwordPolicy.reason);
  if (!expiry && !profile.changed && passwordPolicy.known && passwordPolicy.value?.maximumAge)
    return EXPIRY_NOT_TOLD;
  if (!profile.resetRequired.known) {
    // Nobody asked: what is not told is not held against anybody here; what decides by it asks first.
    return profile.resetRequired.reason.code === "NotAsked" ? known(FINE) : profile.resetRequired;
  }
  return known(profile.resetRequired.value ? RESET : FINE);
}

/** Where the account's password policy could not be read, and no credential report tells it instead. */
function expiryNotKnown(reason: Reason): Fact<PasswordState> {
  return unknown({ ...reason, what: `whether passwords expire (${reason.what})` });
}

/**
 * "The date when the password for the user was created" is all that is known without the credential report, and its
 * owner may have changed the password since.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_LoginProfile.html
 */
function changeNotKnown(reason: Reason): Fact<PasswordState> {
  return unknown({ ...reason, what: `whether the password has expired (${reason.what})` });
}

/** Of a password whose age AWS does not tell, in an account where passwords expire. */
const EXPIRY_NOT_TOLD: Fact<PasswordState> = unknown({
  what: "whether the password has expired, which must then be changed first",
  call: "iam:GetCredentialReport",
  code: "NotTold",
  message: "the report does not say password_last_changed nor password_next_rotation",
  remedy: "Have the user sign in once: who is asked for a new password there has to change it first.",
});

/**
 * When a password expires; null: never, or it can't be told. By the policy, which may be newer than the report, or
 * planned; else by the day that the report has.
 */
export function expiryOf(profile: LoginProfile, policy: PasswordPolicy | null): Date | null {
  if (!policy?.maximumAge || !profile.changed) return profile.nextRotation;
  return new Date(profile.changed.getTime() + policy.maximumAge * DAY);
}
