import {
  ADD_MFA,
  DEVICE_STEPS,
  deviceLine,
  type EnrolledDevice,
  nameAndChoose,
  STRONGEST_FIRST,
} from "../../policypack/rules/remediation";

/** Instructions that can be mailed. Text between backticks is something to type. */
export interface Letter {
  readonly title: string;
  /** Where to sign in; null: the reader has to know. */
  readonly address: string | null;
  readonly paragraphs: readonly string[];
  readonly sections: readonly Section[];
}

export interface Section {
  readonly heading: string;
  /** "steps": to be followed in their order. */
  readonly kind: "steps" | "points";
  readonly items: readonly string[];
}

/** A value from outside, as part of a line: it can't end the line, nor begin something to type. */
export function inline(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029`]/g, " ").trim();
}

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
