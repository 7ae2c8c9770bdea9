import type { IAMClient } from "@aws-sdk/client-iam";
import { type Fact, known, unknown } from "../fact";
import type { CallerIdentity, ConsoleAuthorization } from "../account-facts";
import { attempt } from "./calls";
import { isElsewhere, servedBy } from "./elsewhere";
import { callSignIn } from "./sign-in-api";

const CALL = "signin:GetConsoleAuthorizationConfiguration";

/** Where AWS Sign-In is asked. */
export interface SignInPlace {
  readonly identity: CallerIdentity;
  /** By option or environment; undefined: where AWS has it. */
  readonly endpoint: string | undefined;
  /** Whether that endpoint is IAM's too: an emulator, which need not have AWS Sign-In, or a proxy, which has. */
  readonly isShared: boolean;
  /** Whether IAM is asked elsewhere than at AWS: a sign-in of AWS's own would know nothing of that account. */
  readonly iamIsElsewhere: boolean;
}

/**
 * Whether AWS Sign-In looks at policies when somebody signs in to the console. Off unless somebody has turned it on,
 * for the account or the organization; from then on a user's IAM policies count at sign-in too:
 * https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html
 *
 * "Read operations can be performed from any Region." What is answered of an account for which only the
 * organization has turned it on is not documented.
 */
export async function readConsoleAuthorization(
  iam: IAMClient,
  place: SignInPlace,
  where: string,
  signal: AbortSignal,
): Promise<Fact<ConsoleAuthorization>> {
  const what = "whether console authorization is on";
  const { accountId, partition } = place.identity;
  if (place.endpoint === undefined && (await isElsewhere(iam, place))) return NOT_ASKED;
  // "Console authorization APIs are available in all AWS commercial Regions."
  if (place.endpoint === undefined && partition !== "aws") return notOffered(partition, where);
  const answer = await attempt(
    { what, call: CALL, where },
    async () =>
      callSignIn(
        iam,
        {
          endpoint: place.endpoint ?? `https://signin.${await iam.config.region()}.api.aws`,
          path: "/get-console-authorization-configuration",
          body: { targetId: accountId },
        },
        signal,
      ),
    signal,
  );
  // Of an account that is there.
  if (!answer.known) {
    if (answer.reason.code === "ResourceNotFound") return known("not configured");
    return place.isShared ? servedBy(answer, NOT_ASKED.reason.remedy) : answer;
  }
  const enabled = answer.value["consoleAuthorizationEnabled"];
  if (typeof enabled === "boolean") return known(enabled ? "on" : "off");
  return unknown({
    what: `${what} of ${where}`,
    call: CALL,
    code: "NotTold",
    message: "the answer does not say consoleAuthorizationEnabled",
    remedy: SAY_SO,
  });
}

const SAY_SO =
  "Say it in the rollout file (`consoleAuthorization: on` or `off`) once somebody who may see it has looked: aws signin get-console-authorization-configuration.";

export const NOT_ASKED = unknown({
  what: "whether console authorization is on",
  call: CALL,
  code: "NotAsked",
  message: "IAM is asked at an endpoint of its own, and none is set for AWS Sign-In",
  remedy: "Set AWS_ENDPOINT_URL_SIGNIN.",
});

function notOffered(partition: string, where: string): Fact<never> {
  return unknown({
    what: `whether console authorization is on of ${where}`,
    call: CALL,
    code: "NotDocumented",
    message: `AWS documents it for its commercial Regions, and not for the partition ${partition}`,
    remedy: SAY_SO,
  });
}
