import type { Connection } from "../policypack/facts/connection";
import { describeReason, type Reason } from "../policypack/facts/fact";
import type { Cli } from "./context";
import { CliError } from "./errors";
import { kindOf, type Profile, readProfiles } from "./shared-config";

/** What tells where the profiles are. */
type Files = Pick<Cli, "env" | "cwd">;

/**
 * Codes by which AWS says that a session has ended.
 * https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
const EXPIRED = /^(ExpiredToken|RequestExpired|TokenRefreshRequired)/;

/** Why a command ends where AWS does not say who calls; of a session that has ended, with how that one is renewed. */
export async function unidentified(cli: Files, connection: Connection, reason: Reason): Promise<CliError> {
  const how = EXPIRED.test(reason.code) ? await renewalFor(cli, connection) : null;
  return new CliError(
    describeReason(
      how === null ? reason : { ...reason, remedy: `The session has expired. ${how}, then re-run.` },
    ),
  );
}

/**
 * Whether by this code nothing can be read any more until somebody signs in again: also where a profile gives nothing.
 */
export function isSessionEnd(code: string): boolean {
  return EXPIRED.test(code) || /^(CredentialsProviderError|TokenProviderError)$/.test(code);
}

/** How the credentials of a connection are renewed, without a full stop; null: it can't be told. */
export async function renewalFor(cli: Files, { accessKey, profile }: Connection): Promise<string | null> {
  const { AWS_ACCESS_KEY_ID, AWS_SESSION_TOKEN } = cli.env;
  // Keys of the environment go before its profile, and not before --profile.
  if (accessKey !== undefined && accessKey === AWS_ACCESS_KEY_ID)
    return AWS_SESSION_TOKEN ? OF_ENVIRONMENT : null;
  return renewalOf(profile, await readProfiles(cli));
}

const OF_ENVIRONMENT =
  "It is the one of AWS_SESSION_TOKEN in the environment: make another as that one was made (`mfa-guard session --export` from long-term keys)";

/**
 * How what a profile leads to is renewed: a role's is, by that of its source.
 * @param name undefined: the default profile.
 */
export function renewalOf(
  name: string | undefined,
  profiles: ReadonlyMap<string, Profile>,
  seen: readonly string[] = [],
): string | null {
  const own = name ?? "default";
  const profile = profiles.get(own);
  if (!profile || seen.includes(own)) return null;
  const option = name === undefined ? "" : ` --profile ${name}`;
  switch (kindOf(profile)) {
    case "login":
      return `Sign in again: \`aws login${option}\``;
    case "sso":
      return `Sign in again: \`aws sso login${option}\``;
    case "role":
      return ofRole(profile, profiles, [...seen, own]);
    case "process":
      return `Have the credential_process of the profile ${own} make another`;
    case "keys":
      return profile.has("aws_session_token")
        ? `The profile ${own} keeps it: make another with \`mfa-guard session --profile-name ${own}\`, from the profile that has your long-term keys (--profile)`
        : null;
    case "other":
      return null;
  }
}

function ofRole(
  role: Profile,
  profiles: ReadonlyMap<string, Profile>,
  seen: readonly string[],
): string | null {
  const source = role.get("source_profile");
  if (source !== undefined) return renewalOf(source, profiles, seen);
  const elsewhere = role.get("credential_source");
  if (elsewhere !== undefined) return `The role's credential_source is ${elsewhere}: renew what is there`;
  return role.has("web_identity_token_file")
    ? "Get another token into the role's web_identity_token_file"
    : null;
}
