import {
  type IAMClient,
  ListServiceSpecificCredentialsCommand,
  type ListServiceSpecificCredentialsResponse,
  paginateListSSHPublicKeys,
  type ServiceSpecificCredentialMetadata,
} from "@aws-sdk/client-iam";
import pLimit from "p-limit";
import { type Fact, known, mapFact } from "../fact";
import type { AccountFacts, OtherCredentials, ServiceCredential } from "../account-facts";
import { type Asking, attempt } from "./calls";
import { isElsewhere, servedBy } from "./elsewhere";
import { required, toLastPage } from "./pages";
import { counted, UNWATCHED } from "./watch";

const WHAT = "service-specific credentials";
const LIST_SERVICES = "iam:ListServiceSpecificCredentials";
const LIST_SSH = "iam:ListSSHPublicKeys";

/** How many of these calls run at once; IAM throttles an account as a whole. */
const CONCURRENCY = 10;

/**
 * What some users hold beside passwords and access keys. Service-specific credentials are read of all users at once;
 * SSH public keys have no bulk call, and cost one for each user named. What could not be read is unknown, with the
 * reason. Never throws.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSSHPublicKeys.html
 */
export async function withOtherCredentials(
  account: AccountFacts,
  names: readonly string[],
  iam: IAMClient,
  signal: AbortSignal,
  watch = UNWATCHED,
): Promise<AccountFacts> {
  const limit = counted(watch, "SSH keys and other credentials", pLimit(CONCURRENCY));
  const asking = { iam, where: account.label, signal, limit };
  const elsewhere = await isElsewhere(iam);
  const services = servicesOf(names, await serviceCredentials({ AllUsers: true }, asking), asking);
  const told = await Promise.all(
    names.map(async (name) => {
      const [ofServices, sshKeys] = await Promise.all([services(name), sshKeysOf(name, asking)]);
      const own: OtherCredentials = { services: ofServices, sshKeys };
      return [name, elsewhere ? served(own) : own] as const;
    }),
  );
  return { ...account, otherCredentials: known(new Map(told)) };
}

/** An emulator need not have these calls, and then nobody has what they list. */
function served({ services, sshKeys }: OtherCredentials): OtherCredentials {
  const remedy = "Nothing to do: AWS itself has it.";
  return { services: servedBy(services, remedy), sshKeys: servedBy(sshKeys, remedy) };
}

type ByUser = ReadonlyMap<string, readonly ServiceCredential[]>;

/**
 * The parameter AllUsers "returns all credentials associated with the specified service", and the service's name
 * "Required: No": that all services come where none is named is concluded, and was not tried. Where AWS takes the
 * request for no valid one, each user is asked about.
 */
function servicesOf(
  names: readonly string[],
  bulk: Fact<ByUser>,
  asking: Asking,
): (name: string) => Promise<Fact<readonly ServiceCredential[]>> {
  const isRefused = !bulk.known && /^(Validation|InvalidInput|InvalidParameter)/.test(bulk.reason.code);
  return async (name) => {
    const all =
      isRefused && names.includes(name) ? await serviceCredentials({ UserName: name }, asking) : bulk;
    return mapFact(all, (byUser) => byUser.get(name) ?? []);
  };
}

type Of = { readonly AllUsers: true } | { readonly UserName: string };

function serviceCredentials(of: Of, { iam, where, signal, limit }: Asking): Promise<Fact<ByUser>> {
  const what = "UserName" in of ? `the ${WHAT} of user ${of.UserName}` : `the ${WHAT}`;
  const read = async () => {
    const byUser = new Map<string, ServiceCredential[]>();
    for await (const { ServiceSpecificCredentials } of toLastPage(servicePages(iam, of, signal))) {
      for (const one of required(ServiceSpecificCredentials, "ServiceSpecificCredentials")) add(byUser, one);
    }
    return byUser;
  };
  return limit(() => attempt({ what, call: LIST_SERVICES, where }, read, signal));
}

/** The SDK has no paginator for this call. */
async function* servicePages(
  iam: IAMClient,
  of: Of,
  signal: AbortSignal,
): AsyncGenerator<ListServiceSpecificCredentialsResponse> {
  let marker: string | undefined;
  do {
    const command = new ListServiceSpecificCredentialsCommand({ ...of, Marker: marker });
    const page = await iam.send(command, { abortSignal: signal });
    yield page;
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker !== undefined);
}

function add(byUser: Map<string, ServiceCredential[]>, one: ServiceSpecificCredentialMetadata): void {
  // Those of Bedrock may be "Expired" as well; what is not "Active" lets nobody in.
  if (one.Status !== "Active") return;
  const user = required(one.UserName, "UserName");
  const credential = {
    service: required(one.ServiceName, "ServiceName"),
    expires: one.ExpirationDate ?? null,
  };
  byUser.set(user, [...(byUser.get(user) ?? []), credential]);
}

function sshKeysOf(name: string, { iam, where, signal, limit }: Asking): Promise<Fact<number>> {
  const purpose = { what: `the SSH public keys of user ${name}`, call: LIST_SSH, where };
  const read = async () => {
    let active = 0;
    const pages = paginateListSSHPublicKeys({ client: iam }, { UserName: name }, { abortSignal: signal });
    for await (const { SSHPublicKeys } of toLastPage(pages)) {
      active += required(SSHPublicKeys, "SSHPublicKeys").filter(({ Status }) => Status === "Active").length;
    }
    return active;
  };
  return limit(() => attempt(purpose, read, signal));
}
