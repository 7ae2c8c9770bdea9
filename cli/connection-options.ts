import { type Command, InvalidArgumentError } from "commander";
import type { Connection } from "../policypack/facts/connection";
import { sdk } from "../policypack/facts/sdk";
import type { Cli } from "./context";
import { resolveCredentials } from "./credentials";
import { readProfiles } from "./shared-config";

/** The options that every command takes, as the AWS CLI has them. */
export interface ConnectionOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly roleArn?: string;
  readonly endpointUrl?: string;
}

/** For the program itself: they may stand before the command or after it. */
export function addConnectionOptions(program: Command): void {
  program
    .option("--profile <name>", "profile of the AWS configuration files (AWS_PROFILE)")
    .option("--region <name>", "AWS Region (AWS_REGION, AWS_DEFAULT_REGION, the profile's)")
    .option("--role-arn <arn>", "role to assume with the credentials found", roleArn)
    .option(
      "--endpoint-url <url>",
      "endpoint URL of AWS services (AWS_ENDPOINT_URL; for single services AWS_ENDPOINT_URL_IAM, …_STS, …)",
      url,
    );
}

function roleArn(text: string): string {
  if (/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(text)) return text;
  throw new InvalidArgumentError("An ARN such as arn:aws:iam::123456789012:role/auditor is expected.");
}

function url(text: string): string {
  if (/^https?:/i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("A URL such as http://localhost:5000 is expected.");
}

/**
 * How the command's options and the environment say to reach AWS. Credentials are found here and not later: a
 * profile may ask for an MFA code, and having none ends the command before it has begun.
 * @throws CliError where there are no credentials.
 */
export async function connectionOf(cli: Cli, command: Command): Promise<Connection> {
  const { profile, region, roleArn } = command.optsWithGlobals<ConnectionOptions>();
  const ofEnvironment = cli.env["AWS_REGION"] || cli.env["AWS_DEFAULT_REGION"];
  const settled = region ?? (ofEnvironment || (await regionOf(profile ?? cli.env["AWS_PROFILE"])));
  const endpoint = (service: Service) => endpointOf(cli, command, service);
  const connection: Connection = {
    region: settled,
    profile: profile ?? cli.env["AWS_PROFILE"],
    assumeRoles: roleArn === undefined ? [] : [{ roleArn }],
    endpoints: { iam: endpoint("IAM"), sts: endpoint("STS"), signin: endpoint("SIGNIN") },
  };
  return {
    ...connection,
    ...(await resolveCredentials(cli, { profile, region: settled, sts: connection.endpoints.sts })),
  };
}

/** The profile that was named, by option or environment; undefined: none. */
export function namedProfile(cli: Cli, command: Command): string | undefined {
  return command.optsWithGlobals<ConnectionOptions>().profile ?? (cli.env["AWS_PROFILE"] || undefined);
}

/** The Region that the person has said, by option, environment or profile; null: none, and no default instead. */
export async function ownRegion(cli: Cli, command: Command): Promise<string | null> {
  const { region } = command.optsWithGlobals<ConnectionOptions>();
  const said = region ?? (cli.env["AWS_REGION"] || cli.env["AWS_DEFAULT_REGION"]);
  if (said) return said;
  return (await readProfiles(cli)).get(namedProfile(cli, command) ?? "default")?.get("region") ?? null;
}

type Service = "IAM" | "STS" | "SIGNIN" | "ORGANIZATIONS" | "S3" | "SECURITYHUB";

/**
 * Where a service is, if not where AWS has it:
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOf(cli: Cli, command: Command, service: Service): string | undefined {
  const { endpointUrl } = command.optsWithGlobals<ConnectionOptions>();
  return endpointUrl ?? cli.env[`AWS_ENDPOINT_URL_${service}`] ?? cli.env["AWS_ENDPOINT_URL"];
}

/** IAM is one for all Regions of a partition, so `aws iam` needs no Region either. */
const ANY_REGION = "us-east-1";

async function regionOf(profile: string | undefined): Promise<string> {
  const { STSClient } = sdk.sts();
  const client = new STSClient({ profile });
  try {
    return await client.config.region();
  } catch {
    return ANY_REGION;
  } finally {
    client.destroy();
  }
}
