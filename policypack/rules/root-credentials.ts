import { type Fact, known } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import { partitionNamed } from "../iam/partitions";
import { CHINA_ROOT_STEPS, isDisputed, ROOT_DISPUTED, rootDisputed, rootHardwareDisputed } from "./china";
import type { Outcome } from "./rule";

/**
 * Whether root has anything to sign in with: a password or an access key; in AWS GovCloud (US), an access key. Unknown
 * only where neither is known to be there and one could not be read. A signing certificate does not count: nobody signs
 * in to the console with one. GetAccountSummary tells of them (AccountSigningCertificatesPresent); no rule reads it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export function rootHasCredentials(account: AccountFacts): Fact<boolean> {
  const { root } = account;
  if (isGovCloud(account)) return root.hasAccessKeys;
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

function isGovCloud({ identity }: AccountFacts): boolean {
  return identity.known && partitionNamed(identity.value.partition)?.rootSignsInElsewhere === true;
}

/**
 * Why root needs no MFA where it can't sign in to the console at all, and has no access keys: "While AWS GovCloud (US)
 * account root user console access is not supported, programmatic access keys are supported". Undefined: it may need
 * it.
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-account-root-user.html
 */
export function noConsoleForRoot(account: AccountFacts): string | undefined {
  const { hasAccessKeys } = account.root;
  if (!isGovCloud(account) || !hasAccessKeys.known || hasAccessKeys.value) return undefined;
  return "root can't sign in to the console of AWS GovCloud (US); its standard account's root user needs MFA there";
}

/**
 * Why hardware MFA can't be asked of root; undefined: it can. "MFA devices are only supported for IAM users and not the
 * root account": https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/mfa-device.html
 */
export function noHardwareForRoot(account: AccountFacts): string | undefined {
  return isGovCloud(account)
    ? "AWS GovCloud (US) supports MFA devices for IAM users only, and none for root"
    : undefined;
}

/** Root with credentials and no MFA: what is the matter with it. Unknown: whether anything is. */
export function rootWithoutMfa(account: AccountFacts): Fact<string> {
  const { root, label } = account;
  const { hasPassword, hasAccessKeys } = root;
  const keys = `The root user of ${label} has access keys and no MFA`;
  if (isGovCloud(account))
    return known(`${keys}. It can't sign in to the console of AWS GovCloud (US): delete the keys.`);
  if (isDisputed(account)) {
    // Keys work wherever they are; nobody needs to sign in with them.
    return hasAccessKeys.known && hasAccessKeys.value
      ? known(`${keys}: have the keys deleted. ${ROOT_DISPUTED}`)
      : rootDisputed(account);
  }
  if (!hasPassword.known) return known(`${keys}. Whether it has a password too could not be read.`);
  // Nobody signs in to the console with an access key.
  return known(
    hasPassword.value
      ? `The root user of ${label} can sign in, and has no MFA.`
      : `${keys}. It has no password: delete the keys.`,
  );
}

/** The same as a rule's outcome. */
export function withoutMfa(account: AccountFacts): Outcome {
  const fault = rootWithoutMfa(account);
  return fault.known
    ? { kind: "violation", subject: "root", message: fault.value }
    : { kind: "unknown", subject: "root", reason: fault.reason };
}

/** Whether root has a virtual device in place of hardware that it can have. Unknown too: whether it can. */
export function rootIsVirtual(account: AccountFacts): Fact<readonly string[]> {
  const { virtualDevices } = account.root;
  if (!virtualDevices.known) return virtualDevices;
  const serials = virtualDevices.value.map(({ serial }) => serial ?? "without a serial number");
  return serials.length > 0 && isDisputed(account) ? rootHardwareDisputed(account) : known(serials);
}

/**
 * How root's keys go where root has no console: the key that the calls are made with goes last.
 * https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-account-root-user.html, "Deleting my AWS GovCloud
 * (US) account root user access keys"
 */
const GOVCLOUD_ROOT_STEPS: readonly string[] = [
  "In AWS GovCloud (US), where root can't sign in to the console nor have an MFA device, delete its access keys: with them in " +
    "a profile, `aws iam list-access-keys`, and `aws iam delete-access-key --access-key-id ID` of each, the one in use last.",
  "In AWS GovCloud (US), enrol the root user of the standard AWS account that belongs to it: signed in to that account.",
];

/** What to do in a partition where root is not as in others. */
export function rootStepsIn(partition: string): readonly string[] | undefined {
  const { rootSignsInElsewhere, documentsDisagree } = partitionNamed(partition) ?? {};
  if (rootSignsInElsewhere) return GOVCLOUD_ROOT_STEPS;
  return documentsDisagree ? CHINA_ROOT_STEPS : undefined;
}
