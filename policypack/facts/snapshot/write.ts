import type { AccountFacts } from "../account-facts";
import { snapshotFiles } from "./snapshot-schema";

/**
 * The facts of accounts as JSON text, to be judged later or elsewhere. There is no secret in it, but there is who has
 * no MFA: it is to be kept like the audit that it is.
 * @throws Error for facts over which a stack's plan is laid.
 */
export function toSnapshot(accounts: readonly AccountFacts[]): string {
  return `${JSON.stringify(snapshotFiles().encode(accounts), null, 1)}\n`;
}
