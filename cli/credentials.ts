import type { Connection } from "../policypack/facts/connection";
import { NO_WARNINGS, sdk } from "../policypack/facts/sdk";
import type { Cli } from "./context";
import { explainCredentials } from "./credential-hints";
import { codeIn, NOT_A_CODE } from "./enrol/codes";
import { CliError } from "./errors";

interface Sought {
  /** As given by an option; AWS_PROFILE counts less than keys in the environment, as with the AWS CLI. */
  readonly profile: string | undefined;
  readonly region: string;
  readonly sts: string | undefined;
}

type Keys = Pick<Connection, "accessKey" | "secretKey" | "token" | "source">;

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
  let isFirst = true;
  const source = fromNodeProviderChain({
    profile: profile ?? cli.env["AWS_PROFILE"],
    logger: NO_WARNINGS,
    clientConfig: { region, endpoint: sts },
    mfaCodeProvider: (serial) => {
      // In the middle of a reading nobody waits for the question.
      if (!isFirst) throw new SessionEnded(`another MFA code of ${serial} is needed`);
      return askForCode({ ask: cli.ask, warn: (message) => cli.warn(message) }, serial);
    },
  });
  try {
    const { accessKeyId: accessKey, secretAccessKey: secretKey, sessionToken: token } = await source();
    isFirst = false;
    return { accessKey, secretKey, token, source };
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      await explainCredentials(cli, profile ?? (cli.env["AWS_PROFILE"] || undefined), error),
    );
  }
}

/** By the name that AWS has for it. */
class SessionEnded extends Error {
  override readonly name = "ExpiredToken";
}

/** Asks until what is typed is a code: each try at AWS with something else would cost a call and say less. */
async function askForCode({ ask, warn }: Pick<Cli, "ask" | "warn">, serial: string): Promise<string> {
  if (!ask)
    throw new CliError(
      `The profile wants an MFA code of ${serial}, and there is no terminal to ask for it. ` +
        "Make a session first (`mfa-guard session`) and name its profile, or use a role without MFA.",
    );
  for (;;) {
    const code = codeIn(await ask(`MFA code of ${serial}: `));
    if (code !== null) return code;
    warn(NOT_A_CODE);
  }
}
