import { Command, InvalidArgumentError, Option } from "commander";

export const SECTIONS = [
  "audit",
  "preview",
  "proof",
  "organization",
  "startup",
  "stack",
  "memory",
  "formats",
] as const;
export type Section = (typeof SECTIONS)[number];

export interface BenchOptions {
  readonly only: readonly Section[];
  /** Users of the accounts that are audited. */
  readonly sizes: readonly number[];
  /** Resources of the stacks that are previewed. */
  readonly resources: readonly number[];
  readonly rounds: number;
  readonly rivalRounds: number;
  /** Minutes after which one run of a rival is cut off. */
  readonly rivalBudget: number;
  /** Users of the account that is verified. */
  readonly verified: number;
  /** Users of the account that each command holds. */
  readonly held: number;
  readonly accounts: number;
  readonly usersEach: number;
  readonly concurrency: readonly number[];
  /** Milliseconds that each answer is held back. */
  readonly latency: number;
  readonly organizationRounds: number;
  /** Accounts that were kept, and the users of each. */
  readonly kept: number;
  readonly keptUsers: number;
}

/** What the command line asks for; the defaults are what docs/performance.md shows. */
export function readOptions(argv: readonly string[]): BenchOptions {
  return new Command("npm run bench --")
    .description(
      "Measures mfa-guard and its rivals in turn, on one emulator, and keeps it in bench/results.json.",
    )
    .addOption(new Option("--only <sections>", "some sections").argParser(sections).default(SECTIONS))
    .option("--sizes <numbers>", "audit: users of the accounts", numbers, [500])
    .option("--resources <numbers>", "preview: resources of the stacks", numbers, [0, 200, 2000])
    .option("--rounds <number>", "how often each is measured", number, 3)
    .option("--rival-rounds <number>", "how often a rival is, where it takes long", number, 1)
    .option("--rival-budget <minutes>", "audit: when a run of a rival is cut off", number, 10)
    .option("--verified <number>", "proof: users of the account", number, 500)
    .option("--held <number>", "memory: users of the account", number, 5000)
    .option("--accounts <number>", "organization: accounts", number, 20)
    .option("--users-each <number>", "organization: users of each account", number, 100)
    .option("--concurrency <numbers>", "organization: accounts at once", numbers, [1, 10])
    .option("--latency <milliseconds>", "organization: how long each answer is held back", number, 50)
    .option("--organization-rounds <number>", "organization: how often each is measured", number, 1)
    .option(
      "--kept <number>",
      "formats: kept accounts; 5000 take about ten minutes, once they are made",
      number,
      50,
    )
    .option("--kept-users <number>", "formats: users of each kept account", number, 100)
    .parse(argv, { from: "user" })
    .opts<BenchOptions>();
}

function number(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new InvalidArgumentError("A whole number is expected.");
}

function numbers(text: string): number[] {
  return text.split(",").map(number);
}

function sections(text: string): Section[] {
  return text.split(",").map((name) => {
    const section = SECTIONS.find((known) => known === name);
    if (section) return section;
    throw new InvalidArgumentError(`There are: ${SECTIONS.join(", ")}.`);
  });
}
