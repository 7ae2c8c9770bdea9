import { Command } from "commander";
import type { Connection } from "../../policypack/facts/connection";
import { addLivePasswords, readLiveThrough } from "../account";
import { connectionOf, endpointOf } from "../connection-options";
import type { Cli } from "../context";
import { CliError } from "../errors";
import { withExamples, withNotes } from "../help-text";
import { HOUR, hours } from "../times";
import { readRolloutFile, readSnapshotFile } from "../input";
import { parts } from "../lazy-parts";
import { refuseUnknownAccounts } from "../organization/account-choice";
import {
  addOrganizationOptions,
  DEFAULT_CONCURRENCY,
  type OrganizationOptions,
  refuseWithoutOrg,
} from "../organization/organization-options";
import { readRolloutFolder } from "../organization/rollout-folder";
import { addScps } from "../organization/scp-option";
import { addReportOptions, openReporter, type Reporter, type ReportOptions } from "../report-options";
import type { AccountReport } from "../report/report-model";
import type { Judged, ReportSource } from "../report/source";
import { rolloutFileOf } from "../rollout/load";
import { addSecurityHub, type SecurityHubOptions } from "../security-hub/option";

interface AuditOptions extends OrganizationOptions, ReportOptions, SecurityHubOptions {
  readonly facts?: string;
  readonly maxAge: number;
}

/**
 * Judges the live account, all of the organization, or a snapshot of accounts, by all rules. Only reads, but for
 * --security-hub.
 */
export function auditCommand(cli: Cli): Command {
  const command = new Command("audit").option(
    "--rollout <file>",
    "rollout file, with deadlines and exemptions (default: rollout.yaml in this folder, if it exists); with --org, a folder",
  );
  addReportOptions(command)
    .option("--facts <snapshot>", "judge a file that `mfa-guard snapshot` wrote, without AWS calls")
    .option(
      "--max-age <hours>",
      "maximum age of the snapshot; with --org, of an account that an earlier run kept (without --resume: 4)",
      hours,
      24,
    )
    .action(async (options: AuditOptions) => audit(cli, command, options));
  addLivePasswords(command);
  addScps(command);
  addSecurityHub(command);
  addOrganizationOptions(command);
  withNotes(command, EXIT_CODES);
  return withExamples(command, EXAMPLES);
}

const EXIT_CODES = [
  "Exit codes: 0 nothing found; 1 violations; 2 it could not run, an account could not be read, or nothing was found and " +
    "not everything could be judged.",
];

const EXAMPLES = [
  { line: "mfa-guard audit --rollout rollout.yaml", purpose: "Who is overdue, and who still has time" },
  {
    line: "mfa-guard audit --format html --output mfa.html",
    purpose: "A report for a browser, a printer, an auditor",
  },
  {
    line: "mfa-guard audit --format sarif --output mfa.sarif --fail-on high",
    purpose: "For code scanning in a pipeline",
  },
  {
    line: "mfa-guard audit --rule root-mfa root-hardware-mfa --role-arn arn:aws:iam::123456789012:role/auditor",
    purpose: "The root user of another account",
  },
  {
    line: "mfa-guard audit --rule-option admin-strong-mfa.phishingResistant=true",
    purpose: "Administrators need what can't be phished",
  },
  {
    line: "mfa-guard audit --facts facts.json --max-age 72 --format csv",
    purpose: "An account that was read elsewhere",
  },
  {
    line: "mfa-guard audit --security-hub eu-central-1",
    purpose: "Findings in Security Hub too: updated in place, archived when gone",
  },
  {
    line: "mfa-guard audit --org --org-role auditor --resume accounts --format html --output mfa.html",
    purpose: "Every account of the organization; where it breaks off, run it again",
  },
];

async function audit(cli: Cli, command: Command, given: AuditOptions): Promise<void> {
  refuseWithoutOrg(given);
  refuseIdleAge(command, given);
  // Of an organization each account has a rollout file of its own, in a folder that has to be named.
  const options = given.org ? given : { ...given, rollout: await rolloutFileOf(cli, given.rollout) };
  if (options.securityHub !== undefined && options.compliance !== undefined && options.rule === undefined)
    throw new CliError(
      "--security-hub imports findings of rules, and --compliance asks for controls of standards. Add the rules with --rule.",
    );
  const { judge, write } = await openReporter(cli, options, options.org ?? false);
  const { judged, connectionFor } = await (options.org ? ofOrganization : ofAccounts)(cli, command, {
    ...options,
    judge,
  });
  const report = await write(judged);
  if (connectionFor) await tellSecurityHub(cli, command, { ...options, report, connectionFor });
  await judged.written?.();
}

interface Told extends AuditOptions {
  readonly report: ReportSource;
  readonly connectionFor: (account: AccountReport) => Connection;
}

async function tellSecurityHub(cli: Cli, command: Command, told: Told): Promise<void> {
  const { securityHub: region, concurrency = DEFAULT_CONCURRENCY, report } = told;
  if (region === undefined) return;
  const endpoint = endpointOf(cli, command, "SECURITYHUB");
  await parts.securityHub().send(cli, report, { ...told, region, endpoint, concurrency });
}

/** @throws CliError for an age that nothing is held to: who gives it thinks that it is. */
function refuseIdleAge(command: Command, { facts, org, resume }: AuditOptions): void {
  if (!isGiven(command) || facts !== undefined || (org && resume !== false)) return;
  throw new CliError(
    "--max-age goes with --facts and --org only, without --no-resume: what is read live has no age.",
  );
}

function isGiven(command: Command): boolean {
  return command.getOptionValueSource("maxAge") === "cli";
}

interface Work extends AuditOptions, Pick<Reporter, "judge"> {}

interface Audited {
  readonly judged: Judged;
  /** Null: nobody was asked. */
  readonly connectionFor: ((account: AccountReport) => Connection) | null;
}

async function ofAccounts(cli: Cli, command: Command, { judge, ...options }: Work): Promise<Audited> {
  const rollout = options.rollout === undefined ? null : await readRolloutFile(cli, options.rollout);
  const snapshot = options.facts ?? null;
  if (snapshot !== null) {
    const accounts = await readSnapshotFile(cli, snapshot, maxAgeOf(options));
    return {
      judged: judgedOf(accounts.map((facts) => judge(facts, rollout, snapshot))),
      connectionFor: null,
    };
  }
  const connection = await connectionOf(cli, command);
  const facts = await readLiveThrough(cli, command, connection, { rootAccess: true });
  return { judged: judgedOf([judge(facts, rollout, null)]), connectionFor: () => connection };
}

function judgedOf(accounts: readonly AccountReport[]): Judged {
  return { accounts, each: () => accounts, organization: false, failures: [], leftOut: [] };
}

async function ofOrganization(cli: Cli, command: Command, { judge, ...options }: Work): Promise<Audited> {
  const rollouts = await readRolloutFolder(cli, options.rollout);
  const { connectionFor, ...judged } = await parts.audit().auditOrganization(cli, command, {
    ...options,
    maxAge: isGiven(command) ? maxAgeOf(options) : undefined,
    judge: (id, facts, snapshot) => judge(facts, rollouts.of(id), snapshot),
    inspect: (members) => refuseUnknownAccounts(members, rollouts.named),
  });
  return { judged, connectionFor };
}

/** In milliseconds. */
function maxAgeOf({ maxAge }: AuditOptions): number {
  return maxAge * HOUR;
}
