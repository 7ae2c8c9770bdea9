/** What kind of hole, for tests and for whoever counts them. */
export type HoleCode =
  | "not-judged"
  | "everything"
  | "access-keys"
  | "sessions"
  | "aws-services"
  | "some-situations"
  | "ends"
  | "never-begins"
  | "some-users"
  | "some-resources"
  | "more-actions"
  | "disarm"
  | "locked-out"
  | "enrolment-denied"
  | "enrolment-own-name"
  | "enrolment-path"
  | "enrolment-partition"
  | "enrolment-not-allowed";

/** One way in which a policy that means to force MFA does not, or forces too much. */
export interface Hole {
  readonly code: HoleCode;
  /** What is wrong, as a sentence without its full stop: "long-term access keys pass". */
  readonly sentence: string;
}

/** What was found, and how much of it: cells of (user, situation, action, resource) that are not as they should be. */
export interface Findings {
  readonly holes: readonly Hole[];
  readonly weight: number;
}

export function mergeFindings(all: readonly Findings[]): Findings {
  const holes = new Map(all.flatMap(({ holes }) => holes.map((hole) => [hole.sentence, hole])));
  return { holes: [...holes.values()], weight: all.reduce((sum, { weight }) => sum + weight, 0) };
}
