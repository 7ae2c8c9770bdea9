import { Command, Option } from "commander";
import read from "../../policypack/facts/permissions.json";
import { DEFAULT_PARTITION, PARTITIONS } from "../../policypack/iam/partitions";
import type { Cli } from "../context";
import enrol from "../enrol/permissions.json";
import session from "../enrol/session-permissions.json";
import certifications from "../certification-permissions.json";
import place from "../instructions/permissions.json";
import { withExamples } from "../examples";
import kept from "../organization/kept-permissions.json";
import organization from "../organization/permissions.json";
import tags from "../organization/tag-permissions.json";
import units from "../organization/unit-permissions.json";
import held from "../rollout/permissions.json";
import root from "../organization/root-permissions.json";
import scps from "../organization/scp-permissions.json";
import bucket from "../status/s3-permissions.json";
import securityHub from "../security-hub/permissions.json";
import simulate from "../verify/permissions.json";

interface Permissions {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** What each purpose needs: documents whose statements are put together. */
const PURPOSES: Readonly<Record<string, readonly Permissions[]>> = {
  audit: [read, root],
  "audit-org": [organization, read, root],
  "audit-org-ou": [units],
  "audit-org-tag": [tags],
  "merge-s3": [kept],
  plan: [read, held],
  status: [read],
  "status-s3": [read, bucket],
  verify: [read],
  "verify-live": [read, simulate],
  "security-hub": [securityHub],
  scps: [scps],
  certifications: [certifications],
  enrol: [enrol],
  resync: [enrol],
  session: [session],
  instructions: [place],
  "instructions-user": [read],
  remind: [read],
};

/** Prints the policy that a command, or the policy pack, needs. Asks AWS nothing. */
export function permissionsCommand(cli: Cli): Command {
  const command = new Command("permissions")
    .addOption(
      new Option("--for <purpose>", "what is to be done").choices(Object.keys(PURPOSES)).default("audit"),
    )
    .addHelpText("after", NOTES)
    .action(({ for: purpose }: { for: string }) => cli.print(JSON.stringify(policyFor(purpose), null, 2)));
  return withExamples(command, [
    { line: "mfa-guard permissions", purpose: "For a role that only audits, or runs the policy pack" },
    {
      line: "mfa-guard permissions --for verify-live",
      purpose: "For `verify --live`, which asks AWS's simulator",
    },
    {
      line: "mfa-guard permissions --for status-s3",
      purpose: "For a pipeline that keeps a history in a bucket",
    },
  ]);
}

const ELSEWHERE = PARTITIONS.filter((name) => name !== DEFAULT_PARTITION);

const NOTES = `
audit-org: for the caller of a command with --org, whose own account may lack the role; the role in each account
needs what is printed for that command, such as audit, status or remind. Put the name of your role in the place of OrganizationAccountAccessRole.
audit-org-ou, audit-org-tag: beside it, for --ou and for --tag.
scps: beside what a command with --scps needs without it; in the management account or a delegated administrator's.
certifications: beside what a command or the pack needs without it, where an option of admin-strong-mfa asks what security
keys are certified for, and for \`snapshot --certifications\`.
security-hub: beside what audit needs, for \`audit --security-hub\`; with --org, for the role in each account.
status-s3, merge-s3: put your bucket and prefix in the place of BUCKET and PREFIX.
instructions: for a letter that names nobody; with --user, it needs what is printed for instructions-user.
session: AWS asks no permission for sts:GetSessionToken itself; this finds the device, which --serial makes needless.
enrol: for enrol and resync; the policy of \`mfa-guard policy\` has it. Deleting a device that was broken off is left out:
it needs iam:DeleteVirtualMFADevice, which nobody should have without MFA.
In another partition, write its name for aws in each ARN: ${ELSEWHERE.join(", ")}.`;

function policyFor(purpose: string): Permissions {
  const documents = PURPOSES[purpose] ?? [];
  return { Version: read.Version, Statement: documents.flatMap(({ Statement }) => Statement) };
}
