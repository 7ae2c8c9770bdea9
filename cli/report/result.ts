import { EXIT, type ExitCode } from "../errors";
import { standardsInWords } from "./control-answers";
import type { AnswerReport } from "./report-model";
import { SEVERITIES, type Severity } from "./severity";
import { isOfRules, type Outline } from "./source";
import { hasNoUsersRead, summaryOf, violationsFrom } from "./summary";

/** Whether there is a violation of that severity or a worse one, or a control that was chosen is not met. */
function hasFound(report: Outline, least: Severity): boolean {
  return violationsFrom(report.counts, least) > 0 || chosenVerdicts(report).includes("fail");
}

/** Accounts that could not be read, or that answered without one of their console users. */
function unreadAccounts({ failures, accounts }: Outline): {
  readonly failed: boolean;
  readonly withoutUsers: boolean;
} {
  return { failed: failures.length > 0, withoutUsers: accounts.some(hasNoUsersRead) };
}

/** Whether something of what was read could not be judged. */
function isMissingFacts(report: Outline): boolean {
  return report.counts.unknown > 0 || chosenVerdicts(report).includes("unknown");
}

export interface Verdict {
  readonly kind: "violation" | "unknown" | "compliant";
  readonly words: string;
}

/** The last thing that somebody at a terminal sees, and what it is about. */
export function verdictOf(report: Outline): Verdict {
  const ofRules = isOfRules(report) ? summaryOf(report.counts) : null;
  const words = [ofRules, standardsInWords(report)].filter((one) => one !== null).join("; ");
  if (hasFound(report, LEAST)) return { kind: "violation", words };
  const { failed, withoutUsers } = unreadAccounts(report);
  return { kind: failed || withoutUsers || isMissingFacts(report) ? "unknown" : "compliant", words };
}

const LEAST: Severity = "low";

function chosenVerdicts({ settings, accounts }: Outline): readonly AnswerReport["verdict"][] {
  if (settings.compliance.length === 0) return [];
  return accounts.flatMap(({ answers }) => answers.map(({ verdict }) => verdict));
}

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
