import type { LiveUser } from "../../policypack/facts/model";
import type { Answer } from "./answer";

/** What the policies of a user come to. */
export type Verdict =
  /** Without MFA nothing works but the self-service set, now and later. */
  | { readonly kind: "passes" }
  /** From a date on; until then everything that the user may do works without MFA. */
  | { readonly kind: "grace"; readonly from: Date }
  /** A policy means to force MFA, and more works without; `since`: from that date on; null: now. */
  | { readonly kind: "fails"; readonly since: Date | null }
  /** The user has no device, can't enrol one, and is denied the rest. */
  | { readonly kind: "locked out" }
  /** No policy of the user means to force MFA. */
  | { readonly kind: "uncovered" };

export function verdictOf(answer: Answer, live: LiveUser): Verdict {
  if (!answer.forces) return { kind: "uncovered" };
  const verdict = holding(answer);
  const hasNoDevice = live.devices.complete.known && live.devices.found.length === 0;
  const stuck = answer.moments.at(-1)?.canEnrol === false;
  return verdict.kind !== "fails" && hasNoDevice && stuck ? { kind: "locked out" } : verdict;
}

/** A denial may begin late; once begun, it must not end. */
function holding({ moments }: Answer): Verdict {
  const isOpen = moments.map(({ exceptions }) => exceptions.length > 0);
  const begins = isOpen.indexOf(false);
  const ends = isOpen.indexOf(true, Math.max(begins, 0));
  if (begins < 0) return { kind: "fails", since: null };
  if (ends >= 0) return { kind: "fails", since: moments[ends]?.since ?? null };
  const from = moments[begins]?.since ?? null;
  return from ? { kind: "grace", from } : { kind: "passes" };
}

/** Whether it is something to put right. */
export function isFinding({ kind }: Verdict): boolean {
  return kind === "fails" || kind === "locked out" || kind === "uncovered";
}
