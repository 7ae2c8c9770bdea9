import { EXIT, type ExitCode } from "../errors";
import { violationsFrom } from "./counts";
import type { Report } from "./model";
import { SEVERITIES, type Severity } from "./severity";

export type FailOn = Severity | "never";

export const FAIL_ON: readonly FailOn[] = [...SEVERITIES, "never"];

/** A pipeline must not be green because the account could not be looked at. */
export function exitCodeOf(
  { counts, failures }: Report,
  { failOn, allowUnknown }: { readonly failOn: FailOn; readonly allowUnknown: boolean },
): ExitCode {
  if (failOn !== "never" && violationsFrom(counts, failOn) > 0) return EXIT.found;
  const open = counts.unknown > 0 || failures.length > 0;
  return open && !allowUnknown ? EXIT.couldNotRun : EXIT.nothingFound;
}
