import { EXIT, type ExitCode } from "../errors";
import { hasFound, isMissingFacts, unreadAccounts } from "./result";
import { SEVERITIES, type Severity } from "./severity";
import type { Outline } from "./source";

export type FailOn = Severity | "never";

export const FAIL_ON: readonly FailOn[] = [...SEVERITIES, "never"];

/** How a pipeline wants it. */
export interface ExitOptions {
  readonly failOn: FailOn;
  readonly allowUnknown: boolean;
  /** Violations go before accounts that could not be read. */
  readonly violationsFirst?: boolean;
}

/**
 * A pipeline must not be green because an account could not be looked at, nor read "looked, and found" where most
 * accounts are missing: so these go before violations.
 */
export function exitCodeOf(report: Outline, options: ExitOptions): ExitCode {
  const found = options.failOn !== "never" && hasFound(report, options.failOn);
  const accountsMissing = isMissingAccounts(report, options);
  if (accountsMissing && !(found && options.violationsFirst)) return EXIT.couldNotRun;
  if (found) return EXIT.found;
  return isMissingFacts(report) && !options.allowUnknown ? EXIT.couldNotRun : EXIT.nothingFound;
}

/** Who allows for facts that are not known does not yet allow for a whole account that is not. */
function isMissingAccounts(report: Outline, { allowUnknown }: ExitOptions): boolean {
  const { failed, withoutUsers } = unreadAccounts(report);
  return failed || (!allowUnknown && withoutUsers);
}
