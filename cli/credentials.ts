import type { Connection } from "../policypack/facts/connection";
import { sdk } from "../policypack/facts/sdk";
import type { Cli } from "./context";
import { CliError, messageOf } from "./errors";

interface Sought {
  /** As given by an option; AWS_PROFILE counts less than keys in the environment, as with the AWS CLI. */
  readonly profile: string | undefined;
  readonly region: string;
  readonly sts: string | undefined;
}

type Keys = Pick<Connection, "accessKey" | "secretKey" | "token">;

/**
 * The credentials that the AWS CLI would use. A profile that wants an MFA code asks for it on the terminal.
 * @throws CliError where there are none, or a code is wanted and nobody is there to type it.
 */
export async function resolveCredentials(cli: Cli, sought: Sought): Promise<Keys> {
  const ofEnvironment = sought.profile === undefined ? keysOf(cli.env) : undefined;
  return ofEnvironment ?? (await ofChain(cli, sought));
}

function keysOf(env: Cli["env"]): Keys | undefined {
  const { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey, AWS_SESSION_TOKEN: token } = env;
  return accessKey && secretKey ? { accessKey, secretKey, token } : undefined;
}

async function ofChain(cli: Cli, { profile, region, sts }: Sought): Promise<Keys> {
  const { fromNodeProviderChain } = sdk.credentialProviders();
  const provider = fromNodeProviderChain({
    profile: profile ?? cli.env["AWS_PROFILE"],
    clientConfig: { region, endpoint: sts },
    mfaCodeProvider: (serial) => askForCode(cli, serial),
  });
  try {
    const { accessKeyId: accessKey, secretAccessKey: secretKey, sessionToken: token } = await provider();
    return { accessKey, secretKey, token };
  } catch (error) {
    throw error instanceof CliError ? error : new CliError(explain(error));
  }
}

async function askForCode({ ask }: Cli, serial: string): Promise<string> {
  if (ask) return (await ask(`MFA code of ${serial}: `)).trim();
  throw new CliError(
    `The profile wants an MFA code of ${serial}, and there is no terminal to ask for it. ` +
      "Sign in first (aws sts get-session-token, aws sso login) and pass on the session, or use a role without MFA.",
  );
}

function explain(error: unknown): string {
  return (
    `There are no AWS credentials (${messageOf(error)}). Sign in first: name a profile with --profile or AWS_PROFILE, ` +
    "run `aws sso login`, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
  );
}
