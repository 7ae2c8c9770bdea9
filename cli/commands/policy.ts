import { Command, InvalidArgumentError, Option } from "commander";
import { stringify } from "yaml";
import { DEFAULT_PARTITION, PARTITIONS } from "../../policypack/iam/partitions";
import {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServicePolicy,
} from "../../policypack/policy/self-service-policy";
import { cloudFormationTemplate } from "../../policypack/policy/template";
import { exceptionsOf } from "../../policypack/rollout/exceptions";
import type { Rollout, SelfService } from "../../policypack/rollout/rollout";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { RolloutError } from "../../policypack/rollout/problem";
import { showPath } from "../../policypack/rollout/quote";
import { rolloutJsonSchema } from "../../policypack/rollout/violations";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { readRolloutFile } from "../input";
import { openSink } from "../output";

/** A template with the policy and its group, in YAML. */
function toCloudFormation(deployable: Deployable): string {
  // A date without quotes would be one to a reader of YAML 1.1, which CloudFormation's is.
  const style = { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false } as const;
  return stringify(cloudFormationTemplate(deployable), style);
}

/**
 * A configuration with the policy and its group:
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy
 */
function toTerraform({ policy, policyName, groupName, path }: Deployable): string {
  return `resource "aws_iam_policy" "force_mfa" {
  name   = ${hcl(policyName)}
  path   = ${hcl(path)}
  policy = jsonencode(${hcl(policy, "  ")})
}

resource "aws_iam_group" "force_mfa" {
  name = ${hcl(groupName)}
  path = ${hcl(path)}
}

resource "aws_iam_group_policy_attachment" "force_mfa" {
  group      = aws_iam_group.force_mfa.name
  policy_arn = aws_iam_policy.force_mfa.arn
}
`;
}

/** A value as HCL writes it, in lines that begin with `indent`. */
function hcl(value: unknown, indent = ""): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const entries = Array.isArray(value)
    ? value.map((item) => `${deeper}${hcl(item, deeper)},`)
    : Object.entries(value).map(([key, item]) => `${deeper}${quoted(key)} = ${hcl(item, deeper)}`);
  return [open, ...entries, `${indent}${close}`].join("\n");
}

/** Terraform has its own meaning for ${aws:username}. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[$%](?=\{)/g, "$&$&");
}

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
    .option("--output <file>", "write to this file, completely or not at all (default: standard output)");
  for (const option of selfServiceOptions()) command.addOption(option);
  withNotes(command, [
    "Each option of the policy has a --no-… beside it, such as --no-access-keys: not what the rollout file has.",
  ]);
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

type Given = Readonly<Record<string, unknown>>;

/**
 * What the rollout file's `selfService` has, as options: made from its schema, so that none is missing. Each has
 * another that turns off what the file turns on, which the help tells of once.
 */
function selfServiceOptions(): readonly Option[] {
  return Object.entries(fields()).flatMap(([name, { type, description }]) => [
    new Option(`--${kebab(name)}${VALUES[String(type)] ?? ""}`, String(description)),
    new Option(`--no-${kebab(name)}`, `Not what the rollout file has for --${kebab(name)}.`).hideHelp(),
  ]);
}

/** Those of the command's options that were given, as the rollout file would have them. */
function selfServiceOf(given: Given): Partial<SelfService> {
  const entries = Object.entries(fields()).filter(([name]) => given[name] !== undefined);
  return Object.fromEntries(entries.map(([name, { type }]) => [name, valueOf(given[name], type)]));
}

/** What the schema has against options, by what was typed and not by their paths in a file that there is none of. */
function mistakesInOptions({ mistakes }: RolloutError): string {
  return mistakes
    .map(({ path, message }) => {
      const [, name] = path;
      return typeof name === "string" ? `--${kebab(name)}${message.slice(showPath(path).length)}` : message;
    })
    .join("\n");
}

/**
 * Numbers come as text; one that is none is left for the schema to refuse. What is turned off and no flag is left out.
 */
function valueOf(value: unknown, type: unknown): unknown {
  if (value === false && type !== "boolean") return undefined;
  return type === "integer" && /^\d+$/.test(String(value)) ? Number(value) : value;
}

const VALUES: Readonly<Record<string, string>> = { array: " <value...>", integer: " <number>" };

function fields() {
  return rolloutJsonSchema().properties?.["selfService"]?.properties ?? {};
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The policy, and the group that carries it: the members of the group must enrol. */
interface Deployable {
  readonly policy: SelfServicePolicy;
  readonly policyName: string;
  readonly groupName: string;
  readonly path: string;
}
