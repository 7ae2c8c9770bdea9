import type { AccountFacts } from "../facts/model";
import { ROOT_HARDWARE_FRAMEWORKS } from "./frameworks";
import { ENROL_ROOT } from "./remediation";
import { NO_ROOT_CREDENTIALS, rootHasCredentials } from "./root";
import type { Outcome, Rule } from "./rule";

/** Where AWS offers no hardware MFA for root. https://docs.aws.amazon.com/config/latest/developerguide/root-account-hardware-mfa-enabled.html */
export const WITHOUT_HARDWARE = new Set(["aws-cn", "aws-us-gov"]);

export const rootHardwareMfa: Rule = {
  name: "root-hardware-mfa",
  level: "advisory",
  severity: "high",
  description:
    "The root user's MFA is a security key, passkey or hardware token, and nothing virtual beside it.",
  frameworks: ROOT_HARDWARE_FRAMEWORKS,
  remediation: [
    ...ENROL_ROOT,
    "With a security key or hardware token in place, remove root's virtual device: while it is there, whoever has it can sign in.",
  ],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-hw-mfa-for-root.html",

  check(account) {
    return { outcomes: judge(account) };
  },
};

function judge(account: AccountFacts): Outcome[] {
  const { identity, root, label } = account;
  if (identity.known && WITHOUT_HARDWARE.has(identity.value.partition)) {
    const reason = `AWS offers no hardware MFA for root in the partition ${identity.value.partition}`;
    return [{ kind: "not-applicable", reason }];
  }
  const credentials = rootHasCredentials(account);
  if (credentials.known && !credentials.value)
    return [{ kind: "not-applicable", reason: NO_ROOT_CREDENTIALS }];
  if (root.hasMfa.known && !root.hasMfa.value) {
    return [{ kind: "not-applicable", reason: "root has no MFA at all, which root-mfa reports" }];
  }
  const unread = [root.hasMfa, root.virtualDevices].find((fact) => !fact.known);
  if (unread) return [{ kind: "unknown", subject: "root", reason: unread.reason }];
  const virtual = root.virtualDevices.known ? root.virtualDevices.value : [];
  return virtual.map(({ serial }) => ({
    kind: "violation",
    subject: "root",
    message: `The root user of ${label} has the virtual MFA device ${serial}: enrol hardware, then remove this device.`,
  }));
}
