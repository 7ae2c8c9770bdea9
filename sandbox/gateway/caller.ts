import {
  GetAccessKeyLastUsedCommand,
  type IAMClient,
  ListAccessKeysCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { ADMINISTRATOR_KEY } from "./administrator";
import type { ApiCall } from "./api-call";
import { invalidKey, Refusal } from "./refusal";
import type { Session, Sessions } from "./sessions";

/** An IAM user; with a long-term key where there is no session. */
export interface UserCaller {
  readonly user: string;
  readonly session: Session | undefined;
}

/** Who made a call: the administrator of the sandbox stands for the root user, who may do everything. */
export type Caller = "administrator" | UserCaller;

/**
 * Tells a caller by their access key. Signatures are not checked, no more than the emulator does.
 * @throws Refusal where nobody signed, the key is not known or not active, or the session has run out
 */
export async function callerOf(
  { credential, headers }: ApiCall,
  { iam, sessions, now }: { iam: IAMClient; sessions: Sessions; now: Date },
): Promise<Caller> {
  if (!credential) throw new Refusal("MissingAuthenticationToken", "Request is missing Authentication Token");
  const { accessKeyId } = credential;
  if (accessKeyId === ADMINISTRATOR_KEY) return "administrator";
  const session = sessions.find(accessKeyId, headers["x-amz-security-token"]);
  if (session) return sessionCaller(session, now);
  const user = await ownerOf(accessKeyId, iam);
  if (user === undefined || !(await isActive(accessKeyId, user, iam))) throw invalidKey();
  return { user, session: undefined };
}

function sessionCaller(session: Session, now: Date): UserCaller {
  if (session.expires > now) return { user: session.user, session };
  throw new Refusal("ExpiredToken", "The security token included in the request is expired");
}

/** The user whose long-term key it is, as the emulator knows it now. */
export async function ownerOf(AccessKeyId: string, iam: IAMClient): Promise<string | undefined> {
  try {
    return (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).UserName;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}

async function isActive(accessKeyId: string, UserName: string, iam: IAMClient): Promise<boolean> {
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  return AccessKeyMetadata.some((key) => key.AccessKeyId === accessKeyId && key.Status === "Active");
}
