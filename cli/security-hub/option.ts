import { type Command, InvalidArgumentError, Option } from "commander";

/** As commander gives it. */
export interface SecurityHubOptions {
  /** The Region in whose Security Hub the findings are to be. */
  readonly securityHub?: string;
}

export function addSecurityHub(command: Command): void {
  const description =
    "also import the findings into AWS Security Hub in this Region, each into the account that it is of (see " +
    "`mfa-guard permissions --for security-hub`)";
  // Security Hub has what holds now; a snapshot is of some time ago, and maybe of accounts with no session here.
  command.addOption(
    new Option("--security-hub <region>", description).argParser(regionName).conflicts("facts"),
  );
}

function regionName(text: string): string {
  if (/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(text)) return text;
  throw new InvalidArgumentError("A Region is expected, such as eu-central-1.");
}
