import { Command, InvalidArgumentError, Option } from "commander";
import { connect } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { readIdentity } from "../../policypack/facts/live/identity";
import { isoMinute } from "../../policypack/iam/dates";
import { connectionOf, namedProfile, ownRegion } from "../connection";
import type { Cli } from "../context";
import {
  checkProfile,
  checkProfileName,
  type KeptSession,
  sessionIn,
  writeProfile,
} from "../enrol/aws-profile";
import { type CodeInput, openCodeInput } from "../enrol/code-input";
import { checkNoRole, newSession } from "../enrol/daily-session";
import { ownUser } from "../enrol/own-user";
import { DURATION, type Session } from "../enrol/session";
import { unidentified } from "../renewal";
import { paragraphs, layoutFor } from "../report/terminal-layout";
import { withExamples } from "../examples";
import { credentialsFile, readProfiles } from "../shared-config";

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
    .addHelpText("after", NOTES)
    .action(async (options: SessionOptions) => session(cli, command, options, open));
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

const NOTES = `
The code is asked for hidden, or read from standard input. A session of yours that the profile keeps is used again until
10 minutes before its end. AWS is not changed; a session can't be made from another one, nor with a passkey.
As a credential_process, under another name than the profile that keeps the session:
  [profile work-mfa]
  credential_process = mfa-guard session --profile work --profile-name work-kept --credential-process`;

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
