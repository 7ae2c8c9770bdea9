import { describeUser, headline, isPending, judgeConsoleUsers } from "./console-users";
import { CONSOLE_USER_FRAMEWORKS } from "./frameworks";
import { ENROL_YOURSELF } from "./remediation";
import type { Rule } from "./rule";

export const consoleUserMfaPending: Rule = {
  name: "console-user-mfa-pending",
  level: "advisory",
  severity: "medium",
  description: "Nobody with a console password is still to enrol an MFA device.",
  frameworks: CONSOLE_USER_FRAMEWORKS,
  remediation: ENROL_YOURSELF,
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable.html",

  check(account, context) {
    const { total, withoutMfa, unknown } = judgeConsoleUsers(account, context);
    const pending = withoutMfa.filter((user) => isPending(user, context));
    return {
      headline: headline(pending.length, total, account, " and must enrol one"),
      outcomes: [
        ...pending.map((user) => ({
          kind: "violation" as const,
          subject: user.name,
          message: describeUser(user, context.now),
        })),
        ...unknown,
      ],
    };
  },
};
