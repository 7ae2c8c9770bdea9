import { createHash } from "node:crypto";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { STSClient, STSClientConfig } from "@aws-sdk/client-sts";
import type * as CredentialProviders from "@aws-sdk/credential-providers";
import { leaveNodeVersionToReadme } from "./node-version";
import { type ClientTimeouts, CLIENT_TIMEOUTS } from "./client-timeouts";
import { readAnswersQuickly } from "./quick-answers";
import { NO_WARNINGS, sdk } from "./sdk";
import { tellingOfThrottling } from "./throttling";

/**
 * How to reach an AWS account: the settings of one Pulumi `aws` or `aws-native` provider, each left out where the
 * provider leaves it to the environment. Property names and meaning:
 * https://www.pulumi.com/registry/packages/aws/api-docs/provider/
 */
export interface Connection {
  readonly region?: string;
  readonly profile?: string;
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly token?: string;
  /** The source of those keys, for a reading that lasts longer than they do. */
  readonly source?: CredentialSource;
  readonly sharedConfigFiles?: readonly string[];
  readonly sharedCredentialsFiles?: readonly string[];
  /** Assumed one after the other, each with the credentials of the one before. */
  readonly assumeRoles: readonly AssumeRole[];
  readonly assumeRoleWithWebIdentity?: WebIdentity;
  /** The provider deploys to no other accounts than these. */
  readonly allowedAccountIds?: readonly string[];
  readonly endpoints: { readonly iam?: string; readonly sts?: string; readonly signin?: string };
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

/**
 * Gives the credentials that hold now: a provider of the SDK, which renews them before they expire.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 * @param options With `forceRefresh`, other ones, although those before seem to hold.
 */
export type CredentialSource = (options?: {
  readonly forceRefresh?: boolean;
}) => Promise<AwsCredentialIdentity>;

export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
}

export interface WebIdentity {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly webIdentityToken?: string;
  readonly webIdentityTokenFile?: string;
}

type AwsCredentialIdentity = Awaited<
  ReturnType<Extract<NonNullable<STSClientConfig["credentials"]>, (...all: never[]) => unknown>>
>;

/** The clients that the facts are read with. */
export interface AwsClients {
  readonly iam: IAMClient;
  readonly sts: STSClient;
}

/** Two connections with one key reach the same account as the same identity. Holds no secret in the clear. */
export function connectionKey(connection: Connection): string {
  return createHash("sha256").update(JSON.stringify(connection)).digest("hex");
}

/** For messages: how the account was to be reached, without any secret. */
export function describeConnection(connection: Connection): string {
  const role = connection.assumeRoles.at(-1)?.roleArn ?? connection.assumeRoleWithWebIdentity?.roleArn;
  const parts = [
    role && `role ${role}`,
    connection.profile && `profile ${connection.profile}`,
    connection.region && `region ${connection.region}`,
    connection.endpoints.iam && `endpoint ${connection.endpoints.iam}`,
  ].filter(Boolean);
  return parts.length > 0
    ? `the account reached by ${parts.join(", ")}`
    : "the account of the environment's credentials";
}

/** The name that CloudTrail shows for the calls, where the provider sets none. */
const SESSION_NAME = "mfa-guard";

/** The SDK is loaded here and not before. */
export async function connect(connection: Connection, timeouts = CLIENT_TIMEOUTS): Promise<AwsClients> {
  leaveNodeVersionToReadme();
  const { IAMClient } = sdk.iam();
  const { STSClient } = sdk.sts();
  const settings = { ...clientSettings(connection), ...timeoutSettings(timeouts) };
  const plugins = timeouts.throttled ? [tellingOfThrottling(timeouts.throttled)] : [];
  const common = { ...settings, credentials: await credentials(connection, plugins) };
  const sts = new STSClient({ ...common, endpoint: connection.endpoints.sts });
  // One session serves both: a client of its own credentials would assume the role once more.
  const shared = { ...common, credentials: sts.config.credentials };
  const iam = new IAMClient({ ...shared, endpoint: connection.endpoints.iam });
  for (const { middlewareStack } of [iam, sts]) {
    // It copies each answer, of thousands of users too, for a logger that there is none of.
    middlewareStack.remove("loggerMiddleware");
  }
  readAnswersQuickly(iam);
  for (const plugin of plugins) {
    iam.middlewareStack.use(plugin);
    sts.middlewareStack.use(plugin);
  }
  return { iam, sts };
}

function clientSettings(connection: Connection) {
  return {
    region: connection.region ?? process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"],
    profile: connection.profile,
    useFipsEndpoint: connection.useFipsEndpoint,
    useDualstackEndpoint: connection.useDualstackEndpoint,
  };
}

function timeoutSettings({ attempts, retryStrategy, connecting, silence }: ClientTimeouts) {
  return {
    maxAttempts: attempts,
    // "adaptive" slows down to one call in two seconds: with 60 % of calls throttled it takes the whole budget of a
    // small account and reads half of it, where "standard" reads all of it in 11 seconds.
    retryMode: "standard",
    ...(retryStrategy && { retryStrategy }),
    requestHandler: { connectionTimeout: connecting, socketTimeout: silence },
  };
}

type Plugins = ReturnType<typeof tellingOfThrottling>[];
type CredentialProvider = ReturnType<typeof CredentialProviders.fromTemporaryCredentials>;

async function credentials(connection: Connection, clientPlugins: Plugins): Promise<CredentialProvider> {
  const providers = sdk.credentialProviders();
  const { region, useFipsEndpoint } = clientSettings(connection);
  const clientConfig = { region, useFipsEndpoint, endpoint: connection.endpoints.sts };
  return connection.assumeRoles.reduce<CredentialProvider>(
    (masterCredentials, role) =>
      providers.fromTemporaryCredentials({
        masterCredentials,
        clientConfig,
        params: assumeRoleParams(role),
        clientPlugins,
      }),
    baseCredentials(connection, providers, clientConfig),
  );
}

function assumeRoleParams(role: AssumeRole) {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? SESSION_NAME,
    ExternalId: role.externalId,
    Policy: role.policy,
    PolicyArns: role.policyArns?.map((arn) => ({ arn })),
    SourceIdentity: role.sourceIdentity,
    Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: role.transitiveTagKeys && [...role.transitiveTagKeys],
  };
}

/**
 * A client keeps credentials that do not end soon, and would not see that their source has renewed them early. The
 * source keeps them itself.
 */
const ASK_AGAIN = new Date(0);

function baseCredentials(
  connection: Connection,
  providers: typeof CredentialProviders,
  clientConfig: { region?: string; endpoint?: string },
): CredentialProvider {
  const { accessKey, secretKey, token, source, assumeRoleWithWebIdentity: web } = connection;
  // Clients that ask it each time, with a `forceRefresh` of their own, would make sessions without end.
  if (source) return async () => ({ ...(await source()), expiration: ASK_AGAIN });
  if (web) return webIdentity(web, providers, clientConfig);
  if (accessKey && secretKey) {
    return () => Promise.resolve({ accessKeyId: accessKey, secretAccessKey: secretKey, sessionToken: token });
  }
  if (connection.profile === undefined && keysInEnvironment()) return providers.fromEnv();
  return providers.fromNodeProviderChain({
    profile: connection.profile,
    // With the provider, too, its own profile takes precedence over keys in the environment.
    logger: NO_WARNINGS,
    clientConfig,
    configFilepath: connection.sharedConfigFiles?.[0],
    filepath: connection.sharedCredentialsFiles?.[0],
  });
}

/**
 * Keys go before a profile that only the environment names (AWS_PROFILE), as in the provider; the SDK for JavaScript
 * has it the other way round, and would read another account than the one that is deployed to.
 * https://docs.aws.amazon.com/sdk-for-go/v2/developer-guide/configure-gosdk.html#specifying-credentials
 */
function keysInEnvironment(): boolean {
  return Boolean(process.env["AWS_ACCESS_KEY_ID"] && process.env["AWS_SECRET_ACCESS_KEY"]);
}

function webIdentity(
  web: WebIdentity,
  providers: typeof CredentialProviders,
  clientConfig: { region?: string; endpoint?: string },
): CredentialProvider {
  const common = { roleArn: web.roleArn, roleSessionName: web.sessionName ?? SESSION_NAME, clientConfig };
  if (web.webIdentityToken !== undefined) {
    return providers.fromWebToken({ ...common, webIdentityToken: web.webIdentityToken });
  }
  return providers.fromTokenFile({ ...common, webIdentityTokenFile: web.webIdentityTokenFile });
}
