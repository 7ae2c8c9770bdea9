import type { IAM } from "@aws-sdk/client-iam";
import type { STS } from "@aws-sdk/client-sts";
import type { AssumeRole, Keys, ProviderConfig } from "./config";
import { findKeys } from "./credentials";
import { ProviderError } from "./errors";

/** The emulator, as resources and functions reach it. Clients are made when first asked for. */
export interface Aws {
  readonly region: string;
  readonly defaultTags: Record<string, string>;
  iam(): Promise<IAM>;
  sts(): Promise<STS>;
}

/** Connects nothing yet: previews of new stacks never need a client, and loading one takes time. */
export function connect(config: ProviderConfig, env = process.env): Aws {
  const keys = once(() => assumeAll(config, findKeys(config, env)));
  return {
    region: config.region,
    defaultTags: config.defaultTags,
    iam: once(async () => {
      const { IAM } = await import("@aws-sdk/client-iam");
      return new IAM({ ...common(config), endpoint: config.endpoints.iam, credentials: await keys() });
    }),
    sts: once(async () => makeSts(config, await keys())),
  };
}

async function assumeAll(config: ProviderConfig, keys: Keys): Promise<Keys> {
  let current = keys;
  for (const role of config.assumeRoles) current = await assume(await makeSts(config, current), role);
  return current;
}

async function assume(sts: STS, role: AssumeRole): Promise<Keys> {
  const { Credentials: got } = await sts.assumeRole({
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? "mfa-guard-sandbox",
    ExternalId: role.externalId,
  });
  if (!got?.AccessKeyId || !got.SecretAccessKey)
    throw new ProviderError(`no keys for the role ${role.roleArn}`);
  return {
    accessKeyId: got.AccessKeyId,
    secretAccessKey: got.SecretAccessKey,
    sessionToken: got.SessionToken,
  };
}

async function makeSts(config: ProviderConfig, credentials: Keys): Promise<STS> {
  const endpoint = config.endpoints.sts;
  // Without an endpoint the SDK would go to the real one.
  if (!endpoint) throw new ProviderError("no sts endpoint is configured, only one for iam");
  const { STS } = await import("@aws-sdk/client-sts");
  return new STS({ ...common(config), endpoint, credentials });
}

function common(config: ProviderConfig) {
  // "standard" and no dual stack or FIPS: nothing that makes the SDK look a region or an endpoint up itself.
  return {
    region: config.region,
    defaultsMode: "standard" as const,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
