import { errorCode, signInFirst } from "../policypack/facts/live/calls";
import type { Cli } from "./context";
import { messageOf } from "./errors";
import { renewalOf } from "./renewal";
import { configFile, credentialsFile, kindOf, type ProfileKind, readProfiles } from "./shared-config";

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

/** https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html, …/cli-configure-sso.html, …/cli-configure-sign-in.html */
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
