import { standardsInWords } from "./controls";
import { violationsFrom } from "./counts";
import { hasNoUsersRead, summaryOf } from "./headline";
import type { AnswerReport } from "./model";
import type { Severity } from "./severity";
import { isOfRules, type Outline } from "./source";

/** Whether there is a violation of that severity or a worse one, or a control that was chosen is not met. */
export function hasFound(report: Outline, least: Severity): boolean {
  return violationsFrom(report.counts, least) > 0 || chosenVerdicts(report).includes("fail");
}

/** Accounts that could not be read, or that answered without one of their console users. */
export function unreadAccounts({ failures, accounts }: Outline): {
  readonly failed: boolean;
  readonly withoutUsers: boolean;
} {
  return { failed: failures.length > 0, withoutUsers: accounts.some(hasNoUsersRead) };
}

/** Whether something of what was read could not be judged. */
export function isMissingFacts(report: Outline): boolean {
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
