import type { Connection } from "../policypack/facts/connection";
import { errorCode, signInFirst } from "../policypack/facts/live/calls";
import { NO_WARNINGS, sdk } from "../policypack/facts/sdk";
import type { Cli } from "./context";
import { codeIn, NOT_A_CODE } from "./enrol/codes";
import { CliError, messageOf } from "./errors";
import { renewalOf } from "./renewal";
import { configFile, credentialsFile, kindOf, type ProfileKind, readProfiles } from "./shared-config";

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

/**
 * Why no credentials were found, and what to do about it: by what the profile is and by what went wrong.
 * @param name The profile, by option or environment; undefined: none was named.
 */
export async function explainCredentials(
  cli: Cli,
  name: string | undefined,
  error: unknown,
): Promise<string> {
  const profiles = await readProfiles(cli);
  const profile = profiles.get(name ?? "default");
  if (name !== undefined && !profile) return noSuchProfile(cli, name, [...profiles.keys()]);
  const message = messageOf(error).replace(/\.$/, "");
  if (/MultiFactorAuthentication failed/i.test(message))
    return `AWS did not take the MFA code (${message}). Each code works once: wait for the next one, and check that it is of the device in mfa_serial.`;
  const kind = profile ? kindOf(profile) : "other";
  if (kind === "role" && errorCode(error) === "AccessDenied")
    return `AWS refused the role of the profile ${name} (${message}). Check that its trust policy names you; if it asks for MFA, the profile needs mfa_serial.`;
  const what = WHAT[kind];
  const whose =
    what === undefined
      ? "There are no AWS credentials"
      : `The profile ${name ?? "default"}, ${what}, gave no credentials`;
  const renewal = kind === "role" ? renewalOf(name, profiles) : null;
  return `${whose} (${message}). ${remedy(kind, name)}${renewal === null ? "" : ` Where a session has expired: ${lower(renewal)}.`}`;
}

function noSuchProfile(cli: Cli, name: string, others: readonly string[]): string {
  const missing = `There is no profile ${name} in ${configFile(cli)} or ${credentialsFile(cli)}`;
  return others.length > 0
    ? `${missing}. They have: ${others.join(", ")}. Name one with --profile or AWS_PROFILE.`
    : `${missing}, nor any other. ${makeProfile(name)}`;
}

/**
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html, …/cli-configure-sso.html,
 * …/cli-configure-sign-in.html
 */
function makeProfile(name: string): string {
  return (
    `Make it: \`aws configure --profile ${name}\` with an access key, \`aws configure sso --profile ${name}\` with ` +
    `IAM Identity Center, or \`aws login --profile ${name}\` with your console sign-in (AWS CLI 2.32 or later).`
  );
}

function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

const WHAT: Readonly<Partial<Record<ProfileKind, string>>> = {
  login: "which uses `aws login`",
  sso: "which uses IAM Identity Center",
  role: "which assumes a role",
  process: "which runs a credential_process",
};

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html, and …/cli-configure-sso.html */
function remedy(kind: ProfileKind, name: string | undefined): string {
  const of = name === undefined ? "" : ` --profile ${name}`;
  switch (kind) {
    case "login":
      return `Sign in again: \`aws login${of}\` (AWS CLI 2.32 or later).`;
    case "sso":
      return `Sign in again: \`aws sso login${of}\`.`;
    case "role":
      return "Check its source_profile or credential_source, and the role's ARN.";
    case "process":
      return "Run the command of its credential_process by hand to see what it says.";
    case "keys":
    case "other":
      return signInFirst("--profile or AWS_PROFILE");
  }
}
