import { ROOT_MFA_FRAMEWORKS } from "./frameworks";
import { enrolRoot, STRONGEST_FIRST } from "./remediation";
import {
  NO_ROOT_CREDENTIALS,
  noConsoleForRoot,
  rootHasCredentials,
  rootStepsIn,
  withoutMfa,
} from "./root-credentials";
import type { Rule, RuleResult } from "./rule";

export const rootMfa: Rule = {
  name: "root-mfa",
  level: "mandatory",
  severity: "critical",
  description: "The root user, where it has a password or access keys, has MFA.",
  frameworks: ROOT_MFA_FRAMEWORKS,
  aliases: ["Cloudlytics AWS_IAM_43"],
  remediation: [
    ...enrolRoot(STRONGEST_FIRST),
    "Or, in an organization, remove root's credentials with centralized root access.",
  ],
  remediationIn: rootStepsIn,
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html",

  check(account): RuleResult {
    const { hasMfa } = account.root;
    const reason = noConsoleForRoot(account);
    if (reason !== undefined) return { outcomes: [{ kind: "not-applicable", reason }] };
    if (hasMfa.known && hasMfa.value) return { outcomes: [] };
    const credentials = rootHasCredentials(account);
    const unread = [credentials, hasMfa].find((fact) => !fact.known);
    if (credentials.known && !credentials.value) {
      return { outcomes: [{ kind: "not-applicable", reason: NO_ROOT_CREDENTIALS }] };
    }
    if (unread) return { outcomes: [{ kind: "unknown", subject: "root", reason: unread.reason }] };
    return { outcomes: [withoutMfa(account)] };
  },
};
