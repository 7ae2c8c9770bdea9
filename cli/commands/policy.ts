import { Command, InvalidArgumentError, Option } from "commander";
import {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServicePolicy,
} from "../../policypack/policy/self-service-policy";
import { DEFAULT_PARTITION, PARTITIONS } from "../../policypack/iam/partitions";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { exceptionsOf } from "../../policypack/rollout/exceptions";
import { RolloutError } from "../../policypack/rollout/problem";
import type { Rollout, SelfService } from "../../policypack/rollout/model";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withExamples } from "../examples";
import { readRolloutFile } from "../input";
import { openSink } from "../output";
import { toCloudFormation } from "../policy/cloudformation";
import type { Deployable } from "../policy/deployable";
import { mistakesInOptions, selfServiceOf, selfServiceOptions } from "../policy/options";
import { toTerraform } from "../policy/terraform";

const FORMATS = {
  json: ({ policy }: Deployable) => JSON.stringify(policy, null, 2),
  cloudformation: toCloudFormation,
  terraform: toTerraform,
};

interface PolicyOptions extends Readonly<Record<string, unknown>> {
  readonly format: keyof typeof FORMATS;
  readonly partition: string;
  readonly from?: Date;
  readonly rollout?: string;
  readonly wave?: string;
  readonly output?: string;
}

/** Prints the policy that the enforcement stack deploys, for people who deploy by other means. Asks AWS nothing. */
export function policyCommand(cli: Cli): Command {
  const command = new Command("policy")
    .addOption(new Option("--format <format>", "what to print").choices(Object.keys(FORMATS)).default("json"))
    .addOption(
      new Option("--partition <name>", "of the account").choices(PARTITIONS).default(DEFAULT_PARTITION),
    )
    .option(
      "--from <time>",
      "from when everything is denied, such as 2027-02-01T09:00:00Z (default: immediately)",
      instant,
    )
    .option(
      "--rollout <file>",
      "take options and names from this rollout file; options given here take precedence",
    )
    .option("--wave <name>", "take the deadline and the names of this wave of the rollout file")
    .option("--output <file>", "write to this file, whole or not at all (default: standard output)");
  for (const option of selfServiceOptions()) command.addOption(option);
  command.addHelpText(
    "after",
    "\nEach option of the policy has a --no-… beside it, such as --no-access-keys: not what the rollout file has.",
  );
  command.action(async (options: PolicyOptions) => {
    const write = await openSink(cli, options.output);
    await write(FORMATS[options.format](await deployable(cli, options)));
  });
  return withExamples(command, EXAMPLES);
}

const EXAMPLES = [
  {
    line: "mfa-guard policy --format cloudformation --output force-mfa.yaml",
    purpose: "A CloudFormation template",
  },
  {
    line: "mfa-guard policy --format terraform --access-keys --source-ips 203.0.113.0/24",
    purpose: "For Terraform: own access keys, enrolment from the office only",
  },
  {
    line: "mfa-guard policy --rollout rollout.yaml --wave platform",
    purpose: "A wave's policy, with its deadline",
  },
  {
    line: "mfa-guard policy --rollout rollout.yaml --no-access-keys --no-source-ips",
    purpose: "Without two things that the file turns on",
  },
];

function instant(text: string): Date {
  if (/^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)))
    return new Date(text);
  throw new InvalidArgumentError("A time with its time zone is expected, such as 2027-02-01T09:00:00Z.");
}

async function deployable(cli: Cli, options: PolicyOptions): Promise<Deployable> {
  const { rollout: file, wave: name, partition } = options;
  const rollout = file === undefined ? rolloutOf({}) : await readRolloutFile(cli, file);
  const wave = waveOf(rollout, name, file);
  const selfService = rolloutOf({ ...rollout.selfService, ...selfServiceOf(options) }).selfService;
  const suffix = wave === undefined ? "" : `-${wave.name}`;
  return {
    policy: build({
      ...selfService,
      partition,
      from: options.from ?? wave?.deadline ?? null,
      exceptions: exceptionsOf(rollout, wave?.name ?? null),
    }),
    policyName: rollout.policyName + suffix,
    groupName: rollout.groupName + suffix,
    path: rollout.path,
  };
}

/** The rollout schema's own checks and defaults, for options that come from no file. */
function rolloutOf(selfService: Partial<SelfService>): Rollout {
  try {
    return parseRolloutObject({ account: "new", selfService }, "the options");
  } catch (error) {
    throw error instanceof RolloutError ? new CliError(mistakesInOptions(error)) : error;
  }
}

function waveOf({ waves }: Rollout, name: string | undefined, file: string | undefined) {
  if (name === undefined) return undefined;
  const wave = waves.find((wave) => wave.name === name);
  if (wave) return wave;
  if (file === undefined) throw new CliError("--wave needs --rollout, which says what waves there are.");
  const names = waves.map((wave) => wave.name).join(", ") || "none";
  throw new CliError(`${file} has no wave ${name}. Its waves: ${names}.`);
}

function build(options: Parameters<typeof selfServicePolicy>[0]): SelfServicePolicy {
  try {
    return selfServicePolicy(options);
  } catch (error) {
    throw error instanceof PolicyTooLongError ? new CliError(error.message) : error;
  }
}
