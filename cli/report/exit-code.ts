import { EXIT, type ExitCode } from "../errors";
import { violationsFrom } from "./counts";
import type { Report } from "./model";
import { SEVERITIES, type Severity } from "./severity";

export type FailOn = Severity | "never";

export const FAIL_ON: readonly FailOn[] = [...SEVERITIES, "never"];

/** A pipeline must not be green because the account could not be looked at. */
export function exitCodeOf(
  { counts, failures, settings, accounts }: Report,
  { failOn, allowUnknown }: { readonly failOn: FailOn; readonly allowUnknown: boolean },
): ExitCode {
  if (failOn !== "never" && violationsFrom(counts, failOn) > 0) return EXIT.found;
  // Who chose a standard asks whether it is met.
  const verdicts = new Set(
    settings.compliance.length === 0 ? [] : accounts.flatMap((a) => a.answers.map((b) => b.verdict)),
  );
  if (failOn !== "never" && verdicts.has("fail")) return EXIT.found;
  // Whoever allows for a fact that is not known does not yet allow for a whole account that is not.
  if (failures.length > 0) return EXIT.couldNotRun;
  return (counts.unknown > 0 || verdicts.has("unknown")) && !allowUnknown
    ? EXIT.couldNotRun
    : EXIT.nothingFound;
}
