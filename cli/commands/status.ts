import { Command, Option } from "commander";
import type { AccountFacts } from "../../policypack/facts/model";
import type { Connection } from "../../policypack/facts/connection";
import { addLivePasswords, readOptionsOf, readThrough } from "../account";
import { connectionOf, endpointOf } from "../connection";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { withExamples } from "../examples";
import { openSink } from "../output";
import { sheetFor, type Sheet } from "../report/lines";
import { loadRollout } from "../rollout/load";
import { type BurnDown, burnDown } from "../status/burndown";
import { type HistoryStore, toEntry } from "../status/history";
import { connectS3, HistoryBucket } from "../status/history-bucket";
import { HistoryFolder } from "../status/history-folder";
import { type HistoryPlace, historyPlace } from "../status/history-place";
import { statusCsv } from "../status/csv";
import { statusHtml } from "../status/html";
import { statusJson } from "../status/json";
import type { Entry } from "../status/model";
import { overdueLines, peopleOf, type Person } from "../status/people";
import { statusTable } from "../status/table";

interface StatusOptions {
  readonly rollout?: string;
  readonly format: "table" | "json" | "html" | "csv";
  readonly output?: string;
  readonly history?: string;
}

/** `mfa-guard status`: how far the rollout has come. */
export function statusCommand(cli: Cli): Command {
  const command = new Command("status")
    .option("--rollout <file>", "the rollout file (rollout.yaml here, if there is one)")
    .addOption(
      new Option("--format <format>", "of the answer")
        .choices(["table", "json", "html", "csv"])
        .default("table"),
    )
    .option("--output <file>", "write the answer to a file")
    .option(
      "--history <place>",
      "keep the counts of each run in a folder or in s3://bucket/prefix, and draw the curve from them; no names",
    )
    .addHelpText("after", NOTES)
    .action(async (options: StatusOptions) => status(cli, command, options));
  addLivePasswords(command);
  return withExamples(command, [
    { line: "mfa-guard status", purpose: "The burn-down of the account, by wave" },
    {
      line: "mfa-guard status --history mfa-history --format html --output mfa.html",
      purpose: "Daily in a pipeline: the curve so far, as a page",
    },
    {
      line: "mfa-guard status --format csv --output people.csv",
      purpose: "Who is overdue, in which wave, since when: to hand on",
    },
    {
      line: "mfa-guard status --history s3://my-bucket/mfa-history",
      purpose: "The same, with the history in a bucket",
    },
  ]);
}

const NOTES = `
Exit code 1: somebody is overdue, or it is not known. AWS is only read, except that --history s3://… writes one small
object a run into the bucket that you name.`;

async function status(cli: Cli, command: Command, options: StatusOptions): Promise<void> {
  const rollout = await loadRollout(cli, options.rollout);
  const sink = await openSink(cli, options.output);
  const place = options.history === undefined ? null : historyPlace(options.history);
  const connection = await connectionOf(cli, command);
  const account = await readThrough(cli, connection, readOptionsOf(cli, command));
  const now = burnDown(account, rollout, cli.now());
  const people = peopleOf(account, rollout, cli.now());
  const store = place && (await openHistory(cli, command, { place, connection, id: idOf(account) }));
  const history = store ? await remember(cli, store, now) : [];
  await sink(render(now, people, history, options, sheetFor(cli, options.output)));
  cli.exitCode = now.total.overdue > 0 || now.unknown.length > 0 ? EXIT.found : EXIT.nothingFound;
}

function render(
  now: BurnDown,
  people: readonly Person[],
  history: readonly Entry[],
  { format }: StatusOptions,
  sheet: Sheet,
): string {
  switch (format) {
    case "json":
      return `${statusJson(now, history)}\n`;
    case "html":
      return statusHtml(now, history);
    case "csv":
      return statusCsv(now, people);
    case "table":
      return `${[statusTable(now, sheet), ...overdueLines(people, sheet)].join("\n")}\n`;
  }
}

interface Sought {
  readonly place: HistoryPlace;
  readonly connection: Connection;
  /** The account's. */
  readonly id: string;
}

async function openHistory(
  cli: Cli,
  command: Command,
  { place, connection, id }: Sought,
): Promise<HistoryStore> {
  if (place.kind === "folder") return new HistoryFolder(cli.resolve(place.folder), id);
  return new HistoryBucket(await connectS3(connection, endpointOf(cli, command, "S3")), place, id);
}

/** The account is known: else there would have been nothing to read. */
function idOf({ identity }: AccountFacts): string {
  return identity.known ? identity.value.accountId : "unknown";
}

/** Adds this run to the history, and answers with all of it. */
async function remember(cli: Cli, store: HistoryStore, now: BurnDown): Promise<readonly Entry[]> {
  // Counts of what could not be read would look like progress, or like a relapse.
  if (now.unknown.length === 0) await store.add(toEntry(now));
  else cli.warn("This run is not added to the history: not everything could be read.");
  const { entries, damaged } = await store.read();
  if (damaged.length > 0)
    cli.warn(`The history has damaged entries, which were passed over: ${damaged.join(", ")}.`);
  return entries;
}
