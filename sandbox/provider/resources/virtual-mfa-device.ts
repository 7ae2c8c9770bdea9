import type { VirtualMfaDeviceArgs } from "@pulumi/aws/iam/virtualMfaDevice";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { all } from "./paginate";

type Inputs = Checked<Unwrap<VirtualMfaDeviceArgs>>;

/** A device that nobody has enrolled yet: no resource can do that, AWS wants two codes from its owner. */
export const virtualMfaDevice: ResourceType<Inputs> = {
  token: "aws:iam/virtualMfaDevice:VirtualMfaDevice",
  label: "IAM Virtual MFA Device",
  // No tags: moto has none for MFA devices.
  inputs: ["path", "virtualMfaDeviceName"],
  defaults: { path: "/" },
  replaces: "all",
  computed: ["arn", "base32StringSeed", "qrCodePng", "serialNumber"],
  secrets: ["base32StringSeed", "qrCodePng"],

  async create(aws, { path, virtualMfaDeviceName }) {
    const { VirtualMFADevice: device } = await (
      await aws.iam()
    ).createVirtualMFADevice({
      VirtualMFADeviceName: virtualMfaDeviceName,
      Path: path,
    });
    const seed = Buffer.from(device?.Base32StringSeed ?? []).toString("utf8");
    const png = Buffer.from(device?.QRCodePNG ?? []).toString("base64");
    return { id: device?.SerialNumber ?? "", outputs: { base32StringSeed: seed, qrCodePng: png } };
  },

  async read(aws, id) {
    const iam = await aws.iam();
    const devices = await all(
      (Marker) => iam.listVirtualMFADevices({ Marker }),
      (page) => page.VirtualMFADevices,
    );
    const found = devices.find((device) => device.SerialNumber === id);
    if (!found) return undefined;
    const [, path, name] = /:mfa(\/(?:.*\/)?)([^/]+)$/.exec(id) ?? [];
    return {
      path,
      virtualMfaDeviceName: name,
      arn: id,
      serialNumber: id,
      userName: found.User?.UserName,
      enableDate: found.EnableDate?.toISOString(),
    };
  },

  // Of a device that its owner has enrolled, it takes the enrolment too, like the real provider.
  async delete(aws, state, SerialNumber) {
    const iam = await aws.iam();
    const UserName = state["userName"];
    if (typeof UserName === "string") await iam.deactivateMFADevice({ UserName, SerialNumber });
    await iam.deleteVirtualMFADevice({ SerialNumber });
  },
};
