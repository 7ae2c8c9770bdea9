import type {
  AwsSecurityFinding,
  BatchImportFindingsResponse,
  ImportFindingsError,
  SecurityHubClient,
} from "@aws-sdk/client-securityhub";
import { type Connection, connect } from "../../policypack/facts/connection";
import { type Fact, known, type Reason, unknown } from "../../policypack/facts/fact";
import { attempt } from "../../policypack/facts/live/calls";
import { type HubAccount, generatorId, productArn } from "./asff";

/**
 * "Security Hub accepts up to 100 findings per batch, up to 240 KB per finding, and up to 6 MB per batch", of which
 * ours are far: https://docs.aws.amazon.com/securityhub/latest/partnerguide/guidelines-batchimportfindings.html
 */
const BATCH = 100;

/** Security Hub of one account in one Region. What can't be done is unknown, with the reason. */
export class Hub {
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
export async function withHub<T>(
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
