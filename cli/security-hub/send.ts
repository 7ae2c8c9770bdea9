import type {
  AwsSecurityFinding,
  BatchImportFindingsResponse,
  ImportFindingsError,
  SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import { connect, type Connection } from "../../policypack/facts/connection";
import { describeReason, type Fact, known, type Reason, unknown } from "../../policypack/facts/fact";
import { attempt } from "../../policypack/facts/live/calls";
import type { Cli } from "../context";
import { EXIT } from "../errors";
import { findingsOf } from "../report/findings";
import type { AccountReport } from "../report/report-model";
import type { ReportSource } from "../report/source";
import { withRules } from "../report/summary";
import {
  archived,
  factsReadAt,
  findingId,
  generatorId,
  type HubAccount,
  productArn,
  toAsff,
  type Where,
} from "./asff";

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
 * Imports the findings of a report into Security Hub, those of each account into its own: "the identifier of the
 * account that you are calling BatchImportFindings from needs to be the same as the AwsAccountId attribute for the
 * finding", also in an organization with a delegated administrator, who sees them by itself.
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
 * What Security Hub has and this run has not. Of a rule that was not asked, or that could not see everything, nothing
 * is gone: it may be in what was not seen.
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

/**
 * "Security Hub accepts up to 100 findings per batch, up to 240 KB per finding, and up to 6 MB per batch", of which
 * ours are far: https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html
 */
const BATCH = 100;

/** Security Hub of one account in one Region. What can't be done is unknown, with the reason. */
class Hub {
  constructor(
    private readonly client: SecurityHubClient,
    private readonly place: HubAccount,
  ) {}

  /** The findings of ours in it, archived ones too, by their Ids. */
  async findings(): Promise<Fact<ReadonlyMap<string, AwsSecurityFinding>>> {
    const { paginateGetFindings } = await import("@aws-sdk/client-securityhub");
    const equals = (Value: string) => [{ Value, Comparison: "EQUALS" as const }];
    const Filters = {
      ProductArn: equals(productArn(this.place)),
      // An administrator account has those of its members too.
      AwsAccountId: equals(this.place.account),
      GeneratorId: [{ Value: generatorId(""), Comparison: "PREFIX" as const }],
    };
    return this.ask("securityhub:GetFindings", async () => {
      const found = new Map<string, AwsSecurityFinding>();
      const pages = paginateGetFindings({ client: this.client, pageSize: 100 }, { Filters });
      for await (const { Findings = [] } of pages)
        for (const finding of Findings) if (this.isOurs(finding)) found.set(finding.Id ?? "", finding);
      return found;
    });
  }

  /** Never by a filter alone: of what is not ours, nothing is archived. */
  private isOurs({ ProductArn, AwsAccountId, GeneratorId }: AwsSecurityFinding): boolean {
    return (
      ProductArn === productArn(this.place) &&
      AwsAccountId === this.place.account &&
      GeneratorId?.startsWith(generatorId("")) === true
    );
  }

  /** Creates or updates findings; gives those that were not taken. */
  async import(findings: readonly AwsSecurityFinding[]): Promise<Fact<readonly ImportFindingsError[]>> {
    const { BatchImportFindingsCommand } = await import("@aws-sdk/client-securityhub");
    const failed: ImportFindingsError[] = [];
    for (let from = 0; from < findings.length; from += BATCH) {
      const Findings = findings.slice(from, from + BATCH);
      const answer = await this.ask<BatchImportFindingsResponse>("securityhub:BatchImportFindings", () =>
        this.client.send(new BatchImportFindingsCommand({ Findings })),
      );
      if (!answer.known) return answer;
      failed.push(...(answer.value.FailedFindings ?? []));
    }
    return known(failed);
  }

  private async ask<T>(call: string, work: () => Promise<T>): Promise<Fact<T>> {
    const { account, region } = this.place;
    const where = `account ${account} in ${region}`;
    const answer = await attempt({ what: "Security Hub", call, where }, work, new AbortController().signal);
    return answer.known ? answer : unknown(this.explain(answer.reason));
  }

  /** AWS says InvalidAccess of an account that has not enabled it. */
  private explain(reason: Reason): Reason {
    const { account, region } = this.place;
    if (reason.code === "InvalidAccess")
      return {
        ...reason,
        remedy: `Enable Security Hub CSPM in account ${account} in ${region}, or name another Region with --security-hub.`,
      };
    const remedy = reason.code.startsWith("AccessDenied")
      ? `${reason.remedy} \`mfa-guard permissions --for security-hub\` prints what it needs.`
      : reason.remedy;
    return { ...reason, remedy };
  }
}

/**
 * Does something with Security Hub, as patiently as the account is read, and with the same session.
 * @param endpoint Where Security Hub is; undefined: where the Region has it.
 */
async function withHub<T>(
  connection: Connection,
  { place, endpoint }: { readonly place: HubAccount; readonly endpoint: string | undefined },
  use: (hub: Hub) => Promise<T>,
): Promise<T> {
  // Loaded here and not before: most commands do without.
  const { SecurityHubClient } = await import("@aws-sdk/client-securityhub");
  const { iam, sts } = await connect(connection);
  const { maxAttempts, requestHandler, credentials } = sts.config;
  const { region } = place;
  const client = new SecurityHubClient({ region, maxAttempts, requestHandler, credentials, endpoint });
  try {
    return await use(new Hub(client, place));
  } finally {
    for (const used of [client, iam, sts]) used.destroy();
  }
}
