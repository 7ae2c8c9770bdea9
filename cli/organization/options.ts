import { type Command, InvalidArgumentError, Option } from "commander";
import { CliError } from "../errors";
import { type Choice, collectAccounts } from "./choose";
import { parseShard } from "./shard";

/** As commander gives them. */
export interface OrganizationOptions extends Choice {
  readonly org?: boolean;
  readonly orgRole?: string;
  readonly concurrency?: number;
  readonly resume?: string;
}

/**
 * The role that AWS Organizations makes in each account that it creates, so that most organisations have it. It may do
 * everything; a role that only audits, such as a stack set can deploy, is the better choice.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
 */
export const DEFAULT_ROLE = "OrganizationAccountAccessRole";

/** Accounts that are read at once. */
export const DEFAULT_CONCURRENCY = 5;
const HIGHEST_CONCURRENCY = 50;

export function addOrganizationOptions(command: Command): Command {
  return command
    .addOption(new Option("--org", "every active account of the organisation").conflicts("facts"))
    .addOption(
      new Option(
        "--org-role <name>",
        `role to assume in each account (default: "${DEFAULT_ROLE}")`,
      ).argParser(roleName),
    )
    .addOption(
      new Option("--account <id...>", "of the organisation, only these accounts").argParser(collectAccounts),
    )
    .addOption(
      new Option("--skip-account <id...>", "of the organisation, not these accounts").argParser(
        collectAccounts,
      ),
    )
    .addOption(
      new Option("--concurrency <n>", `accounts to read at once (default: ${DEFAULT_CONCURRENCY})`).argParser(
        concurrency,
      ),
    )
    .addOption(
      new Option(
        "--shard <n/of>",
        "of the organisation, only the accounts of this part, such as 3/8; the same in every run",
      ).argParser(parseShard),
    )
    .option(
      "--resume <folder>",
      "keep each account read here, and read none again that is younger than --max-age",
    );
}

/** @throws CliError for an option that does nothing without --org: whoever gives it thinks that it does. */
export function refuseWithoutOrg(options: OrganizationOptions): void {
  if (options.org) return;
  const { orgRole, account, skipAccount, concurrency, shard, resume } = options;
  const given = {
    "--org-role": orgRole,
    "--account": account,
    "--skip-account": skipAccount,
    "--concurrency": concurrency,
    "--shard": shard,
    "--resume": resume,
  };
  const [stray] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (stray !== undefined) throw new CliError(`${stray} goes with --org only. Add --org, or leave it out.`);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html, with its path but for the first slash. */
function roleName(text: string): string {
  if (/^(?:[\x21-\x2e\x30-\x7e]+\/)*[\w+=,.@-]{1,64}$/.test(text) && !text.startsWith("arn:")) return text;
  throw new InvalidArgumentError("A role's name is expected, not its ARN, such as auditor or audit/auditor.");
}

function concurrency(text: string): number {
  const number = Number(text);
  if (/^\d{1,2}$/.test(text) && number >= 1 && number <= HIGHEST_CONCURRENCY) return number;
  throw new InvalidArgumentError(`A number from 1 to ${HIGHEST_CONCURRENCY} is expected.`);
}
