import type { IAMClient, UserDetail } from "@aws-sdk/client-iam";
import { actionOf } from "./action";
import { type Answer, element, stsAnswer } from "./answer";
import { type ApiCall, withField } from "./api-call";
import { authorize, type UserCall } from "./authorize";
import { callerOf } from "./caller";
import type { Devices } from "./devices";
import { forward } from "./forward";
import { checkEnrolment, observe } from "./mfa-devices";
import { Refusal } from "./refusal";
import { isAboutUser } from "./resource";
import { getSessionToken } from "./session-token";
import type { Sessions } from "./sessions";

/** What the gateway works with. */
export interface Backing {
  readonly emulator: URL;
  /** The emulator's IAM itself, as administrator. */
  readonly iam: IAMClient;
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly clock: () => Date;
}

/**
 * Answers one call: who is it, may they, and then the gateway itself or the emulator.
 * @throws Refusal where AWS would refuse it
 */
export async function handle(call: ApiCall, backing: Backing): Promise<Answer> {
  const now = backing.clock();
  const caller = await callerOf(call, { ...backing, now });
  const action = call.credential && actionOf(call, call.credential);
  if (caller === "administrator") return passOn(call, action ?? "", backing, now);
  if (action === undefined) throw unknownAction(call);
  return handleUser({ call, action, caller }, backing, now);
}

async function handleUser(of: UserCall, backing: Backing, now: Date): Promise<Answer> {
  const user = await authorize(of, backing.iam, now);
  const { call, action, caller } = of;
  if (action === "sts:GetCallerIdentity") return callerIdentity(user);
  if (action === "sts:GetSessionToken") return getSessionToken(call, caller, backing, now);
  // The emulator knows no sessions of ours, and so not who "the caller" is.
  const own = !call.form.has("UserName") && (await isAboutUser(action));
  return passOn(own ? withField(call, "UserName", caller.user) : call, action, backing, now);
}

async function passOn(
  call: ApiCall,
  action: string,
  { emulator, devices }: Backing,
  now: Date,
): Promise<Answer> {
  checkEnrolment(action, call, devices, now);
  const answer = await forward(call, emulator);
  observe(action, call, answer, devices);
  return answer;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
function callerIdentity({ Arn = "", UserId = "" }: UserDetail): Answer {
  const fields = { Arn, UserId, Account: Arn.split(":")[4] ?? "" };
  const inside = Object.entries(fields).map(([name, value]) => element(name, value));
  return stsAnswer("GetCallerIdentity", inside.join(""));
}

function unknownAction({ method, url, credential }: ApiCall): Refusal {
  const call = `${method} ${url} of ${credential?.service}`;
  return new Refusal(
    "NotImplemented",
    `The sandbox's gateway can't tell which permission ${call} needs.`,
    501,
  );
}
