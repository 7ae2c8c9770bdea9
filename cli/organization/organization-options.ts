import { type Command, InvalidArgumentError, Option } from "commander";
import { ACCOUNT_ID } from "../account-id";
import { CliError } from "../errors";
import { collectTags } from "./account-tags";
import type { Choosing } from "./choose-accounts";
import { parseShard } from "./shard";
import { collectUnits } from "./unit-members";

/** As commander gives them. */
export interface OrganizationOptions extends Choosing {
  readonly org?: boolean;
  readonly orgRole?: string;
  readonly externalId?: string;
  readonly concurrency?: number;
  /** The folder that was named; false: nothing is kept. */
  readonly resume?: string | false;
}

/**
 * The role that AWS Organizations makes in each account that it creates, so that most organizations have it. It may do
 * everything; a role that only audits, such as a stack set can deploy, is the better choice.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
 */
export const DEFAULT_ROLE = "OrganizationAccountAccessRole";

/** Accounts that are read at once. */
export const DEFAULT_CONCURRENCY = 5;
const HIGHEST_CONCURRENCY = 50;

export function addOrganizationOptions(command: Command): Command {
  return (
    command
      .addOption(new Option("--org", "every active account of the organization").conflicts("facts"))
      .addOption(
        new Option(
          "--org-role <name>",
          `role to assume in each account (default: "${DEFAULT_ROLE}")`,
        ).argParser(roleName),
      )
      .addOption(
        new Option("--external-id <id>", "external ID that the role in each account asks for").argParser(
          externalId,
        ),
      )
      .addOption(
        new Option("--account <id...>", "of the organization, only these accounts").argParser(
          collectAccounts,
        ),
      )
      .addOption(
        new Option(
          "--ou <unit...>",
          "only the accounts of these organizational units and the units within them, by id or as Production/Europe",
        ).argParser(collectUnits),
      )
      .addOption(
        new Option("--tag <key=value...>", "only accounts with these tags in AWS Organizations").argParser(
          collectTags,
        ),
      )
      .addOption(
        new Option(
          "--exclude <account...>",
          "not these accounts, by id or by name, in which * and ? are wildcards",
        ).argParser(collectExclusions),
      )
      // Its name before there were wildcards.
      .addOption(new Option("--skip-account <id...>").argParser(collectExclusions).hideHelp())
      .addOption(
        new Option(
          "--concurrency <n>",
          `accounts to read in parallel; fewer while AWS throttles (default: ${DEFAULT_CONCURRENCY})`,
        ).argParser(concurrency),
      )
      .addOption(
        new Option(
          "--shard <n/of>",
          "of the organization, only the accounts of this part, such as 3/8; the same in every run",
        ).argParser(parseShard),
      )
      .option(
        "--resume <folder>",
        "keep each account that is read in this folder, and use accounts younger than --max-age again (default: a " +
          "folder of your state directory, until the run has ended)",
      )
      .option("--no-resume", "keep nothing, and read every account again")
  );
}

/** @throws CliError for an option that does nothing without --org: who gives it thinks that it does. */
export function refuseWithoutOrg(options: OrganizationOptions): void {
  if (options.org) return;
  const { orgRole, externalId, account, ou, tag, exclude, skipAccount, concurrency, shard, resume } = options;
  const given = {
    "--org-role": orgRole,
    "--external-id": externalId,
    "--account": account,
    "--ou": ou,
    "--tag": tag,
    "--exclude": exclude,
    "--skip-account": skipAccount,
    "--concurrency": concurrency,
    "--shard": shard,
    [resume === false ? "--no-resume" : "--resume"]: resume,
  };
  const [stray] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (stray !== undefined) throw new CliError(`${stray} goes with --org only. Add --org, or leave it out.`);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html, with its path but for the first slash. */
function roleName(text: string): string {
  if (/^(?:[\x21-\x2e\x30-\x7e]+\/)*[\w+=,.@-]{1,64}$/.test(text) && !text.startsWith("arn:")) return text;
  throw new InvalidArgumentError("A role's name is expected, not its ARN, such as auditor or audit/auditor.");
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function externalId(text: string): string {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(text)) return text;
  throw new InvalidArgumentError("2 to 1224 characters are expected: letters, digits and any of +=,.@:/-_");
}

function concurrency(text: string): number {
  const number = Number(text);
  if (/^\d{1,2}$/.test(text) && number >= 1 && number <= HIGHEST_CONCURRENCY) return number;
  throw new InvalidArgumentError(`A number from 1 to ${HIGHEST_CONCURRENCY} is expected.`);
}

/** Takes account numbers, one after the other, as commander gives them. */
function collectAccounts(text: string, before: readonly string[] = []): readonly string[] {
  if (ACCOUNT_ID.test(text)) return [...before, text];
  throw new InvalidArgumentError("An account number of twelve digits is expected, such as 111122223333.");
}

/**
 * The same, with names and wildcards. An account's name has 50 characters at most:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
function collectExclusions(text: string, before: readonly string[] = []): readonly string[] {
  const isId = ACCOUNT_ID.test(text);
  if (text !== "" && text.length <= 50 && (isId || !/^\d+$/.test(text))) return [...before, text];
  throw new InvalidArgumentError(
    "An account number of twelve digits, or a name, is expected, such as sandbox-*.",
  );
}
