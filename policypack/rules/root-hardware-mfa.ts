import type { AccountFacts } from "../facts/account-facts";
import { ROOT_HARDWARE_FRAMEWORKS } from "./frameworks";
import { enrolRoot } from "./remediation";
import {
  NO_ROOT_CREDENTIALS,
  noConsoleForRoot,
  noHardwareForRoot,
  rootHasCredentials,
  rootIsVirtual,
  rootStepsIn,
  withoutMfa,
} from "./root-credentials";
import type { Outcome, Rule } from "./rule";

export const rootHardwareMfa: Rule = {
  name: "root-hardware-mfa",
  level: "advisory",
  severity: "high",
  description:
    "The root user's MFA is a security key, passkey or hardware token, and nothing virtual beside it.",
  frameworks: ROOT_HARDWARE_FRAMEWORKS,
  remediation: [
    ...enrolRoot(["passkey", "totp"]),
    "With a security key or hardware token in place, remove root's virtual device: while it is there, anyone who has it can sign in.",
  ],
  remediationIn: rootStepsIn,
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-hw-mfa-for-root.html",

  check(account) {
    return { outcomes: judge(account) };
  },
};

function judge(account: AccountFacts): Outcome[] {
  const { root, label } = account;
  const noConsole = noConsoleForRoot(account);
  if (noConsole !== undefined) return [{ kind: "not-applicable", reason: noConsole }];
  const noHardware = noHardwareForRoot(account);
  if (noHardware !== undefined) return [{ kind: "not-applicable", reason: noHardware }];
  const credentials = rootHasCredentials(account);
  if (credentials.known && !credentials.value)
    return [{ kind: "not-applicable", reason: NO_ROOT_CREDENTIALS }];
  if (root.hasMfa.known && !root.hasMfa.value) {
    // CIS, Security Hub's IAM.6 and Prowler fail it too: there is no hardware.
    if (!credentials.known) return [{ kind: "unknown", subject: "root", reason: credentials.reason }];
    return [withoutMfa(account)];
  }
  if (!root.hasMfa.known) return [{ kind: "unknown", subject: "root", reason: root.hasMfa.reason }];
  const virtual = rootIsVirtual(account);
  if (!virtual.known) return [{ kind: "unknown", subject: "root", reason: virtual.reason }];
  return virtual.value.map((serial) => ({
    kind: "violation",
    subject: "root",
    message: `The root user of ${label} has the virtual MFA device ${serial}: enrol hardware, then remove this device.`,
  }));
}
