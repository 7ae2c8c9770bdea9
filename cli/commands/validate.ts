import { Command } from "commander";
import { problemsIn } from "../../policypack/judgement/rollout-problems";
import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/model";
import { type LocatedRollout, parseRolloutLocated } from "../../policypack/rollout/parse";
import type { Problem } from "../../policypack/rollout/problem";
import { rolloutProblems } from "../../policypack/rollout/problems";
import { RolloutError } from "../../policypack/rollout/rollout-error";
import type { Rollout } from "../../policypack/rollout/schema";
import { readLiveAccount } from "../account";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { withExamples } from "../examples";
import { readRolloutText } from "../input";
import { USUAL_NAME } from "../rollout/load";
import { oneLine } from "../text";

interface ValidateOptions {
  readonly checkNames: boolean;
}

/** `mfa-guard validate`: what is wrong with a rollout file, before it is merged. */
export function validateCommand(cli: Cli): Command {
  const command = new Command("validate")
    .description("Tell what is wrong with a rollout file, each with its line; asks AWS nothing.")
    .argument("[file]", "the rollout file", USUAL_NAME)
    .option("--check-names", "also read the account: which names it has, which waves are deployed", false)
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is wrong; 1 something is; 2 it could not run, or found nothing and could not check all.",
    )
    .action(async (file: string, options: ValidateOptions) => validate(cli, command, file, options));
  return withExamples(command, [
    { line: "mfa-guard validate rollout.yaml", purpose: "In a pull request, without credentials" },
    {
      line: "mfa-guard validate rollout.yaml --check-names",
      purpose: "And whether its users and groups exist",
    },
  ]);
}

async function validate(
  cli: Cli,
  command: Command,
  file: string,
  { checkNames }: ValidateOptions,
): Promise<void> {
  const located = await locate(cli, file);
  if (located === null) return;
  const { rollout, positionOf } = located;
  const account = checkNames ? await readLiveAccount(cli, command) : null;
  const now = cli.now();
  const problems = account ? problemsIn(rollout, account, now) : withoutAccount(rollout, now);
  const lines = problems.map(({ where, message }) => {
    const { line, column } = positionOf(where);
    return oneLine(`${file}:${line}:${column}: ${where}: ${message}`);
  });
  const unread = account ? unreadOf(account) : [];
  cli.print([...lines, summary(file, problems)].join("\n"));
  for (const sentence of account ? unread : unchecked(rollout, now)) cli.warn(sentence);
  cli.exitCode = problems.length > 0 ? EXIT.found : unread.length > 0 ? EXIT.couldNotRun : EXIT.nothingFound;
}

/** Null: the file has mistakes, which are told. They are what was asked for, and so found. */
async function locate(cli: Cli, file: string): Promise<LocatedRollout | null> {
  const text = await readRolloutText(cli, file);
  try {
    return parseRolloutLocated(text, file);
  } catch (error) {
    if (!(error instanceof RolloutError)) throw error;
    cli.print(error.message);
    cli.exitCode = EXIT.found;
    return null;
  }
}

function withoutAccount(rollout: Rollout, now: Date): readonly Problem[] {
  return rolloutProblems(rollout, { now, users: null, groups: null, newWaves: [] });
}

function summary(file: string, { length }: readonly Problem[]): string {
  if (length === 0) return `${file}: nothing is wrong.`;
  return `${file}: ${length} ${length === 1 ? "problem" : "problems"}.`;
}

/** What the file alone does not tell. A deadline that is past is right where the wave is deployed. */
function unchecked({ waves }: Rollout, now: Date): string[] {
  const past = waves.filter(({ deadline }) => deadline <= now).map(({ name }) => name);
  const deployed =
    past.length > 0 ? `, and whether ${past.join(", ")}, whose deadline is past, is deployed` : "";
  return [`Not checked: whether its users and groups exist${deployed}. Run it with --check-names for that.`];
}

function unreadOf({ users, groups, policies }: AccountFacts): string[] {
  const reasons = [users, groups, policies].flatMap(({ complete }) =>
    complete.known ? [] : [complete.reason],
  );
  return [...new Set(reasons.map((reason) => `Not checked: ${describeReason(reason)}`))];
}
