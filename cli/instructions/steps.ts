import { ENROL_ROOT, ENROL_YOURSELF } from "../../policypack/rules/remediation";
import { DEVICES, type Device } from "./letter";

/** How the steps of the rules' remediation begin, where the text is written. */
const BEGINNINGS: Readonly<Record<Device, string>> = {
  virtual: "Authenticator app",
  totp: "Hardware TOTP token",
  passkey: "Passkey or security key",
};

/** How to set up one kind of device, once "Assign MFA device" is open. */
export function deviceStep(device: Device): string {
  return stepThatBegins(BEGINNINGS[device], ENROL_YOURSELF);
}

/** The same for the other kinds. */
export function otherDeviceSteps(device: Device): string[] {
  return DEVICES.filter((other) => other !== device).map(deviceStep);
}

/** What to do where codes are refused. */
export const OUT_OF_STEP = stepThatBegins("Codes that are refused", ENROL_YOURSELF);

/** What ends a user's enrolment. */
export const ENDING = stepThatBegins("One device belongs to one user", ENROL_YOURSELF);

export const ROOT_FIRST = stepThatBegins("First check that root's", ENROL_ROOT);
export const ROOT_SIGN_IN = stepThatBegins("Sign in as root", ENROL_ROOT);
export const ROOT_ENDING = stepThatBegins("MFA on root protects root only", ENROL_ROOT);

/** @throws Error where the remediation no longer has the step: a letter without it would be wrong. */
function stepThatBegins(beginning: string, steps: readonly string[]): string {
  const step = steps.find((text) => text.startsWith(beginning));
  if (step === undefined) throw new Error(`the remediation has no step "${beginning} …"`);
  return step;
}
