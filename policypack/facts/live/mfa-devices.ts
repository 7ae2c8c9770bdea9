import {
  type IAMClient,
  NoSuchEntityException,
  paginateListMFADevices,
  paginateListVirtualMFADevices,
} from "@aws-sdk/client-iam";
import type { Fact } from "../fact";
import type { ReadDevice } from "../answer-shapes";
import type { DeviceKind, MfaDevice, UnassignedDevice } from "../account-facts";
import { attempt } from "./calls";
import { PAGE_SIZE } from "./authorization-details";
import { required, toLastPage } from "./pages";

/** The virtual devices of a whole account. */
export interface VirtualDevices {
  readonly byOwner: ReadonlyMap<string, readonly MfaDevice[]>;
  readonly unassigned: readonly UnassignedDevice[];
}

/** The virtual devices of the account by the ARN of their owner. Live, in one call a page. */
export function readVirtualDevices(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<VirtualDevices>> {
  const purpose = { what: "the virtual MFA devices", call: "iam:ListVirtualMFADevices", where };
  return attempt(
    purpose,
    async () => {
      const byOwner = new Map<string, MfaDevice[]>();
      const unassigned: UnassignedDevice[] = [];
      const pages = paginateListVirtualMFADevices(
        { client: iam, pageSize: PAGE_SIZE },
        {},
        { abortSignal: signal },
      );
      for await (const { VirtualMFADevices } of toLastPage(pages)) {
        const listed: readonly ReadDevice[] = required(VirtualMFADevices, "VirtualMFADevices");
        for (const { SerialNumber, User, EnableDate } of listed) {
          const device = {
            kind: "virtual" as const,
            serial: SerialNumber ?? null,
            enabled: EnableDate ?? null,
          };
          if (User?.Arn) byOwner.set(User.Arn, [...(byOwner.get(User.Arn) ?? []), device]);
          else unassigned.push({ ...device, urn: undefined });
        }
      }
      return { byOwner, unassigned };
    },
    signal,
  );
}

/** Every device of one user, of any kind; null where the user has been deleted meanwhile. */
export function readUserDevices(
  iam: IAMClient,
  user: string,
  where: string,
  signal: AbortSignal,
): Promise<Fact<readonly MfaDevice[] | null>> {
  const purpose = { what: `the MFA devices of user ${user}`, call: "iam:ListMFADevices", where };
  return attempt(
    purpose,
    async () => {
      const devices: MfaDevice[] = [];
      try {
        const pages = paginateListMFADevices({ client: iam }, { UserName: user }, { abortSignal: signal });
        for await (const { MFADevices } of toLastPage(pages)) {
          for (const { SerialNumber, EnableDate } of required(MFADevices, "MFADevices")) {
            const serial = SerialNumber ?? null;
            devices.push({ kind: deviceKind(serial ?? ""), serial, enabled: EnableDate ?? null });
          }
        }
      } catch (error) {
        if (error instanceof NoSuchEntityException) return null;
        throw error;
      }
      return devices;
    },
    signal,
  );
}

/**
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html: hardware TOTP tokens have a bare serial
 * number.
 */
export function deviceKind(serial: string): DeviceKind {
  const resource = /^arn:[^:]*:iam::[^:]*:([a-z0-9-]+)\//.exec(serial)?.[1];
  if (resource === "mfa") return "virtual";
  if (resource === "u2f") return "fido";
  if (resource === "sms-mfa") return "sms";
  return resource === undefined ? "hardware-totp" : "unspecified";
}
