import { Command } from "commander";
import type { Cli } from "../context";
import { checkProfile, checkProfileName } from "../enrol/aws-profile";
import { asCaller, type OpenTerminal } from "../enrol/caller";
import { enrol } from "../enrol/enrol";
import { offerSession } from "../enrol/offer-session";
import { openTerminal } from "../enrol/terminal";
import { withExamples } from "../examples";
import { paragraphs, layoutFor } from "../report/terminal-layout";
import { credentialsFile } from "../shared-config";

/** `mfa-guard enrol`: sets up an authenticator app for whoever runs it, and for nobody else. */
export function enrolCommand(cli: Cli, open: OpenTerminal = openTerminal): Command {
  const command = new Command("enrol")
    .option("--write-profile <name>", "then write a session with MFA to this AWS profile", checkProfileName)
    .addHelpText(
      "after",
      "\nWrites to AWS: makes a virtual device and enables it for your own user. Needs a terminal.",
    )
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
  return withExamples(command, [
    { line: "mfa-guard enrol --profile work", purpose: "For the user whose keys the profile holds" },
    {
      line: "mfa-guard enrol --write-profile mfa",
      purpose: "With a session for the AWS CLI in the profile mfa",
    },
  ]);
}
