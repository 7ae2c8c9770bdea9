import { describeUser, headline, isPending, judgeConsoleUsers } from "./console-users";
import { CONSOLE_USER_FRAMEWORKS } from "./frameworks";
import { ENROL_YOURSELF } from "./remediation";
import type { Rule } from "./rule";

export const consoleUserMfa: Rule = {
  name: "console-user-mfa",
  level: "mandatory",
  severity: "high",
  description:
    "Every user with a console password has an MFA device, or is denied everything until they enrol one.",
  frameworks: CONSOLE_USER_FRAMEWORKS,
  aliases: ["Cloudlytics AWS_IAM_2"],
  remediation: [
    ...ENROL_YOURSELF,
    "Where a user is said to be unable to enrol, an administrator changes the policy that is named so that it lets them call iam:CreateVirtualMFADevice and iam:EnableMFADevice without MFA; or, where it is the password, sets a new one that need not be changed.",
    "Or put the user under a force-MFA policy (the enforcement stack of mfa-guard does), so that they must enrol.",
    "Or, if the user does not need the console, delete the login profile.",
  ],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable.html",

  check(account, context) {
    const { total, withoutMfa, unknown } = judgeConsoleUsers(account, context);
    const due = withoutMfa.filter((user) => !isPending(user, context));
    const isUncovered = due.every(({ state }) => state.kind === "uncovered");
    const rest = isUncovered && !context.settings.strict ? " and no policy that makes them enrol" : "";
    return {
      headline: headline(due.length, total, account, rest),
      outcomes: [
        ...due.map((user) => ({
          kind: "violation" as const,
          subject: user.name,
          message: describeUser(user, context.now),
        })),
        ...unknown,
      ],
    };
  },
};
