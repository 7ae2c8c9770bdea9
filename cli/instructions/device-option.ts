import { Option } from "commander";
import type { EnrolledDevice } from "../../policypack/rules/remediation";

/** What may be typed for each kind of device; people call a token what the rules call hardware. */
const DEVICES = {
  virtual: "virtual",
  passkey: "passkey",
  hardware: "totp",
  totp: "totp",
} as const satisfies Record<string, EnrolledDevice>;

/** As `deviceOption` lets it be typed. */
export type TypedDevice = keyof typeof DEVICES;

/** The option of the device that is explained. */
export function deviceOption(description: string): Option {
  return new Option("--device <kind>", description).choices(Object.keys(DEVICES));
}

/** The kind that was typed. */
export function deviceOf(typed: TypedDevice): EnrolledDevice {
  return DEVICES[typed];
}
