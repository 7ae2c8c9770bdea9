import { Command } from "commander";
import { isoMinute } from "../../policypack/iam/days";
import type { Cli } from "../context";
import { checkProfile, checkProfileName, writeProfile } from "../enrol/aws-profile";
import { asCaller, type OpenTerminal } from "../enrol/as-caller";
import { askFreshCode } from "../enrol/codes";
import { enrol, type Enrolled, type Enrolling } from "../enrol/enrol";
import { makeSession, type Session, sessionLine } from "../enrol/make-session";
import { Interrupted, openTerminal, say, type Terminal } from "../enrol/terminal";
import { withExamples, withNotes } from "../help-text";
import { layoutFor, paragraphs } from "../report/terminal-layout";
import { credentialsFile } from "../shared-config";

/** `mfa-guard enrol`: sets up an authenticator app for the caller, and for nobody else. */
export function enrolCommand(cli: Cli, open: OpenTerminal = openTerminal): Command {
  const command = new Command("enrol")
    .option("--write-profile <name>", "then write a session with MFA to this AWS profile", checkProfileName)
    .action(async (options: { writeProfile?: string }) =>
      asCaller(cli, command, open, async (enrolling) => {
        const { writeProfile } = options;
        if (writeProfile !== undefined) await checkProfile(credentialsFile(cli), writeProfile);
        const enrolled = await enrol(enrolling);
        if (!enrolled) return;
        const { name } = enrolling.user;
        cli.print(
          paragraphs(
            layoutFor(cli),
            `Enrolled ${enrolled.serial} for ${name}. In the console: sign out, and in again with MFA.`,
          ),
        );
        await offerSession(enrolling, enrolled, writeProfile);
      }),
    );
  withNotes(command, [
    "Writes to AWS: makes a virtual device and enables it for your own user. Needs a terminal.",
  ]);
  return withExamples(command, [
    { line: "mfa-guard enrol --profile work", purpose: "For the user whose keys the profile holds" },
    {
      line: "mfa-guard enrol --write-profile mfa",
      purpose: "With a session for the AWS CLI in the profile mfa",
    },
  ]);
}

/** How often a code for the session is asked for. */
const TRIES = 3;

/**
 * Offers a session with MFA for the AWS CLI, and writes it to a profile. The device is enrolled whatever comes of it.
 * @param profile The profile's name, where the person has named it already.
 * @throws CliError where AWS makes none, or it can't be written.
 */
async function offerSession(
  enrolling: Enrolling,
  enrolled: Enrolled,
  profile: string | undefined,
): Promise<void> {
  const { user, terminal } = enrolling;
  try {
    // A session can't make another one.
    if (user.longTermKey) await writeSession(enrolling, enrolled, profile ?? (await askForProfile(terminal)));
    else if (profile !== undefined)
      say(terminal, "No session was made: you use one already, and it can't make another.");
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    say(terminal, "Broken off: there is no session. The device is enrolled.");
  }
}

async function askForProfile(terminal: Terminal): Promise<string> {
  const question = "Write an MFA session for the AWS CLI to a profile? Its name, or Enter for no: ";
  return (await terminal.ask(question)).trim();
}

async function writeSession(
  { cli, connection, clients, user, region, terminal }: Enrolling,
  { serial, used }: Enrolled,
  profile: string,
): Promise<void> {
  if (profile === "") return say(terminal, `For the AWS CLI, later: \`${sessionLine(connection)}\``);
  const file = credentialsFile(cli);
  await checkProfile(file, profile);
  const session = await askSession(terminal, async () =>
    makeSession(clients.sts, serial, await askFreshCode(terminal, used)),
  );
  if (!session)
    return say(terminal, "AWS did not take the codes, so there is no session. The device is enrolled.");
  await writeProfile(file, profile, { session, arn: user.arn, region });
  say(
    terminal,
    `Wrote the profile ${profile} to ${file}. It holds until ${isoMinute(session.expires)}.\n` +
      `Use it: \`aws sts get-caller-identity --profile ${profile}\`\n` +
      `Renew it: \`${sessionLine(connection, profile)}\`` +
      (region === null ? `\nIt has no Region: \`aws configure set region REGION --profile ${profile}\`` : ""),
  );
}

async function askSession(terminal: Terminal, make: () => Promise<Session | null>): Promise<Session | null> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const session = await make();
    if (session) return session;
    say(terminal, "AWS did not take this code.");
  }
  return null;
}
