import { hasDevice } from "../usable-devices";
import pLimit from "p-limit";
import type { IAMClient } from "@aws-sdk/client-iam";
import { type Fact, known } from "../fact";
import { readLoginProfile } from "./login-profile";
import { counted, UNWATCHED } from "./watch";
import type { AccountFacts, LiveUser, LoginProfile, User } from "../account-facts";

/** How many of these calls run at once; IAM throttles an account as a whole. */
const CONCURRENCY = 10;

/**
 * Asks of each console user without MFA whether their password must be changed, which the bulk calls don't tell:
 * one iam:GetLoginProfile each. What could not be read is unknown, with the reason. Never throws.
 */
export async function withPasswordResets(
  account: AccountFacts,
  iam: IAMClient,
  signal: AbortSignal,
  watch = UNWATCHED,
): Promise<AccountFacts> {
  const limit = counted(watch, "whose password must be changed", pLimit(CONCURRENCY));
  const users = account.users.found.map(async (user) => {
    const asked = askedOf(user);
    return asked === null ? user : limit(() => withReset(user, asked, { iam, label: account.label, signal }));
  });
  return { ...account, users: { ...account.users, found: await Promise.all(users) } };
}

interface Asked {
  readonly name: string;
  readonly live: LiveUser;
  readonly profile: LoginProfile;
}

/** Null: the answer is there, or does not help. */
function askedOf({ name, live }: User): Asked | null {
  if (name === undefined || !live.known || !live.value) return null;
  const profile = live.value.loginProfile.known ? live.value.loginProfile.value : null;
  if (!profile || profile.resetRequired.known || hasDevice(live.value)) return null;
  return { name, live: live.value, profile };
}

async function withReset(
  user: User,
  { name, live, profile }: Asked,
  { iam, label, signal }: { iam: IAMClient; label: string; signal: AbortSignal },
): Promise<User> {
  const read = await readLoginProfile(iam, name, label, signal);
  return { ...user, live: known({ ...live, loginProfile: merge(profile, read) }) };
}

/** The report knows when the password was used, the call knows only whether it must be changed. */
function merge(reported: LoginProfile, read: Fact<LoginProfile | null>): Fact<LoginProfile | null> {
  if (!read.known) return known({ ...reported, resetRequired: read });
  return known(read.value && { ...reported, resetRequired: read.value.resetRequired });
}
