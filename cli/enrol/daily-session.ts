import type { AwsClients } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { CliError } from "../errors";
import { kindOf, type Profile } from "../shared-config";
import type { CodeInput } from "./code-input";
import { codeIn, NOT_A_CODE } from "./codes";
import { deviceWithCodes } from "./device-with-codes";
import { readOwnDevices } from "./own-devices";
import type { OwnUser } from "./own-user";
import { makeSession, type Session } from "./session";
import { sessionLine } from "./session-line";

export interface SessionWish {
  readonly serial: string | undefined;
  /** Seconds. */
  readonly duration: number;
}

/** How often a code is asked for. */
const TRIES = 3;

/**
 * A session with MFA for the caller, with a code of their device.
 * @throws CliError where they have no device for it, or AWS makes none.
 */
export async function newSession(
  { sts, iam }: AwsClients,
  user: OwnUser,
  input: CodeInput,
  { serial, duration }: SessionWish,
): Promise<Session> {
  if (!user.longTermKey)
    throw new CliError(
      "You use a session already, and it can't make another. Name the profile that has your access key with --profile.",
    );
  const choose = input.isTerminal ? (serials: readonly string[]) => chooseDevice(input, serials) : null;
  const device =
    serial ??
    (await deviceWithCodes(await readOwnDevices(iam, user, wholeSignal({ budget: 30_000 })), choose));
  const tries = input.isTerminal ? TRIES : 1;
  let said = "";
  for (let attempt = 1; attempt <= tries; attempt++) {
    const code = codeIn(await input.ask(`${said}MFA code of ${device}: `));
    const session = code === null ? null : await makeSession(sts, device, code, duration);
    if (session) return session;
    said =
      code === null ? `${NOT_A_CODE}\n` : "AWS did not take this code. Each works once: wait for the next.\n";
  }
  throw new CliError(
    `${said.trim()} There is no session. If your codes are always refused: \`mfa-guard resync\`.`,
  );
}

async function chooseDevice(input: CodeInput, serials: readonly string[]): Promise<string> {
  const list = serials.map((serial, index) => `  ${index + 1}. ${serial}\n`).join("");
  const answer = await input.ask(`You have several devices:\n${list}Which one? [1-${serials.length}] `);
  const chosen = serials[Number(answer.trim()) - 1];
  if (chosen === undefined) throw new CliError(`Type a number from 1 to ${serials.length}, or use --serial.`);
  return chosen;
}

/**
 * A role's profile needs no session of ours: the AWS CLI asks for the code itself, once it knows the device.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html#cli-configure-role-mfa
 * @throws CliError with the line to add, for a profile that assumes a role.
 */
export function checkNoRole(name: string | undefined, profile: Profile | undefined): void {
  if (!profile || kindOf(profile) !== "role") return;
  const source = profile.get("source_profile");
  const has = profile.get("mfa_serial");
  const line = has
    ? `It has mfa_serial = ${has}.`
    : "Add this line to it in the configuration file:\n  mfa_serial = <serial>";
  const find = `\`aws iam list-mfa-devices${source === undefined ? "" : ` --profile ${source}`}\``;
  throw new CliError(
    `The profile ${name ?? "default"} assumes a role: the AWS CLI asks for the MFA code itself then. ${line}\n` +
      `Your device's serial number: ${find}.${source === undefined ? "" : ` A session for yourself: \`${sessionLine({ profile: source })}\`.`}`,
  );
}
