import type { Answer } from "./answer";
import type { ApiCall } from "./api-call";
import type { Devices } from "./devices";
import { Refusal } from "./refusal";

/**
 * Checks the two codes with which a device is enabled or set right again; the emulator takes any. A hardware token's
 * seed nobody but its maker and AWS knows, so its codes are taken.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html
 *
 * @throws Refusal where they are not two consecutive codes of the device
 */
export function checkEnrolment(action: string, { form }: ApiCall, devices: Devices, now: Date): void {
  if (!/^iam:(Enable|Resync)MFADevice$/.test(action)) return;
  const serial = form.get("SerialNumber") ?? "";
  if (!serial.startsWith("arn:") && !devices.knows(serial)) return;
  const codes = [form.get("AuthenticationCode1") ?? "", form.get("AuthenticationCode2") ?? ""];
  if (devices.take(serial, codes, now)) return;
  throw new Refusal("InvalidAuthenticationCode", "Authentication code for device is not valid");
}

/** Takes in what the emulator's answer says of a device: its seed is in the answer that makes it, and never again. */
export function observe(action: string, { form }: ApiCall, { status, body }: Answer, devices: Devices): void {
  if (status !== 200) return;
  if (action === "iam:DeleteVirtualMFADevice") devices.forget(form.get("SerialNumber") ?? "");
  if (action !== "iam:CreateVirtualMFADevice") return;
  const answer = body.toString("utf8");
  const serial = /<SerialNumber>([^<]+)</.exec(answer)?.[1];
  // A blob, and so in base 64; what it holds is in base 32.
  const seed = /<Base32StringSeed>([^<]+)</.exec(answer)?.[1];
  if (serial && seed) devices.learn(serial, Buffer.from(seed, "base64").toString("utf8"));
}
