import { Command, Option } from "commander";
import { problemsIn } from "../../policypack/judgement/rollout-problems";
import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/model";
import { type LocatedRollout, parseRolloutLocated } from "../../policypack/rollout/parse";
import type { Problem } from "../../policypack/rollout/problem";
import { rolloutProblems } from "../../policypack/rollout/problems";
import { pastUnlessDeployed } from "../../policypack/rollout/wave-problems";
import { RolloutError, type RolloutMistake } from "../../policypack/rollout/rollout-error";
import { showPath } from "../../policypack/rollout/quote";
import type { Rollout } from "../../policypack/rollout/model";
import { readLiveAccount } from "../account";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { withExamples } from "../examples";
import { readRolloutText } from "../input";
import { paragraphs, layoutFor } from "../report/terminal-layout";
import { USUAL_NAME } from "../rollout/load";
import { oneLine } from "../text";
import { validateJson, type ValidateProblem } from "../validate/model";

interface ValidateOptions {
  readonly checkNames: boolean;
  readonly format: "text" | "json";
}

/** `mfa-guard validate`: what is wrong with a rollout file, before it is merged. */
export function validateCommand(cli: Cli): Command {
  const command = new Command("validate")
    .argument("[file]", "the rollout file", USUAL_NAME)
    .option("--check-names", "also read the account: which names it has, which waves are deployed", false)
    .addOption(new Option("--format <format>", "how to tell it").choices(["text", "json"]).default("text"))
    .addHelpText(
      "after",
      "\nExit codes: 0 nothing is wrong; 1 something is; 2 it could not run, or found nothing and could not check all.\n" +
        "A deadline that is past is wrong for a new wave only: without --check-names it is told, and ends with no 1.",
    )
    .action(async (file: string, options: ValidateOptions) => validate(cli, command, file, options));
  return withExamples(command, [
    { line: "mfa-guard validate rollout.yaml", purpose: "In a pull request, without credentials" },
    {
      line: "mfa-guard validate rollout.yaml --check-names",
      purpose: "And whether its users and groups exist",
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
  const now = cli.now();
  const text = await readRolloutText(cli, file);
  const located = locate(text, file);
  if (located instanceof RolloutError) {
    // They are what was asked for, and so found.
    cli.exitCode = EXIT.found;
    const problems = located.mistakes.map(toMistake);
    if (format === "json") return cli.print(validateJson(file, { problems, notes: [], notChecked: [] }));
    return cli.print(paragraphs(layoutFor(cli), located.message));
  }
  const { rollout, positionOf } = located;
  const account = checkNames ? await readLiveAccount(cli, command) : null;
  const placed = (found: readonly Problem[]) =>
    found.map((problem) => ({ ...problem, ...positionOf(problem.where) }));
  const problems = placed(account ? problemsIn(rollout, account, now) : withoutAccount(rollout, now));
  const unread = account ? unreadOf(account) : [];
  const notes = placed(account && unread.length === 0 ? [] : pastUnlessDeployed(rollout, now));
  const notChecked = account ? unread : unchecked(rollout, now);
  cli.exitCode = problems.length > 0 ? EXIT.found : unread.length > 0 ? EXIT.couldNotRun : EXIT.nothingFound;
  if (format === "json") return cli.print(validateJson(file, { problems, notes, notChecked }));
  const lines = [...problems, ...notes].map(({ where, message, line, column }) =>
    oneLine(`${file}:${line}:${column}: ${where}: ${message}`),
  );
  cli.print(paragraphs(layoutFor(cli), [...lines, summary(file, problems, notes)].join("\n")));
  for (const sentence of notChecked) cli.warn(sentence);
}

/** The error: the file has mistakes, which are told. */
function locate(text: string, file: string): LocatedRollout | RolloutError {
  try {
    return parseRolloutLocated(text, file);
  } catch (error) {
    if (error instanceof RolloutError) return error;
    throw error;
  }
}

function toMistake({ position, path, message }: RolloutMistake): ValidateProblem {
  return {
    kind: "mistake",
    where: path.length === 0 ? null : showPath(path),
    line: position?.line ?? null,
    column: position?.column ?? null,
    message,
  };
}

function withoutAccount(rollout: Rollout, now: Date): readonly Problem[] {
  return rolloutProblems(rollout, { now, users: null, groups: null, newWaves: [] });
}

function summary(file: string, { length }: readonly Problem[], notes: readonly Problem[]): string {
  if (length === 0) return `${file}: nothing ${notes.length === 0 ? "" : "else "}is wrong.`;
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
