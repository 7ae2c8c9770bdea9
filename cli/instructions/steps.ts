import {
  ADD_MFA,
  DEVICE_STEPS,
  deviceLine,
  type EnrolledDevice,
  nameAndChoose,
  STRONGEST_FIRST,
} from "../../policypack/rules/remediation";
import type { Section } from "./letter";

/** All steps of a device: what comes first, the way to its page, the device itself, and what is left to do. */
export function deviceSteps(
  device: EnrolledDevice,
  way: readonly string[],
  ending: readonly string[],
): readonly string[] {
  const { first, steps, codes } = DEVICE_STEPS[device];
  return [
    ...(first === null ? [] : [first]),
    ...way,
    nameAndChoose(device),
    ...steps,
    ...(codes ? [ADD_MFA] : []),
    ...ending,
  ];
}

/** The other kinds, for who would rather have one of these. */
export function otherDevices(device: EnrolledDevice): Section {
  const others = STRONGEST_FIRST.filter((other) => other !== device);
  return {
    heading: "Other kinds of device",
    kind: "points",
    items: others.map((other) => `${deviceLine(other)}${DEVICE_STEPS[other].codes ? ` ${ADD_MFA}` : ""}`),
  };
}
