import type { Fact } from "../facts/fact";
import type { AccountFacts } from "../facts/model";
import { partitionNamed } from "../iam/partitions";

/**
 * Whether root has anything to sign in with: a password or an access key. Unknown only where neither is known to be
 * there and one could not be read. A signing certificate does not count: nobody signs in to the console with one.
 * GetAccountSummary tells of them (AccountSigningCertificatesPresent); no rule reads it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export function rootHasCredentials({ root }: AccountFacts): Fact<boolean> {
  const credentials = [root.hasPassword, root.hasAccessKeys];
  return (
    credentials.find((fact) => fact.known && fact.value) ??
    credentials.find((fact) => !fact.known) ??
    root.hasPassword
  );
}

/** Why a rule about root has nothing to say of an account where root can't sign in. */
export const NO_ROOT_CREDENTIALS =
  "root has no password and no access keys (its signing certificates are not looked at), so there is nothing to protect with MFA";

/**
 * Why root needs no MFA where it can't sign in to the console at all: in AWS GovCloud (US), "You cannot access the AWS
 * Management Console for AWS GovCloud (US) using the associated standard AWS account root credentials". An access key
 * of root would count there too. Undefined: it may need it.
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html
 */
export function noConsoleForRoot({ identity, root }: AccountFacts): string | undefined {
  const elsewhere = identity.known && partitionNamed(identity.value.partition)?.rootSignsInElsewhere;
  if (!elsewhere || (root.hasAccessKeys.known && root.hasAccessKeys.value)) return undefined;
  return "root can't sign in to the console of AWS GovCloud (US); its standard account's root user needs MFA there";
}

/** Why hardware MFA can't be asked of root; undefined: it can. */
export function noHardwareForRoot({ identity }: AccountFacts): string | undefined {
  if (!identity.known) return undefined;
  const { partition } = identity.value;
  return partitionNamed(partition)?.noRootRules
    ? `AWS offers no hardware MFA for root in the partition ${partition}`
    : undefined;
}

/** What is the matter with root, without MFA. Nobody signs in to the console with an access key. */
export function rootWithoutMfa({ identity, root, label }: AccountFacts): string {
  const { hasPassword } = root;
  const keys = `The root user of ${label} has access keys and no MFA`;
  if (identity.known && partitionNamed(identity.value.partition)?.rootSignsInElsewhere)
    return `${keys}. It can't sign in to the console of AWS GovCloud (US): delete the keys.`;
  if (!hasPassword.known) return `${keys}. Whether it has a password too could not be read.`;
  return hasPassword.value
    ? `The root user of ${label} can sign in, and has no MFA.`
    : `${keys}. It has no password: delete the keys.`;
}
