import { problemsIn } from "../judgement/rollout-status";
import { isAboutExemption } from "../rollout/problem";
import type { Rule, RuleResult } from "./rule";

export const exemptionValid: Rule = {
  name: "exemption-valid",
  level: "mandatory",
  severity: "medium",
  description:
    "Every exemption of the rollout file is for somebody, in force, and ends in a foreseeable time.",
  frameworks: [],
  remediation: [
    "An exemption that has expired: remove it from the rollout file; its user is in their wave again.",
    "One that is needed longer: have its owner move `expires`, in a change that somebody reviews.",
    "One that matches nobody: correct the name, or remove it.",
  ],
  remedyInFinding: true,
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",

  check(account, { settings: { rollout }, now }): RuleResult {
    if (!rollout) return { outcomes: [{ kind: "not-applicable", reason: "no rollout file is configured" }] };
    const { complete } = account.users;
    const found = problemsIn(rollout, account, now).filter(({ kind }) => isAboutExemption(kind));
    return {
      outcomes: [
        ...found.map(({ where, message }) => ({
          kind: "violation" as const,
          subject: where,
          message: `${where}: ${message}`,
        })),
        ...(complete.known || rollout.exemptions.length === 0
          ? []
          : [{ kind: "unknown" as const, subject: account.label, reason: complete.reason }]),
      ],
    };
  },
};
