import { EXIT, type ExitCode } from "../errors";
import { violationsFrom } from "./counts";
import { hasNoUsersRead } from "./headline";
import type { AnswerReport, Report } from "./model";
import { SEVERITIES, type Severity } from "./severity";

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
export function exitCodeOf(report: Report, options: ExitOptions): ExitCode {
  const found = options.failOn !== "never" && hasFound(report, options.failOn);
  const accountsMissing = isMissingAccounts(report, options);
  if (accountsMissing && !(found && options.violationsFirst)) return EXIT.couldNotRun;
  if (found) return EXIT.found;
  return isMissingFacts(report) && !options.allowUnknown ? EXIT.couldNotRun : EXIT.nothingFound;
}

function hasFound(report: Report, failOn: Severity): boolean {
  // A standard that was chosen has to be met.
  return violationsFrom(report.counts, failOn) > 0 || chosenVerdicts(report).includes("fail");
}

/** Who allows for facts that are not known does not yet allow for a whole account that is not. */
function isMissingAccounts({ failures, accounts }: Report, { allowUnknown }: ExitOptions): boolean {
  return failures.length > 0 || (!allowUnknown && accounts.some(hasNoUsersRead));
}

function isMissingFacts(report: Report): boolean {
  return report.counts.unknown > 0 || chosenVerdicts(report).includes("unknown");
}

function chosenVerdicts({ settings, accounts }: Report): readonly AnswerReport["verdict"][] {
  if (settings.compliance.length === 0) return [];
  return accounts.flatMap(({ answers }) => answers.map(({ verdict }) => verdict));
}
