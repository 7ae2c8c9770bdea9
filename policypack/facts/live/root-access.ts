import { type IAMClient, ListOrganizationsFeaturesCommand } from "@aws-sdk/client-iam";
import { type Fact, unknown } from "../fact";
import { attempt } from "./calls";
import type { SignInPlace } from "./read-console-authorization";
import { isElsewhere, servedBy } from "./elsewhere";

const WHAT = "centralized root access";
const CALL = "iam:ListOrganizationsFeatures";

/**
 * The features of centralized root access that are enabled in the organization: RootCredentialsManagement,
 * RootSessions. Only the management account and the delegated administrator for it are told; a member account is
 * refused, as is one in no organization. It says nothing of the credentials that a root user has.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 */
export async function readRootAccess(
  iam: IAMClient,
  place: Pick<SignInPlace, "iamIsElsewhere">,
  where: string,
  signal: AbortSignal,
): Promise<Fact<readonly string[]>> {
  const features = await attempt(
    { what: WHAT, call: CALL, where },
    async () => {
      const answer = await iam.send(new ListOrganizationsFeaturesCommand({}), { abortSignal: signal });
      return answer.EnabledFeatures ?? [];
    },
    signal,
  );
  return (await isElsewhere(iam, place)) ? servedBy(features, ROOT_ACCESS_NOT_ASKED.reason.remedy) : features;
}

/** What holds until somebody asks: no rule goes by it. */
export const ROOT_ACCESS_NOT_ASKED = unknown({
  what: WHAT,
  call: CALL,
  code: "NotAsked",
  message: "the call was not made",
  remedy: "`mfa-guard audit` asks.",
});
