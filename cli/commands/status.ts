import { Command, Option } from "commander";
import picocolors from "picocolors";
import type { AccountFacts } from "../../policypack/facts/model";
import { readLiveAccount } from "../account";
import type { Cli, Colours } from "../context";
import { EXIT } from "../errors";
import { withExamples } from "../examples";
import { openSink } from "../output";
import { loadRollout } from "../rollout/load";
import { type BurnDown, burnDown } from "../status/burndown";
import { type Entry, HistoryFolder, toEntry } from "../status/history";
import { statusHtml } from "../status/html";
import { statusJson } from "../status/json";
import { statusTable } from "../status/table";

interface StatusOptions {
  readonly rollout?: string;
  readonly format: "table" | "json" | "html";
  readonly output?: string;
  readonly history?: string;
}

/** `mfa-guard status`: how far the rollout has come. */
export function statusCommand(cli: Cli): Command {
  const command = new Command("status")
    .description("Tell how far a rollout has come: who is enrolled, in grace, overdue or exempt, by wave.")
    .option("--rollout <file>", "the rollout file (rollout.yaml here, if there is one)")
    .addOption(
      new Option("--format <format>", "of the answer").choices(["table", "json", "html"]).default("table"),
    )
    .option("--output <file>", "write the answer to a file")
    .option("--history <folder>", "keep the counts of each run there, and draw the curve from them; no names")
    .addHelpText("after", "\nExit code 1: somebody is overdue, or it is not known. AWS is only read.")
    .action(async (options: StatusOptions) => status(cli, command, options));
  return withExamples(command, [
    { line: "mfa-guard status", purpose: "The burn-down of the account, by wave" },
    {
      line: "mfa-guard status --history mfa-history --format html --output mfa.html",
      purpose: "Daily in a pipeline: the curve so far, as a page",
    },
  ]);
}

async function status(cli: Cli, command: Command, options: StatusOptions): Promise<void> {
  const rollout = await loadRollout(cli, options.rollout);
  const sink = await openSink(cli, options.output);
  const account = await readLiveAccount(cli, command);
  const now = burnDown(account, rollout, cli.now());
  const history = options.history === undefined ? [] : await remember(cli, options.history, account, now);
  // A file is no terminal.
  const colours = options.output === undefined ? cli.colours : picocolors.createColors(false);
  await sink(render(now, history, options, colours));
  cli.exitCode = now.total.overdue > 0 || now.unknown.length > 0 ? EXIT.found : EXIT.nothingFound;
}

function render(
  now: BurnDown,
  history: readonly Entry[],
  { format }: StatusOptions,
  colours: Colours,
): string {
  switch (format) {
    case "json":
      return `${statusJson(now, history)}\n`;
    case "html":
      return statusHtml(now, history);
    case "table":
      return `${statusTable(now, colours)}\n`;
  }
}

/** Adds this run to the history, and answers with all of it. */
async function remember(
  cli: Cli,
  folder: string,
  account: AccountFacts,
  now: BurnDown,
): Promise<readonly Entry[]> {
  // The account is known: else there would have been nothing to read.
  const id = account.identity.known ? account.identity.value.accountId : "unknown";
  const files = new HistoryFolder(folder, id, (name) => cli.resolve(name));
  // Counts of what could not be read would look like progress, or like a relapse.
  if (now.unknown.length === 0) await files.add(toEntry(now));
  else cli.warn("This run is not added to the history: not everything could be read.");
  const { entries, damaged } = await files.read();
  if (damaged.length > 0)
    cli.warn(`The history has damaged lines, which were passed over: ${damaged.join(", ")}.`);
  return entries;
}
