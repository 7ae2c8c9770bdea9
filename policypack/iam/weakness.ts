/** What kind of weakness, for tests and for whoever counts them. */
export type WeaknessCode =
  | "not-judged"
  | "everything"
  | "access-keys"
  | "sessions"
  | "aws-services"
  | "some-scenarios"
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
export interface Weakness {
  readonly code: WeaknessCode;
  /** What is wrong, as a sentence without its full stop: "long-term access keys pass". */
  readonly sentence: string;
}

/** What was found, and how much of it: cells of (user, scenario, action, resource) that are not as they should be. */
export interface Findings {
  readonly weaknesses: readonly Weakness[];
  readonly weight: number;
}

export function mergeFindings(all: readonly Findings[]): Findings {
  const weaknesses = new Map(
    all.flatMap(({ weaknesses }) => weaknesses.map((weakness) => [weakness.sentence, weakness])),
  );
  return { weaknesses: [...weaknesses.values()], weight: all.reduce((sum, { weight }) => sum + weight, 0) };
}
