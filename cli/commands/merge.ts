import { Command } from "commander";
import type { Cli } from "../context";
import { withExamples } from "../help-text";
import { parts } from "../lazy-parts";
import { refuseUnknownAccounts } from "../organization/account-choice";
import { folderBeside } from "../output";
import { readRolloutFolder } from "../organization/rollout-folder";
import { HOUR, hours } from "../times";
import { addReportOptions, openReporter, type ReportOptions } from "../report-options";

interface MergeOptions extends ReportOptions {
  readonly maxAge: number;
}

/** Judges what several runs of `audit --org --resume` have kept, as one report. Of AWS it asks nothing but S3. */
export function mergeCommand(cli: Cli): Command {
  const command = new Command("merge")
    .argument("<place...>", "folders that `audit --org --resume` has kept accounts in, or s3://bucket/prefix")
    .option(
      "--rollout <folder>",
      "a folder with defaults.yaml, and a rollout file of each account that has its own",
    );
  addReportOptions(command)
    .option("--max-age <hours>", "maximum age of a kept account", hours, 24)
    .action(async (places: string[], options: MergeOptions) => merge(cli, command, places, options));
  return withExamples(command, [
    {
      line: "mfa-guard merge accounts-1 accounts-2 --format html --output mfa.html",
      purpose: "One report of what two jobs have read",
    },
    {
      line: "mfa-guard merge s3://my-bucket/mfa-accounts --format csv --output mfa.csv",
      purpose: "The same of what jobs have put into a bucket",
    },
  ]);
}

async function merge(
  cli: Cli,
  command: Command,
  names: readonly string[],
  options: MergeOptions,
): Promise<void> {
  const { write } = await openReporter(cli, options, true);
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const spoolIn = await folderBeside(cli, options.output);
  const { mergeKept, withKept } = parts.merge();
  const judged = await withKept(cli, command, names, (places) =>
    mergeKept(cli, {
      ...{ places, spoolIn, rollouts, judging: options },
      maxAge: options.maxAge * HOUR,
      inspect: (accounts) => refuseUnknownAccounts(accounts, rollouts.named),
    }),
  );
  await write(judged);
}
