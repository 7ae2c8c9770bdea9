import type { Command } from "commander";
import { CliError } from "../errors";
import { HOUR, hours } from "../times";
import type { OrganizationOptions } from "./organization-options";

/** How old an account may be that a run before has kept. */
export interface MaxAgeOption {
  /** Hours. */
  readonly maxAge?: number;
}

/** For commands that have nothing else of an age: `audit` has its snapshots too. */
export function addMaxAge(command: Command): Command {
  return command.option("--max-age <hours>", "with --org, maximum age of a kept account", hours);
}

/** @throws CliError for an age that nothing is held to: who gives it thinks that it is. */
export function refuseIdleMaxAge({ org, resume, maxAge }: MaxAgeOption & OrganizationOptions): void {
  if (maxAge === undefined || (org && resume !== false)) return;
  throw new CliError(
    "--max-age goes with --org only, and without --no-resume: what is read live has no age.",
  );
}

/** Milliseconds; undefined: as usual. */
export function maxAgeOf({ maxAge }: MaxAgeOption): number | undefined {
  return maxAge === undefined ? undefined : maxAge * HOUR;
}
