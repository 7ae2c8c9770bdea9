import type { AwsSecurityFinding, ImportFindingsError } from "@aws-sdk/client-securityhub";
import type { Connection } from "../../policypack/facts/connection";
import { describeReason } from "../../policypack/facts/fact";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { withRules } from "../report/summary";
import { findingsOf } from "../report/findings";
import type { AccountReport } from "../report/model";
import type { ReportSource } from "../report/source";
import { archived, factsReadAt, findingId, generatorId, toAsff, type Where } from "./asff";
import { type Hub, withHub } from "./hub";

export interface Sending {
  readonly region: string;
  /** Where Security Hub is; undefined: where the Region has it. */
  readonly endpoint: string | undefined;
  /** Accounts at once. */
  readonly concurrency: number;
  /** Violations go before what could not be done. */
  readonly violationsFirst: boolean;
  /** With a session of the account itself: nobody else may import its findings (see `send`). */
  readonly connectionFor: (account: AccountReport) => Connection;
}

interface Sent {
  readonly imported: number;
  readonly archived: number;
  /** Why it was not all; for people. */
  readonly problem?: string;
}

/**
 * Imports the findings of a report into Security Hub, those of each account into its own: "the identifier of the account
 * that you are calling BatchImportFindings from needs to be the same as the AwsAccountId attribute for the finding",
 * also in an organization with a delegated administrator, who sees them by itself.
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
 * One account's failure is told, and the others' findings are imported. Sets the exit code where something was not.
 */
export async function send(cli: Cli, report: ReportSource, sending: Sending): Promise<void> {
  cli.progress(`Importing the findings into Security Hub (${sending.region}) …`);
  const sent: Sent[] = [];
  const accounts = report.each()[Symbol.iterator]();
  const work = async () => {
    for (let next = accounts.next(); next.done !== true; next = accounts.next())
      sent.push(await sendAccount(cli, report, next.value, sending));
  };
  await Promise.all(Array.from({ length: sending.concurrency }, work));
  for (const { problem } of sent) if (problem !== undefined) cli.warn(problem);
  cli.warn(summaryOf(sent, sending));
  const isFirst = sending.violationsFirst && cli.exitCode === EXIT.found;
  if (sent.some(({ problem }) => problem !== undefined) && !isFirst) cli.exitCode = EXIT.couldNotRun;
}

function summaryOf(sent: readonly Sent[], { region }: Sending): string {
  const total = (count: (one: Sent) => number) => sent.reduce((sum, one) => sum + count(one), 0);
  const [imported, gone] = [total((one) => one.imported), total((one) => one.archived)];
  const accounts = sent.filter(({ problem }) => problem === undefined).length;
  return (
    `Security Hub (${region}): findings imported or updated: ${imported}, archived because they are no longer found: ${gone}; ` +
    `accounts done: ${accounts} of ${sent.length}.`
  );
}

async function sendAccount(
  cli: Cli,
  report: ReportSource,
  account: AccountReport,
  { region, endpoint, connectionFor }: Sending,
): Promise<Sent> {
  const { id, partition, label } = account;
  if (id === null || partition === null) return nothing(label, "it is not known which account it is");
  const place = { account: id, partition, region };
  const where = { ...place, judged: account, now: cli.now() };
  return withHub(connectionFor(account), { place, endpoint }, (hub) => sendTo(hub, report, where));
}

function nothing(label: string, why: string): Sent {
  return { imported: 0, archived: 0, problem: `Security Hub has nothing new of ${label}: ${why}` };
}

async function sendTo(hub: Hub, report: ReportSource, where: Where): Promise<Sent> {
  const there = await hub.findings();
  const { label } = where.judged;
  if (!there.known) return nothing(label, describeReason(there.reason));
  const found = currentOf(report, where, there.value);
  const isNew = (one: AwsSecurityFinding) => !isOlder(one, there.value);
  const current = [...found.values()].filter(isNew);
  const gone = goneOf(report, where, { there: there.value, current: found }).filter(isNew);
  const failed = await hub.import([...current, ...gone]);
  if (!failed.known) return nothing(label, describeReason(failed.reason));
  const refused = new Set(failed.value.map(({ Id }) => Id));
  const taken = (findings: readonly AwsSecurityFinding[]) =>
    findings.filter(({ Id }) => !refused.has(Id)).length;
  const counts = { imported: taken(current), archived: taken(gone) };
  return failed.value.length === 0 ? counts : { ...counts, problem: refusals(label, failed.value) };
}

/** What this run has found, by Id. */
function currentOf(
  report: ReportSource,
  where: Where,
  there: ReadonlyMap<string, AwsSecurityFinding>,
): ReadonlyMap<string, AwsSecurityFinding> {
  const found = withRules(report, where.judged).flatMap(({ rule, result }) =>
    findingsOf(rule, result, where.judged).map((finding) =>
      toAsff(rule, finding, where, there.get(findingId(finding))?.CreatedAt),
    ),
  );
  return new Map(found.map((finding) => [finding.Id ?? "", finding]));
}

/**
 * What Security Hub has and this run has not. Of a rule that was not asked, or that could not see everything, nothing is
 * gone: it may be in what was not seen.
 */
function goneOf(
  report: ReportSource,
  where: Where,
  findings: Record<"there" | "current", ReadonlyMap<string, AwsSecurityFinding>>,
): readonly AwsSecurityFinding[] {
  const seen = withRules(report, where.judged).filter(({ result }) => result.unknowns.length === 0);
  const generators = new Set(seen.map(({ rule }) => generatorId(rule.name)));
  return [...findings.there]
    .filter(([id, { RecordState, GeneratorId = "" }]) => {
      return RecordState !== "ARCHIVED" && generators.has(GeneratorId) && !findings.current.has(id);
    })
    .map(([, finding]) => archived(finding, where));
}

/** Facts that were kept for a while don't go over those of a later reading. */
function isOlder(finding: AwsSecurityFinding, there: ReadonlyMap<string, AwsSecurityFinding>): boolean {
  const known = there.get(finding.Id ?? "");
  return known !== undefined && factsReadAt(known) > factsReadAt(finding);
}

/** Each reason once: it is mostly the same for all. */
function refusals(label: string, failed: readonly ImportFindingsError[]): string {
  const reasons = failed.map(({ ErrorCode, ErrorMessage }) => `${ErrorCode}: ${ErrorMessage}`);
  const [first] = failed;
  return (
    `Security Hub has not taken all findings of ${label}: refused: ${failed.length} (${[...new Set(reasons)].join("; ")}). ` +
    `The first is ${first?.Id}.`
  );
}
