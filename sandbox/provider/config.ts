import { isLoopback } from "./loopback";
import { ProviderError } from "./errors";
import type { Props } from "./wire";

/** A role to assume, as in the `assumeRoles` of the provider's configuration. */
export interface AssumeRole {
  roleArn: string;
  sessionName?: string;
  externalId?: string;
}

/** Keys as AWS clients take them. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** The provider's configuration, as far as the sandbox has a use for it. */
export interface ProviderConfig {
  region: string;
  endpoints: { iam: string; sts?: string };
  keys?: Keys;
  profile?: string;
  assumeRoles: AssumeRole[];
  defaultTags: Record<string, string>;
}

type Environment = Record<string, string | undefined>;

/**
 * Reads the configuration of the provider, and what it leaves open from the AWS_* environment.
 *
 * @param args nested values are JSON in a string, as Pulumi sends them to a provider
 * @throws ProviderError where there is no endpoint, or one that is not on this machine: real AWS must
 *   stay out of reach of a stand-in
 */
export function readConfig(args: Props, env: Environment): ProviderConfig {
  const text = (name: string) => (args[name] as string | undefined) || undefined;
  return {
    region: text("region") ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1",
    endpoints: readEndpoints(args, env),
    keys: readKeys(text("accessKey"), text("secretKey"), text("token")),
    profile: text("profile"),
    assumeRoles: nested<AssumeRole[]>(args, "assumeRoles") ?? [],
    defaultTags: nested<{ tags?: Record<string, string> }>(args, "defaultTags")?.tags ?? {},
  };
}

function readEndpoints(args: Props, env: Environment): { iam: string; sts?: string } {
  const listed = nested<Record<string, string>[]>(args, "endpoints") ?? [];
  const configured = Object.assign({}, ...listed) as Record<string, string>;
  const ambient = (service: string) =>
    env[`AWS_ENDPOINT_URL_${service}`] || env["AWS_ENDPOINT_URL"] || undefined;
  const iam = configured["iam"] || ambient("IAM");
  const sts = configured["sts"] || ambient("STS");
  for (const url of [...Object.values(configured), iam, sts]) if (url) assertLoopback(url);
  if (!iam) throw new ProviderError(`no endpoint is configured. ${ONLY_LOCAL}`);
  return { iam, sts };
}

const ONLY_LOCAL =
  "This is the stand-in AWS provider of the mfa-guard sandbox: it talks only to an emulator on this machine " +
  "(AWS_ENDPOINT_URL=http://127.0.0.1:PORT, or the provider's `endpoints`). For a real account, install the " +
  "real provider: pulumi plugin install resource aws";

/** @throws ProviderError where a URL's host is not this machine */
function assertLoopback(url: string): void {
  if (isLoopback(url)) return;
  throw new ProviderError(`the endpoint ${JSON.stringify(url)} is refused. ${ONLY_LOCAL}`);
}

function readKeys(accessKeyId?: string, secretAccessKey?: string, sessionToken?: string): Keys | undefined {
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey, sessionToken } : undefined;
}

function nested<T>(args: Props, name: string): T | undefined {
  const value = args[name];
  if (typeof value !== "string") return value as T | undefined;
  if (value === "") return undefined;
  try {
    return JSON.parse(value) as T;
  } catch {
    throw new ProviderError(`the provider's ${name} is not valid JSON`);
  }
}
