import { describeReason } from "../../policypack/facts/fact";
import type { AccountReport, RuleReport, RuleResultReport, ViolationReport } from "./report-model";

/** What is told elsewhere, one by one, of a rule and an account: by OCSF, and in Security Hub. */
export interface Finding extends Pick<ViolationReport, "id" | "subject" | "arn" | "message"> {
  readonly verdict: "pass" | "fail" | "unknown";
}

/** One for each violation and unknown; one in all where the rule holds; none where it says nothing of the account. */
export function findingsOf(
  rule: RuleReport,
  { status, violations, unknowns }: RuleResultReport,
  account: Pick<AccountReport, "id" | "label">,
): readonly Finding[] {
  if (status === "compliant") return [ofRule(rule, account, { message: rule.description, verdict: "pass" })];
  return [
    ...violations.map((violation) => ({ ...violation, verdict: "fail" as const })),
    ...unknowns.map(({ reason, ...about }) => ({
      ...{ ...about, message: describeReason(reason), verdict: "unknown" as const },
    })),
  ];
}

/** Of the rule as a whole, where nothing is said of a user, a device or a policy. */
export function ofRule(
  { name }: RuleReport,
  { id, label }: Pick<AccountReport, "id" | "label">,
  told: Pick<Finding, "message" | "verdict">,
): Finding {
  return { id: `${id ?? label}/${name}`, subject: label, arn: null, ...told };
}
