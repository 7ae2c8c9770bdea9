import type { IAMClient } from "@aws-sdk/client-iam";
import { type Fact, unknown } from "../fact";

/**
 * Whether IAM is asked elsewhere than at AWS: as the connection says, or by environment or configuration file, which
 * the SDK reads.
 */
export async function isElsewhere(iam: IAMClient, { iamIsElsewhere = false } = {}): Promise<boolean> {
  if (iamIsElsewhere) return true;
  const { serviceConfiguredEndpoint } = iam.config as {
    serviceConfiguredEndpoint?: () => Promise<string | undefined>;
  };
  return (await serviceConfiguredEndpoint?.()) !== undefined;
}

/** What emulators and plain servers answer to a path, a service or an operation that they don't have. */
const NO_SUCH_API =
  /^(HTTPStatus(400|404|405|501)|UnknownOperation|InvalidAction|NotImplemented|InternalFailure)$/;

/** The fact of an endpoint that is not AWS's: where it lacks what was asked, nothing was asked of AWS. */
export function servedBy<T>(fact: Fact<T>, remedy: string): Fact<T> {
  if (fact.known || !NO_SUCH_API.test(fact.reason.code)) return fact;
  const { code, message } = fact.reason;
  return unknown({
    ...fact.reason,
    code: "NotServed",
    message: `the endpoint that is set in the place of AWS's does not have it: ${code} (${message})`,
    remedy,
  });
}
