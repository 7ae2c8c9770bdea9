import { stat } from "node:fs/promises";
import { Command, Option } from "commander";
import { RolloutError } from "../../policypack/rollout/problem";
import type { Rollout } from "../../policypack/rollout/rollout";
import { readLiveAccount } from "../account";
import type { Cli } from "../context";
import { CliError, EXIT } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { readLocatedRollout } from "../input";
import { paragraphs, layoutFor } from "../report/terminal-layout";
import { USUAL_NAME } from "../rollout/load";
import {
  checkRollout,
  countOf,
  mistakesIn,
  nothingWrong,
  pastWaves,
  problemLines,
  validateFolder,
} from "../validate/check";
import { validateJson } from "../validate/validate-json";

interface ValidateOptions {
  readonly checkNames: boolean;
  readonly format: "text" | "json";
}

/** `mfa-guard validate`: what is wrong with a rollout file, or a folder of them, before it is merged. */
export function validateCommand(cli: Cli): Command {
  const command = new Command("validate")
    .argument(
      "[file]",
      "the rollout file, or a folder with those of an organization, as --org takes it",
      USUAL_NAME,
    )
    .option("--check-names", "also read the account: which names it has, which waves are deployed", false)
    .addOption(new Option("--format <format>", "output format").choices(["text", "json"]).default("text"))
    .action(async (file: string, options: ValidateOptions) => {
      if (!(await isFolder(cli, file))) return validate(cli, command, file, options);
      if (options.checkNames)
        throw new CliError(
          `--check-names is of one file and its account. For ${file}, run mfa-guard plan --org --rollout ${file}.`,
        );
      await validateFolder(cli, file, options.format);
    });
  withNotes(command, [
    "Exit codes: 0 nothing is wrong; 1 something is; 2 it could not run, or found nothing and could not check all.",
    "A deadline that is past is wrong for a new wave only: without --check-names it is told, and ends with no 1.",
  ]);
  return withExamples(command, [
    { line: "mfa-guard validate rollout.yaml", purpose: "In a pull request, without credentials" },
    {
      line: "mfa-guard validate rollout.yaml --check-names",
      purpose: "And whether its users and groups exist",
    },
    {
      line: "mfa-guard validate rollouts",
      purpose: "Every rollout file of an organization: defaults.yaml, and those of single accounts",
    },
    { line: "mfa-guard validate --format json", purpose: "For a program that comments on a pull request" },
  ]);
}

async function validate(
  cli: Cli,
  command: Command,
  file: string,
  { checkNames, format }: ValidateOptions,
): Promise<void> {
  const located = await readLocatedRollout(cli, file);
  if (located instanceof RolloutError) {
    // They are what was asked for, and so found.
    cli.exitCode = EXIT.found;
    const problems = mistakesIn(located);
    if (format === "json") return cli.print(validateJson(file, { problems, notes: [], notChecked: [] }));
    return cli.print(paragraphs(layoutFor(cli), located.message));
  }
  const now = cli.now();
  const account = checkNames ? await readLiveAccount(cli, command) : null;
  const { problems, notes, unread } = checkRollout(located, account, now);
  const notChecked = account ? unread : unchecked(located.rollout, now);
  cli.exitCode = problems.length > 0 ? EXIT.found : unread.length > 0 ? EXIT.couldNotRun : EXIT.nothingFound;
  if (format === "json") return cli.print(validateJson(file, { problems, notes, notChecked }));
  const found = problems.length > 0 ? countOf(problems.length) : nothingWrong(notes.length > 0);
  const lines = [...problemLines(file, [...problems, ...notes]), `${file}: ${found}.`];
  cli.print(paragraphs(layoutFor(cli), lines.join("\n")));
  for (const sentence of notChecked) cli.warn(sentence);
}

async function isFolder(cli: Cli, file: string): Promise<boolean> {
  return stat(cli.resolve(file)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** What the file alone does not tell. A deadline that is past is right where the wave is deployed. */
function unchecked(rollout: Rollout, now: Date): string[] {
  const past = pastWaves(rollout, now);
  const deployed =
    past.length > 0 ? `, and whether ${past.join(", ")}, whose deadline is past, is deployed` : "";
  return [`Not checked: whether its users and groups exist${deployed}. Run it with --check-names for that.`];
}
