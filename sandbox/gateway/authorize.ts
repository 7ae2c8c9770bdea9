import type { IAMClient, UserDetail } from "@aws-sdk/client-iam";
import { type Account, readAccount } from "./account";
import type { ApiCall } from "./api-call";
import { ownerOf, type UserCaller } from "./caller";
import { contextOf } from "./context";
import { denial } from "./denial";
import { policiesOf } from "./policies";
import { invalidKey, Refusal } from "./refusal";
import { resourceOf } from "./resource";
import { ask, type Question } from "./simulate";

/** A user's call: what it needs, and whom it is about. */
export interface UserCall {
  readonly call: ApiCall;
  readonly action: string;
  readonly caller: UserCaller;
}

/** Takes the place of a permission: the call only authenticates, so nothing but an explicit deny keeps it. */
const NEEDS_NO_ALLOW = new Set(["sts:GetSessionToken"]);

/**
 * Lets a user's call pass, or throws what AWS answers in its place.
 * @returns the user, as they are now
 * @throws Refusal where the user's own policies do not allow it, or a session without MFA calls what takes none
 */
export async function authorize(of: UserCall, iam: IAMClient, now: Date): Promise<UserDetail> {
  const account = await readAccount(iam);
  const user = account.users.find(({ UserName }) => UserName === of.caller.user);
  if (!user) throw invalidKey();
  const { action, caller } = of;
  refuseSession(action, caller);
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html: even with an explicit deny.
  if (action === "sts:GetCallerIdentity") return user;
  const question = await questionOf(of, user, account, iam, now);
  const verdict = await ask(question);
  const needsAllow = !NEEDS_NO_ALLOW.has(action);
  if (verdict.result === "ExplicitlyDenied" || (needsAllow && verdict.result !== "Allowed")) {
    throw denial(question, verdict);
  }
  return user;
}

/**
 * What sessions can't do whatever a policy says: IAM wants MFA of them, STS gives them little.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
function refuseSession(action: string, { session }: UserCaller): void {
  if (!session) return;
  if (action.startsWith("iam:") && !session.mfa) throw invalidKey();
  if (/^sts:(?!AssumeRole$|GetCallerIdentity$|GetSessionToken$)/.test(action)) {
    throw new Refusal("AccessDenied", `Cannot call ${action.slice(4)} with session credentials`);
  }
}

async function questionOf(
  { call, action, caller }: UserCall,
  user: UserDetail,
  account: Account,
  iam: IAMClient,
  now: Date,
): Promise<Question> {
  const principal = user.Arn ?? "";
  const about = await userMeant(call, caller.user, iam);
  const resource = await resourceOf({ call, action, callerArn: principal, user: about, account });
  const context = contextOf(caller, user, call.credential?.region ?? "", now);
  return { principal, action, resource, context, policies: policiesOf(user, account) };
}

/** Whom a call is about: it says so, or means the owner of the key that it names, or the caller. */
async function userMeant({ form }: ApiCall, caller: string, iam: IAMClient): Promise<string> {
  const named = form.get("UserName");
  if (named !== null) return named;
  const key = form.get("Action") === "GetAccessKeyLastUsed" ? form.get("AccessKeyId") : null;
  return (key && (await ownerOf(key, iam))) || caller;
}
