import { Command, Option } from "commander";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { addLivePasswords, readOptionsOf, readThrough } from "../account";
import { connectionOf } from "../connection-options";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { parts } from "../lazy-parts";
import { addMaxAge, type MaxAgeOption, refuseIdleMaxAge } from "../organization/max-age";
import {
  addOrganizationOptions,
  type OrganizationOptions,
  refuseWithoutOrg,
} from "../organization/organization-options";
import { openSink } from "../output";
import { layoutFor, type TerminalLayout } from "../report/terminal-layout";
import { loadRollout } from "../rollout/load";
import { type BurnDown, burnDown } from "../status/burndown";
import { historyLocation, openHistories, remember } from "../status/remember";
import { peopleCsv, type PeopleOfAccount } from "../status/people-csv";
import { statusHtml } from "../status/status-page";
import { type Entry, statusJson } from "../status/status-json";
import { peopleLines, peopleOf } from "../status/people";
import { statusTable } from "../status/status-table";

interface StatusOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly format: "table" | "json" | "html" | "csv";
  readonly output?: string;
  readonly history?: string;
}

/** `mfa-guard status`: how far the rollout has come. */
export function statusCommand(cli: Cli): Command {
  const command = new Command("status")
    .option(
      "--rollout <file>",
      "rollout file (default: rollout.yaml in this folder, if it exists); with --org, a folder",
    )
    .addOption(
      new Option("--format <format>", "output format")
        .choices(["table", "json", "html", "csv"])
        .default("table"),
    )
    .option("--output <file>", "write the answer to a file")
    .option(
      "--history <place>",
      "keep the counts of each run in a folder or in s3://bucket/prefix, and draw the curve from them; no names",
    )
    .action(async (options: StatusOptions) => {
      refuseWithoutOrg(options);
      refuseIdleMaxAge(options);
      await (options.org ? parts.status().organizationStatus : status)(cli, command, options);
    });
  addLivePasswords(command);
  addOrganizationOptions(command);
  addMaxAge(command);
  withNotes(command, NOTES);
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
      line: "mfa-guard status --org --org-role auditor --rollout rollouts --history mfa-history",
      purpose: "One burn-down of the organization, an account a line",
    },
    {
      line: "mfa-guard status --history s3://my-bucket/mfa-history",
      purpose: "The same, with the history in a bucket",
    },
  ]);
}

const NOTES = [
  "Exit code 1: somebody is overdue, or it is not known. AWS is only read, except that --history s3://… writes one small " +
    "object a run into the bucket that you name. With --org, exit code 2: an account could not be read.",
];

async function status(cli: Cli, command: Command, options: StatusOptions): Promise<void> {
  const rollout = await loadRollout(cli, options.rollout);
  const sink = await openSink(cli, options.output);
  const place = options.history === undefined ? null : historyLocation(options.history);
  const connection = await connectionOf(cli, command);
  const account = await readThrough(cli, connection, readOptionsOf(cli, command));
  const now = burnDown(account, rollout, cli.now());
  const people = peopleOf(account, rollout, cli.now());
  const open = place && (await openHistories(cli, command, { place, connection }));
  const history = open ? await remember(cli, open(idOf(account)), now) : [];
  await sink(render({ id: idOf(account), now, people }, history, options, layoutFor(cli, options.output)));
  cli.exitCode = now.total.overdue > 0 || now.unknown.length > 0 ? EXIT.found : EXIT.nothingFound;
}

interface Read extends PeopleOfAccount {
  readonly now: BurnDown;
}

function render(
  { id, now, people }: Read,
  history: readonly Entry[],
  { format }: StatusOptions,
  layout: TerminalLayout,
): string {
  switch (format) {
    case "json":
      return `${statusJson(now, history)}\n`;
    case "html":
      return statusHtml(now, history, people);
    case "csv":
      return peopleCsv([{ id, now, people }], []);
    case "table":
      return `${[statusTable(now, layout), ...peopleLines(people, layout)].join("\n")}\n`;
  }
}

/** The account is known: else there would have been nothing to read. */
function idOf({ identity }: AccountFacts): string {
  return identity.known ? identity.value.accountId : "unknown";
}
