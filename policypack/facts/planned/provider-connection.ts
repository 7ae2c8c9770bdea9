import type { AssumeRole, Connection, WebIdentity } from "../connection";
import { type Fact, known, unknown } from "../fact";
import { readProperty } from "./resource";

/** A provider as the engine hands it over with each resource. */
export interface PlannedProvider {
  readonly urn: string;
  readonly props: Record<string, unknown>;
}

/**
 * How a Pulumi `aws` or `aws-native` provider reaches its account; unknown where a property of it is not known in
 * preview.
 */
export function providerConnection(provider: PlannedProvider): Fact<Connection> {
  const read = readProperty(provider, "the provider's settings", () => toConnection(provider.props));
  if (read.known) return known(read.value as Connection);
  const remedy =
    "The account is checked by `pulumi up`; settings that do not depend on a resource let preview do it.";
  return unknown({ ...read.reason, what: `the account behind ${provider.urn}`, remedy });
}

function toConnection(props: Record<string, unknown>): Connection {
  const endpoints = Object.assign({}, ...list(props["endpoints"])) as Record<string, string>;
  return {
    region: text(props["region"]),
    profile: text(props["profile"]),
    accessKey: text(props["accessKey"]),
    secretKey: text(props["secretKey"]),
    token: text(props["token"]),
    sharedConfigFiles: strings(props["sharedConfigFiles"]),
    sharedCredentialsFiles:
      strings(props["sharedCredentialsFiles"]) ?? oneFile(props["sharedCredentialsFile"]),
    assumeRoles: assumeRoles(props).filter((role) => role.roleArn !== undefined),
    assumeRoleWithWebIdentity: decode(props["assumeRoleWithWebIdentity"]) as WebIdentity | undefined,
    allowedAccountIds: strings(props["allowedAccountIds"]),
    endpoints: { iam: text(endpoints["iam"]), sts: text(endpoints["sts"]) },
    useFipsEndpoint: flag(props["useFipsEndpoint"]),
    useDualstackEndpoint: flag(props["useDualstackEndpoint"]),
  };
}

/** `assumeRoles` of version 7 of `aws`; `assumeRole` of its earlier versions and of `aws-native`. */
function assumeRoles(props: Record<string, unknown>): AssumeRole[] {
  return list(props["assumeRoles"] ?? props["assumeRole"]) as unknown as AssumeRole[];
}

/** Nested settings of a provider come as JSON in a string; a copy takes the proxies off and finds unknowns. */
function decode(value: unknown): unknown {
  if (value === undefined || value === null || value === "") return undefined;
  return JSON.parse(typeof value === "string" ? value : JSON.stringify(value)) as unknown;
}

function list(value: unknown): Record<string, unknown>[] {
  const decoded = decode(value) ?? [];
  return (Array.isArray(decoded) ? decoded : [decoded]) as Record<string, unknown>[];
}

function strings(value: unknown): string[] | undefined {
  return decode(value) as string[] | undefined;
}

/** `aws-native` has one file where `aws` has a list. */
function oneFile(value: unknown): string[] | undefined {
  const file = text(value);
  return file === undefined ? undefined : [file];
}

function text(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

function flag(value: unknown): boolean | undefined {
  return value === undefined ? undefined : String(value) === "true";
}
