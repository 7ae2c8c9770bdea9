import type { Fact } from "../facts/fact";
import type { AccountFacts } from "../facts/model";

/**
 * Whether root has anything to sign in with: a password or an access key. Unknown only where neither is known to be
 * there and one could not be read.
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
  "root has no password and no access keys, so there is nothing to protect with MFA";
