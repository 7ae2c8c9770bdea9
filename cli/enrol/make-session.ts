import { GetSessionTokenCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Connection } from "../../policypack/facts/connection";
import { errorCode } from "../../policypack/facts/live/calls";
import { CliError, messageOf } from "../errors";

/** Credentials that carry the word of MFA. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expires: Date;
}

/**
 * Seconds. A working day, AWS's own default; its limits for IAM users:
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const DURATION = { default: 12 * 60 * 60, least: 15 * 60, most: 36 * 60 * 60 } as const;

/**
 * A session made with a code of an MFA device; null: AWS did not take the code.
 * @param duration Seconds.
 * @throws CliError for anything else.
 */
export async function makeSession(
  sts: STSClient,
  serial: string,
  code: string,
  duration: number = DURATION.default,
): Promise<Session | null> {
  try {
    const command = new GetSessionTokenCommand({
      SerialNumber: serial,
      TokenCode: code,
      DurationSeconds: duration,
    });
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
      (await sts.send(command)).Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error("AWS answered without credentials");
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expires: Expiration,
    };
  } catch (error) {
    // STS says "AccessDenied" for a wrong code, and names it in the message only.
    if (errorCode(error) === "AccessDenied" && /MultiFactorAuthentication failed/i.test(messageOf(error)))
      return null;
    throw new CliError(`AWS made no session: ${messageOf(error)}`);
  }
}

/** What to type for a session with MFA, with the profile that holds the access key. */
export function sessionLine({ profile }: Pick<Connection, "profile">, target?: string): string {
  const source = profile === undefined ? "" : ` --profile ${profile}`;
  return `mfa-guard session${source}${target === undefined ? "" : ` --profile-name ${target}`}`;
}
