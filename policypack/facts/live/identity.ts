import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Fact } from "../fact";
import type { CallerIdentity } from "../account-facts";
import { attempt } from "./calls";

/** Who makes the calls, and in which account. AWS asks no permission for it. */
export function readIdentity(
  sts: STSClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<CallerIdentity>> {
  const purpose = { what: "the identity", call: "sts:GetCallerIdentity", where };
  return attempt(
    purpose,
    async () => {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
      const partition = Arn?.split(":")[1];
      if (!Account || !Arn || !partition) throw new Error("the answer names no account or ARN");
      const { accessKeyId } = await sts.config.credentials();
      return { accountId: Account, arn: Arn, partition, longTermKey: LONG_TERM.test(accessKeyId) };
    },
    signal,
  );
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes */
const LONG_TERM = /^AKIA/;
