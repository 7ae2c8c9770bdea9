import { GetMFADeviceCommand } from "@aws-sdk/client-iam";
import { type Fact, known } from "../fact";
import type { AccountFacts, Certifications, User } from "../account-facts";
import { type Asking, attempt } from "./calls";
import { required } from "./pages";

/**
 * What the FIDO devices of some users are certified for, by serial number; one call each. GetMFADevice takes no other
 * devices: "For this API, we only accept FIDO security key ARNs." What could not be read is unknown, with the reason.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 */
export async function readCertifications(
  users: readonly User[],
  asking: Asking,
): Promise<AccountFacts["certifications"]> {
  const serials = users.flatMap(({ name, live }) =>
    (live.known ? (live.value?.devices.found ?? []) : [])
      .filter(({ kind }) => kind === "fido")
      .flatMap(({ serial }) => (name === undefined || serial === null ? [] : [[name, serial] as const])),
  );
  const told = serials.map(
    async ([name, serial]) => [serial, await certificationsOf(name, serial, asking)] as const,
  );
  return known(new Map(await Promise.all(told)));
}

function certificationsOf(
  user: string,
  serial: string,
  { iam, where, signal, limit }: Asking,
): Promise<Fact<Certifications>> {
  const purpose = { what: `the certifications of ${serial}`, call: "iam:GetMFADevice", where };
  const read = async () => {
    const command = new GetMFADeviceCommand({ UserName: user, SerialNumber: serial });
    const { SerialNumber, Certifications } = await iam.send(command, { abortSignal: signal });
    // An answer without this is none, and tells of no certification by mistake.
    required(SerialNumber, "SerialNumber");
    return Certifications ?? {};
  };
  return limit(() => attempt(purpose, read, signal));
}
