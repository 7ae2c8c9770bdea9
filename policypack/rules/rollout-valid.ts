import type { AccountFacts } from "../facts/account-facts";
import { problemsIn } from "../judgement/rollout-status";
import { isAboutExemption } from "../rollout/problem";
import type { Rule, RuleResult } from "./rule";

export const rolloutValid: Rule = {
  name: "rollout-valid",
  level: "advisory",
  severity: "medium",
  description: "The rollout file means what it says: its waves have users, and each user is in one of them.",
  frameworks: [],
  remediation: [
    "A user who is in two waves: name them in one only.",
    "A name, glob or group that matches nobody: correct it, or remove it.",
    "A deadline that is past or too far away, or an exception that has expired: choose another date, in a change that somebody reviews.",
    "See all of it before it is merged: mfa-guard validate rollout.yaml --check-names.",
  ],
  remedyInFinding: true,
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",

  check(account, { settings: { rollout }, now }): RuleResult {
    if (!rollout) return { outcomes: [{ kind: "not-applicable", reason: "no rollout file is configured" }] };
    const found = problemsIn(rollout, account, now).filter(({ kind }) => !isAboutExemption(kind));
    return {
      outcomes: [
        ...found.map(({ where, message }) => ({
          kind: "violation" as const,
          subject: where,
          message: `${where}: ${message}`,
        })),
        ...(rollout.waves.length > 0 ? unread(account) : []),
      ],
    };
  },
};

/** Whether a name matches nobody, and whether a wave is deployed, hangs on them. */
function unread({ label, users, groups, policies }: AccountFacts) {
  return [users, groups, policies].flatMap(({ complete }) =>
    complete.known ? [] : [{ kind: "unknown" as const, subject: label, reason: complete.reason }],
  );
}
