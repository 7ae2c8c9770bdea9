import { Command, Option } from "commander";
import read from "../../policypack/facts/permissions.json";
import { DEFAULT_PARTITION, PARTITIONS } from "../../policypack/iam/partitions";
import type { Cli } from "../context";
import enrol from "../enrol/permissions.json";
import session from "../enrol/session-permissions.json";
import certifications from "../certification-permissions.json";
import place from "../instructions/permissions.json";
import { withExamples, withNotes } from "../help-text";
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
    .action(({ for: purpose }: { for: string }) => cli.print(JSON.stringify(policyFor(purpose), null, 2)));
  withNotes(command, NOTES);
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

const NOTES = [
  "audit-org: for the identity that runs a command with --org. The role in each account needs the policy of that " +
    "command, such as audit, status or remind. Replace OrganizationAccountAccessRole with the name of your role.",
  "audit-org-ou, audit-org-tag: in addition to audit-org, for --ou and for --tag.",
  "scps: in addition, for --scps; in the management account or a delegated administrator's account.",
  "certifications: in addition, for the options of admin-strong-mfa that ask what security keys are certified for, " +
    "and for `snapshot --certifications`.",
  "security-hub: in addition to audit, for `audit --security-hub`; with --org, for the role in each account.",
  "status-s3, merge-s3: replace BUCKET and PREFIX with your bucket and prefix.",
  "instructions: for a letter that names no user; with --user, use instructions-user.",
  "session: sts:GetSessionToken needs no permission. This policy finds the device; with --serial you don't need it.",
  "enrol: for enrol and resync; the policy of `mfa-guard policy` includes it. It does not allow deleting a device that " +
    "an interrupted enrolment left: that needs iam:DeleteVirtualMFADevice, which nobody should have without MFA.",
  `In another partition, replace aws in each ARN: ${ELSEWHERE.join(", ")}.`,
];

function policyFor(purpose: string): Permissions {
  const documents = PURPOSES[purpose] ?? [];
  return { Version: read.Version, Statement: documents.flatMap(({ Statement }) => Statement) };
}
