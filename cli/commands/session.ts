import { Command, InvalidArgumentError, Option } from "commander";
import { type AwsClients, connect } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { readIdentity } from "../../policypack/facts/live/identity";
import { isoMinute } from "../../policypack/iam/days";
import { connectionOf, namedProfile, ownRegion } from "../connection-options";
import type { Cli } from "../context";
import {
  checkProfile,
  checkProfileName,
  type KeptSession,
  sessionIn,
  writeProfile,
} from "../enrol/aws-profile";
import { codeIn, type CodeInput, NOT_A_CODE, openCodeInput } from "../enrol/codes";
import { deviceWithCodes } from "../enrol/device";
import { ownUser, type OwnUser, readOwnDevices } from "../enrol/own-user";
import { DURATION, makeSession, type Session, sessionLine } from "../enrol/make-session";
import { CliError } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { unidentified } from "../renewal";
import { layoutFor, paragraphs } from "../report/terminal-layout";
import { credentialsFile, kindOf, type Profile, readProfiles } from "../shared-config";

interface SessionOptions {
  readonly profileName?: string;
  readonly serial?: string;
  readonly duration: number;
  readonly credentialProcess?: true;
  readonly export?: true;
  readonly force: boolean;
}

/** `mfa-guard session`: a session with MFA for the AWS CLI, from a code of the caller's own device. */
export function sessionCommand(cli: Cli, open: () => CodeInput = openCodeInput): Command {
  const command = new Command("session")
    .option(
      "--profile-name <name>",
      `AWS profile to write it to (default: ${DEFAULT_NAME})`,
      checkProfileName,
    )
    .option("--serial <serial>", "serial number or ARN of the device, where you have several")
    .addOption(
      new Option("--duration <time>", "how long it holds, 15m to 36h")
        .argParser(duration)
        .default(DURATION.default, "12h"),
    )
    .addOption(
      new Option("--credential-process", "print it for a profile's credential_process").conflicts("export"),
    )
    .option("--export", "print export lines for a shell, with the secret; writes no profile unless named")
    .option("--force", "make a new one, even if the last one still holds", false)
    .action(async (options: SessionOptions) => session(cli, command, options, open));
  withNotes(command, NOTES);
  return withExamples(command, [
    { line: "mfa-guard session --profile work", purpose: "Then: aws s3 ls --profile mfa" },
    {
      line: "mfa-guard session --profile work --duration 8h --profile-name work-mfa",
      purpose: "For a working day",
    },
    {
      line: "mfa-guard session --export",
      purpose: 'For this shell only: eval "$(mfa-guard session --export)"',
    },
  ]);
}

const DEFAULT_NAME = "mfa";

const NOTES = [
  "The code is asked for hidden, or read from standard input. A session of yours that the profile keeps is used again until " +
    "10 minutes before its end. AWS is not changed; a session can't be made from another one, nor with a passkey.",
  "As a credential_process, under another name than the profile that keeps the session:",
  "  [profile work-mfa]",
  "  credential_process = mfa-guard session --profile work --profile-name work-kept --credential-process",
];

/** Seconds. @throws InvalidArgumentError */
function duration(text: string): number {
  const [, count, unit] = /^(\d{1,6})(s|m|h)$/.exec(text) ?? [];
  const seconds = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit ?? ""] ?? NaN);
  if (seconds >= DURATION.least && seconds <= DURATION.most) return seconds;
  throw new InvalidArgumentError("AWS makes sessions of 15m to 36h, such as 8h or 90m.");
}

/** Milliseconds before its end from which a session is renewed. */
const RENEWED_BEFORE = 10 * 60 * 1000;

async function session(
  cli: Cli,
  command: Command,
  options: SessionOptions,
  open: () => CodeInput,
): Promise<void> {
  const profiles = await readProfiles(cli);
  const source = namedProfile(cli, command);
  checkNoRole(source, profiles.get(source ?? "default"));
  const target = options.profileName ?? (options.export ? undefined : DEFAULT_NAME);
  if (target !== undefined) await checkProfile(credentialsFile(cli), target);
  const region = await ownRegion(cli, command);
  const kept = sessionIn(target === undefined ? undefined : profiles.get(target));
  const got = await sessionOf(cli, command, options, {
    kept,
    serial: profiles.get(source ?? "default")?.get("mfa_serial"),
    open,
  });
  if (target !== undefined && got.isNew)
    await writeProfile(credentialsFile(cli), target, { ...got, region: region ?? kept?.region ?? null });
  show(cli, options, target, got);
}

interface Got extends Pick<KeptSession, "session" | "arn"> {
  readonly isNew: boolean;
}

interface At {
  readonly kept: KeptSession | null;
  readonly serial: string | undefined;
  readonly open: () => CodeInput;
}

/** The session that is kept where it is the caller's own and holds for long enough, else a new one. */
async function sessionOf(
  cli: Cli,
  command: Command,
  { force, serial, duration }: SessionOptions,
  at: At,
): Promise<Got> {
  const connection = await connectionOf(cli, command);
  const clients = await connect(connection);
  try {
    const identity = await readIdentity(clients.sts, "yourself", wholeSignal({ budget: 30_000 }));
    if (!identity.known) throw await unidentified(cli, connection, identity.reason);
    const user = ownUser(identity.value);
    const { kept, open } = at;
    if (
      !force &&
      kept?.arn === user.arn &&
      kept.session.expires.getTime() - cli.now().getTime() > RENEWED_BEFORE
    )
      return { session: kept.session, arn: user.arn, isNew: false };
    const wish = { serial: serial ?? at.serial, duration };
    return { session: await newSession(clients, user, open(), wish), arn: user.arn, isNew: true };
  } finally {
    clients.iam.destroy();
    clients.sts.destroy();
  }
}

function show(cli: Cli, options: SessionOptions, target: string | undefined, { session, isNew }: Got): void {
  if (options.credentialProcess) return cli.print(processOutput(session));
  if (options.export) return cli.print(exportLines(session));
  const until = isoMinute(session.expires);
  const what = isNew
    ? `Wrote the profile ${target} to ${credentialsFile(cli)}. It holds until ${until}.`
    : `The profile ${target} holds until ${until}. --force makes a new session.`;
  cli.print(
    paragraphs(layoutFor(cli), `${what}\nUse it: \`aws sts get-caller-identity --profile ${target}\``),
  );
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html */
function processOutput({ accessKeyId, secretAccessKey, sessionToken, expires }: Session): string {
  return JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: expires.toISOString(),
  });
}

function exportLines({ accessKeyId, secretAccessKey, sessionToken }: Session): string {
  return [
    `export AWS_ACCESS_KEY_ID=${quoted(accessKeyId)}`,
    `export AWS_SECRET_ACCESS_KEY=${quoted(secretAccessKey)}`,
    `export AWS_SESSION_TOKEN=${quoted(sessionToken)}`,
  ].join("\n");
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

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
async function newSession(
  { sts, iam }: AwsClients,
  user: OwnUser,
  input: CodeInput,
  { serial, duration }: SessionWish,
): Promise<Session> {
  if (!user.longTermKey)
    throw new CliError(
      "You use a session already, and it can't make another. Name the profile that has your access key with --profile.",
    );
  const ask = input.isTerminal ? (question: string) => input.ask(question) : null;
  const device =
    serial ?? (await deviceWithCodes(await readOwnDevices(iam, user, wholeSignal({ budget: 30_000 })), ask));
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

/**
 * A role's profile needs no session of ours: the AWS CLI asks for the code itself, once it knows the device.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html#cli-configure-role-mfa
 * @throws CliError with the line to add, for a profile that assumes a role.
 */
function checkNoRole(name: string | undefined, profile: Profile | undefined): void {
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
