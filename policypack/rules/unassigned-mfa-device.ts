import type { UnassignedDevice } from "../facts/account-facts";
import { byName } from "../iam/names";
import type { Outcome, Rule } from "./rule";

export const unassignedMfaDevice: Rule = {
  name: "unassigned-mfa-device",
  level: "advisory",
  severity: "low",
  description: "No virtual MFA device is left over from an enrolment that was broken off.",
  frameworks: [],
  remediation: [
    "Make sure that nobody is enrolling just now.",
    "Delete the device: aws iam delete-virtual-mfa-device --serial-number <serial number>. Its name is then free again.",
  ],
  reference:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_access-denied-delete-mfa",

  check({ label, unassignedDevices }) {
    if (!unassignedDevices.known) {
      return { outcomes: [{ kind: "unknown", subject: label, reason: unassignedDevices.reason }] };
    }
    const serial = (device: UnassignedDevice) => device.serial ?? "one without a serial number yet";
    const devices = [...unassignedDevices.value].sort((a, b) => byName(serial(a), serial(b)));
    const live = devices.filter(({ urn }) => urn === undefined);
    return {
      headline: `${live.length} virtual MFA ${live.length === 1 ? "device" : "devices"} of ${label} without an owner`,
      outcomes: devices.map((device) => violation(serial(device), device.urn)),
    };
  },
};

/** A stack can make a device, but no resource gives it to a user; and its seed lies in the stack's state. */
function violation(serial: string, urn: string | undefined): Outcome {
  if (urn === undefined) return { kind: "violation", subject: serial, message: serial };
  const message = `The virtual MFA device ${serial} of this stack belongs to nobody, and its seed is in the state.`;
  return { kind: "violation", subject: serial, message, urn };
}
