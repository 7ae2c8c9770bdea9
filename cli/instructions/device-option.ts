import { Option } from "commander";
import type { EnrolledDevice } from "../../policypack/rules/remediation";

/** What may be typed for each kind of device; people call a token what the rules call hardware. */
const DEVICES: Readonly<Record<string, EnrolledDevice>> = {
  virtual: "virtual",
  passkey: "passkey",
  hardware: "totp",
  totp: "totp",
};

/** The option of the device that is explained. */
export function deviceOption(description: string): Option {
  return new Option("--device <kind>", description).choices(Object.keys(DEVICES));
}

/** The kind that was typed; null: none was. */
export function deviceOf(typed: string | undefined): EnrolledDevice | null {
  return typed === undefined ? null : (DEVICES[typed] ?? null);
}
