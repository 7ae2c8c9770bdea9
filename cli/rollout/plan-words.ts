import { type Fact, describeReason } from "../../policypack/facts/fact";
import type { Coverage } from "../../policypack/rules/coverage";
import { isoMinute } from "../times";
import { makesMfaUseless } from "./consequences";
import type { CallerImpact, Impact, Person, Verdict } from "./impact";
import type { Standing } from "./subjects";

/** In the order in which they matter for planning. */
export const VERDICTS = [
  "would break",
  "unknown",
  "must enrol",
  "ready",
  "exempt",
] as const satisfies readonly Verdict[];

/** "9 console users: 2 would break, 3 must enrol, 4 ready". */
export function headline({ people }: Impact): string {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: people.filter((p) => p.verdict === verdict).length,
  }));
  const told = counts.filter(({ count }) => count > 0).map(({ verdict, count }) => `${count} ${verdict}`);
  const noun = people.length === 1 ? "user" : "users";
  return `${people.length} console ${noun}${told.length > 0 ? `: ${told.join(", ")}` : ""}`;
}

/** When a denial of everything but enrolling begins for somebody. */
export function describeStanding(standing: Standing): string {
  switch (standing.kind) {
    case "wave":
      return `${standing.wave}, ${isoMinute(standing.deadline)}`;
    case "at once":
      return "at once";
    case "grace":
      return `no wave, due ${isoMinute(standing.until)}`;
    case "exempt":
      return `exempt until ${isoMinute(standing.until)}`;
    case "no deadline":
      return "none";
  }
}

export function describeDevices({ devices, enrolled }: Person): string {
  if (devices.length > 0)
    return devices.map((kind) => (kind === "sms" ? "sms (does not count)" : kind)).join(", ");
  return enrolled.known ? "none" : "unknown";
}

/** "yes", "from 2027-02-01 09:00 UTC", "no" or "unknown". */
export function describeCoverage(coverage: Fact<Coverage | null>, now: Date): string {
  if (!coverage.known) return "unknown";
  const { from } = coverage.value ?? { from: null };
  if (!coverage.value) return "no";
  return from && from > now ? `from ${isoMinute(from)}` : "yes";
}

/** Whether you would lock yourself out, in one sentence. */
export function describeSelf(self: CallerImpact): string {
  switch (self.kind) {
    case "no user":
      return `You are ${self.arn}, which a force-MFA policy on users does not touch.`;
    case "left out":
      return `You, ${self.name}, are left out of the rollout.`;
    case "safe":
      return `You, ${self.name}, have an MFA device and use a session: one made with MFA goes on working.`;
    case "locked out": {
      const from = self.from ? `from ${isoMinute(self.from)} on` : "as soon as you are covered";
      return `You would lock yourself out: ${self.name} ${self.why}, and is denied everything but enrolling ${from}.`;
    }
    case "unknown":
      return `Whether you would lock yourself out is not known: ${describeReason(self.reason)}`;
  }
}

/** Nobody may be left who can help: said before the first deadline, not after. */
export function administratorsWarning({ people }: Impact): string | null {
  const administrators = people.filter(({ administrator }) => administrator.known && administrator.value);
  const able = administrators.filter(
    ({ verdict, enrolled, breaks }) =>
      verdict === "exempt" || (enrolled.known && enrolled.value && !breaks.some(makesMfaUseless)),
  );
  if (administrators.length === 0 || able.length > 0) return null;
  const names = administrators.map(({ name }) => name).join(", ");
  const isIdle = administrators.some(({ enrolled }) => enrolled.known && enrolled.value);
  const lack = isIdle ? "can work with MFA" : "has MFA";
  return `No administrator ${lack} yet (${names}). See that one does before the first deadline, so that somebody can help the others.`;
}
