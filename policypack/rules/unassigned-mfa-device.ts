import { CONSOLE_USER_FRAMEWORKS } from "./frameworks";
import type { Rule } from "./rule";

export const unassignedMfaDevice: Rule = {
  name: "unassigned-mfa-device",
  level: "advisory",
  severity: "low",
  description: "No virtual MFA device is left over from an enrolment that was broken off.",
  frameworks: CONSOLE_USER_FRAMEWORKS.slice(0, 1),
  remediation: [
    "Make sure that nobody is enrolling just now.",
    "Delete the device: aws iam delete-virtual-mfa-device --serial-number <serial number>. Its name is then free again.",
  ],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_mfa-lost-or-broken.html",

  check({ label, unassignedDevices }) {
    if (!unassignedDevices.known) {
      return { outcomes: [{ kind: "unknown", subject: label, reason: unassignedDevices.reason }] };
    }
    const serials = unassignedDevices.value
      .map(({ serial }) => serial ?? "one without a serial number")
      .sort();
    return {
      headline: `${serials.length} virtual MFA devices of ${label} belong to nobody`,
      outcomes: serials.map((serial) => ({ kind: "violation", subject: serial, message: serial })),
    };
  },
};
