import { Command, InvalidArgumentError, Option } from "commander";
import { type Connection, connect } from "../../policypack/facts/connection";
import { wholeSignal } from "../../policypack/facts/live/budget";
import { addLivePasswords } from "../account";
import { connectionOf } from "../connection-options";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { parts } from "../lazy-parts";
import { addMaxAge, type MaxAgeOption, refuseIdleMaxAge } from "../organization/max-age";
import {
  addOrganizationOptions,
  type OrganizationOptions,
  refuseWithoutOrg,
} from "../organization/organization-options";
import { addScps } from "../organization/scp-option";
import { openSink } from "../output";
import { showing } from "../progress";
import { layoutFor } from "../report/terminal-layout";
import { loadRollout } from "../rollout/load";
import { readWithResets } from "../rollout/read-with-resets";
import { type ActionList, loadActionList } from "../verify/action-list";
import { toJson } from "../verify/verify-json";
import { exitCodeOf, type Outcome, resultOf } from "../verify/outcome";
import { simulate, type Simulation } from "../verify/simulate";
import { planSimulation } from "../verify/simulation-plan";
import { toTable } from "../verify/verify-table";
import { type Verification, verifyAccount } from "../verify/verify";

interface VerifyOptions extends OrganizationOptions, MaxAgeOption {
  readonly rollout?: string;
  readonly live: boolean;
  readonly maxCalls: number;
  readonly allowUnknown: boolean;
  readonly format: "table" | "json";
  readonly output?: string;
}

/** Proves what the policies deny that are deployed now. Only reads AWS, and simulates. */
export function verifyCommand(cli: Cli): Command {
  const command = new Command("verify")
    .option(
      "--rollout <file>",
      "rollout file, with exemptions (default: rollout.yaml in this folder, if it exists); with --org, a folder",
    )
    .option("--live", "also compare with AWS's own policy simulator (iam:SimulatePrincipalPolicy)", false)
    .option("--max-calls <number>", "the most calls of the simulator to make", wholeNumber, 300)
    .option("--allow-unknown", "exit with 0 even if something could not be judged", false)
    .addOption(new Option("--format <format>", "output format").choices(["table", "json"]).default("table"))
    .option("--output <file>", "write to this file, completely or not at all (default: standard output)")
    .action(async (options: VerifyOptions) => {
      refuseWithoutOrg(options);
      refuseIdleMaxAge(options);
      if (options.org && options.live)
        throw new CliError("--live is of one account. Leave it out, or --org.");
      await (options.org ? parts.verify().organizationVerify : verify)(cli, command, options);
    });
  addLivePasswords(command);
  addScps(command);
  addOrganizationOptions(command);
  addMaxAge(command);
  withNotes(command, EXIT_CODES);
  return withExamples(command, [
    { line: "mfa-guard verify", purpose: "What works without MFA, by the policies as they are deployed" },
    {
      line: "mfa-guard verify --scps --role-arn arn:aws:iam::111122223333:role/auditor",
      purpose: "A member account, from the management account, with its service control policies",
    },
    {
      line: "mfa-guard verify --live --max-calls 1000",
      purpose: "The same, compared with AWS's own simulator",
    },
    {
      line: "mfa-guard verify --org --org-role auditor --scps --rollout rollouts",
      purpose: "Every account of the organization, with the users that need attention",
    },
    { line: "mfa-guard verify --format json --output proof.json", purpose: "For an auditor, or a pipeline" },
  ]);
}

const EXIT_CODES = [
  "Exit codes: 0 without MFA only the self-service set works, now or from a date on; 1 more works, somebody is not covered " +
    "or is locked out, or AWS's simulator disagrees; 2 it could not run, or could not judge everything. With --org, 2 takes " +
    "precedence over 1 where an account could not be read.",
];

function wholeNumber(text: string): number {
  const number = Number(text);
  if (/^\d{1,6}$/.test(text) && number > 0) return number;
  throw new InvalidArgumentError("A whole number is expected, such as 300.");
}

async function verify(cli: Cli, command: Command, options: VerifyOptions): Promise<void> {
  const rollout = await loadRollout(cli, options.rollout);
  const write = await openSink(cli, options.output);
  const connection = await connectionOf(cli, command);
  const [account, list] = await Promise.all([readWithResets(cli, command, connection), loadActionList()]);
  cli.progress(`Judging ${list.actions.length} actions …`);
  const verification = verifyAccount(account, { rollout, now: cli.now(), actions: list.actions });
  const simulation = options.live
    ? await askAws(cli, connection, verification, list, options.maxCalls)
    : null;
  const outcome = { verification, simulation, actions: list.actions.length, actionList: list.source };
  await write(show(outcome, cli, options));
  cli.exitCode = exitCodeOf(resultOf(outcome), options.allowUnknown);
}

/** Milliseconds for the simulator to answer to all calls. */
const SIMULATION_LIMIT = 15 * 60_000;

async function askAws(
  cli: Cli,
  connection: Connection,
  verification: Verification,
  list: ActionList,
  maxCalls: number,
): Promise<Simulation> {
  const plan = await planSimulation(verification, list, maxCalls);
  const all = plan.users.length + plan.leftOut.length;
  cli.warn(
    `AWS's simulator will be asked ${plan.calls.length} times, about ${plan.users.length} of ${all} covered users; ` +
      `never more than ${maxCalls} times (--max-calls).`,
  );
  const { iam } = await connect(connection);
  try {
    const signal = wholeSignal({ budget: SIMULATION_LIMIT });
    const where = verification.account;
    return await showing(cli, (watch) => simulate(iam, plan, { maxCalls, signal, where }, watch));
  } finally {
    iam.destroy();
  }
}

function show(outcome: Outcome, cli: Cli, { format, output }: VerifyOptions): string {
  return format === "json" ? toJson(outcome) : toTable(outcome, layoutFor(cli, output));
}
