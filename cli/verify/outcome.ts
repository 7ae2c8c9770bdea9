import { EXIT, type ExitCode } from "../errors";
import type { Simulation } from "./simulate";
import { isFinding } from "./verdict";
import type { JudgedUser, Verification } from "./verify";

/** What was verified, and what AWS's simulator said to it; null: it was not asked. */
export interface Outcome {
  readonly verification: Verification;
  readonly simulation: Simulation | null;
  /** How many actions there are, and by which list. */
  readonly actions: number;
  readonly actionList: string;
}

export const KINDS = [
  "passes",
  "grace",
  "fails",
  "locked out",
  "security key only",
  "uncovered",
  "exempt",
  "unknown",
] as const;
export type Kind = (typeof KINDS)[number];

/** How many users there are of each kind. The account as a whole, where not all users are known, counts as unknown. */
export function countKinds({ groups, exempt, gaps }: Verification): Record<Kind, number> {
  const counts = { ...zero(), exempt: exempt.length, unknown: gaps.length };
  for (const { verdict } of usersOf(groups)) counts[verdict.kind]++;
  return counts;
}

/** Of several accounts. */
export function addUpKinds(each: readonly Record<Kind, number>[]): Record<Kind, number> {
  const total = zero();
  for (const counts of each) for (const kind of KINDS) total[kind] += counts[kind];
  return total;
}

function zero(): Record<Kind, number> {
  return {
    passes: 0,
    grace: 0,
    fails: 0,
    "locked out": 0,
    "security key only": 0,
    uncovered: 0,
    exempt: 0,
    unknown: 0,
  };
}

function usersOf(groups: Verification["groups"]): readonly JudgedUser[] {
  return groups.flatMap(({ users }) => users);
}

export const RESULTS = ["passes", "found", "unknown"] as const;
export type Result = (typeof RESULTS)[number];

/** Something found takes precedence over something unknown, and that over a pass. */
export function resultOf({
  verification: { groups, gaps },
  simulation,
}: Pick<Outcome, "verification" | "simulation">): Result {
  const found = usersOf(groups).some(({ verdict }) => isFinding(verdict));
  if (found || (simulation?.disagreements.length ?? 0) > 0) return "found";
  return gaps.length + (simulation?.gaps.length ?? 0) > 0 ? "unknown" : "passes";
}

/** Of several accounts; none: there is nothing that does not pass. */
export function worstOf(results: readonly Result[]): Result {
  if (results.includes("found")) return "found";
  return results.includes("unknown") ? "unknown" : "passes";
}

/** A pipeline must not be green because the account could not be looked at. */
export function exitCodeOf(result: Result, allowUnknown: boolean): ExitCode {
  if (result === "found") return EXIT.found;
  return result === "unknown" && !allowUnknown ? EXIT.couldNotRun : EXIT.nothingFound;
}
