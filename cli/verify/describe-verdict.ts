import { describeRef } from "../../policypack/iam/evaluate";
import { describeAction } from "../../policypack/iam/probes";
import type { OpenActions } from "../../policypack/iam/open-actions";
import { describeScenario, type RequestScenario } from "../../policypack/iam/request-scenarios";
import { isoMinute } from "../times";
import type { AssumableRoles } from "./assumable-roles";
import type { Verdict } from "./verdict";

/** How many actions of one exception are named. */
const NAMED = 8;

/** What everybody asks first: whether MFA can be undone. */
const TELLING = /^(iam:(Deactivate|DeleteVirtual)MFADevice$|iam:|sts:)/i;

export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case "passes":
      return `without MFA only ${working(verdict)}${enrolling(verdict.way)}`;
    case "grace":
      return `in grace: without MFA only ${working(verdict)} from ${isoMinute(verdict.from)} on${enrolling(verdict.way)}`;
    case "fails":
      if ("roles" in verdict) return assuming(verdict.roles);
      if (verdict.begins)
        return `denied only from ${isoMinute(verdict.begins)} on, which is too far off to count`;
      return verdict.since === null
        ? "more than the self-service set works without MFA"
        : `more than the self-service set works without MFA from ${isoMinute(verdict.since)} on`;
    case "locked out":
      return `${denied(verdict.from)}, and locked out: ${verdict.why}`;
    case "security key only":
      return `${denied(verdict.from)}, and ${verdict.why}`;
    case "uncovered":
      return "under no policy that forces MFA";
  }
}

/** The rule of roles says what to do. */
function assuming({ names, since }: AssumableRoles): string {
  const which = `${names.length === 1 ? "role" : "roles"} ${names.slice(0, NAMED).join(", ")}`;
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  const from = since === null ? "" : ` from ${isoMinute(since)} on`;
  const trust = names.length === 1 ? "its trust policy lets" : "their trust policies let";
  return `can assume ${which}${more} without MFA${from}: ${trust} them in (\`mfa-guard audit --rule role-trust-mfa\` says what to do)`;
}

function working({ accepting }: Extract<Verdict, { kind: "passes" | "grace" }>): string {
  return accepting
    ? "the self-service set and what the rollout file accepts work"
    : "the self-service set works";
}

function enrolling(way: string | null): string {
  return way === null ? "" : `; they can enrol ${way}`;
}

function denied(from: Date | null): string {
  return `denied everything without MFA${from ? ` from ${isoMinute(from)} on` : ""}`;
}

/** "12 actions with a long-term access key: iam:X, …; allowed by AllowAll of policy admin". */
export function describeOpen({ actions, scenarios, by, doubt, someResources }: OpenActions): string {
  const names = inOrder(actions);
  const rest = names.length > NAMED ? ", …" : "";
  const count = `${names.length} ${names.length === 1 ? "action" : "actions"}`;
  const where = someResources ? " (on some resources)" : "";
  const why = doubt === null ? allowedBy(by) : `can't tell: ${doubt}`;
  return `${count}${where} ${inScenarios(scenarios)}: ${names.slice(0, NAMED).join(", ")}${rest}; ${why}`;
}

/** Names for people, those of IAM and STS first, by which MFA could be undone. */
export function inOrder(actions: readonly string[]): string[] {
  const sorted = actions.map(describeAction).sort();
  return [...sorted.filter((name) => TELLING.test(name)), ...sorted.filter((name) => !TELLING.test(name))];
}

function allowedBy(by: OpenActions["by"]): string {
  return by ? `allowed by ${describeRef(by)}` : "needs no permission";
}

/** The time is left out: it is told once for all. */
function inScenarios(scenarios: readonly RequestScenario[]): string {
  return scenarios.map(({ mfa, viaService }) => describeScenario({ mfa, viaService })).join("; ");
}
