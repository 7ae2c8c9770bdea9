import { RunError, runtime } from "@pulumi/pulumi";
import type { Connection } from "@mfa-guard/policypack/internal/facts/connection";
import { providerConnection } from "@mfa-guard/policypack/internal/facts/planned/provider-connection";

const PREFIX = "aws:";

/**
 * How this stack's own `aws` provider, the default one, reaches the account: by the `aws:` settings of the stack,
 * and by the environment for what these leave open. So what is read is the account that is deployed to.
 * https://www.pulumi.com/registry/packages/aws/installation-configuration/
 * @throws RunError for a nested setting, such as `aws:assumeRoles`, that is not JSON.
 */
export function stackConnection(
  config: Readonly<Record<string, string>> = runtime.allConfig() as Record<string, string>,
): Connection {
  const settings = Object.entries(config)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value]);
  const connection = providerConnection({
    urn: "the stack's aws provider",
    props: Object.fromEntries(settings),
  });
  if (connection.known) return connection.value;
  throw new RunError(`The aws settings of Pulumi.<stack>.yaml can't be read: ${connection.reason.message}.`);
}
