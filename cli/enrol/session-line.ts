import type { Connection } from "../../policypack/facts/connection";

/** What to type for a session with MFA, with the profile that holds the access key. */
export function sessionLine({ profile }: Pick<Connection, "profile">, target?: string): string {
  const source = profile === undefined ? "" : ` --profile ${profile}`;
  return `mfa-guard session${source}${target === undefined ? "" : ` --profile-name ${target}`}`;
}
