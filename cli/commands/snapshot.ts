import { Command } from "commander";
import { describeReason, type Fact } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { scpsNotAsked } from "../../policypack/facts/not-asked";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { addLivePasswords, readLiveAccount } from "../account";
import type { Cli } from "../context";
import { withExamples } from "../help-text";
import { addScps } from "../organization/scp-option";
import { openSink } from "../output";

/** Writes the facts of the live account down, to be judged later or elsewhere. Only reads AWS. */
export function snapshotCommand(cli: Cli): Command {
  const command = new Command("snapshot")
    .option("--output <file>", "write to this file, completely or not at all (default: standard output)")
    .action(async ({ output }: { output?: string }) => {
      const write = await openSink(cli, output);
      const account = await readLiveAccount(cli, command);
      await write(toSnapshot([account]));
      for (const reason of missing(account)) cli.warn(`The snapshot lacks something: ${reason}`);
    });
  command.option(
    "--certifications",
    "ask what the security keys of administrators are certified for, which options of admin-strong-mfa go by " +
      "(one call for each; iam:GetMFADevice)",
    false,
  );
  command.option(
    "--all-devices",
    "ask for the MFA devices of users without a password too, which Security Hub's IAM.19 is about (up to one call for each)",
    false,
  );
  addLivePasswords(command);
  addScps(command);
  return withExamples(command, [
    {
      line: "mfa-guard snapshot --output facts.json",
      purpose: "For `audit --facts`, or a pipeline without permissions",
    },
  ]);
}

/** What the account's bulk calls could not read; each reason once. */
function missing(account: AccountFacts): readonly string[] {
  const { users, groups, policies, unassignedDevices, root, passwordPolicy, alias } = account;
  const { passwordsComplete, credentialReportAt, credentialReportComplete, certifications } = account;
  const facts: readonly Fact<unknown>[] = [
    ...[users.complete, groups.complete, policies.complete, unassignedDevices],
    ...[passwordsComplete, credentialReportAt, credentialReportComplete],
    ...[root.hasPassword, root.hasMfa, passwordPolicy, alias],
    ...(certifications.known ? certifications.value.values() : []),
    ...(scpsNotAsked(account) ? [] : [account.scps]),
  ];
  return [...new Set(facts.flatMap((fact) => (fact.known ? [] : [describeReason(fact.reason)])))];
}
