import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsSecurityFinding, AwsSecurityFindingFilters } from "@aws-sdk/client-securityhub";
import type { AwsError } from "./fake-aws";
import { listening } from "./listening";

interface GetFindings {
  readonly Filters?: AwsSecurityFindingFilters;
  readonly NextToken?: string;
}

interface Import {
  readonly Findings: AwsSecurityFinding[];
}

/** Answers before the hub does; undefined lets the call pass. */
export type HubFault = (path: string) => AwsError | undefined;

/** Small, so that what a test keeps in it takes several. */
const PAGE = 3;

/**
 * Security Hub of one account in one Region, as AWS documents it: what it refuses, which update it takes, and what it
 * leaves to the customer.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 */
export class FakeSecurityHub {
  readonly findings = new Map<string, AwsSecurityFinding>();
  /** How many findings came in each import. */
  readonly batches: number[] = [];
  /** The Regions that calls were signed for. */
  readonly regions = new Set<string>();
  fault: HubFault = () => undefined;
  /** Which findings are not taken, and with what words. */
  refuses: (finding: AwsSecurityFinding) => string | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly account: string,
  ) {}

  static async start(account: string): Promise<FakeSecurityHub> {
    const server = createServer();
    const hub = new FakeSecurityHub(server, account);
    server.on("request", (request, response) => {
      void hub.answer(request).then(({ status, code, body }) => {
        response.writeHead(status, {
          "content-type": "application/json",
          ...(code && { "x-amzn-errortype": code }),
        });
        response.end(JSON.stringify(body));
      });
    });
    await listening(server);
    return hub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Of a state, the subjects' rules: what a person sees in the console. */
  having(state: "ACTIVE" | "ARCHIVED"): AwsSecurityFinding[] {
    return [...this.findings.values()].filter(({ RecordState }) => RecordState === state);
  }

  private async answer(request: IncomingMessage): Promise<{ status: number; code?: string; body: object }> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as GetFindings & Import;
    const path = request.url ?? "";
    this.regions.add(
      /Credential=[^/]+\/\d+\/([^/]+)\/securityhub\//.exec(request.headers.authorization ?? "")?.[1] ?? "",
    );
    const error = this.fault(path);
    if (error) return { status: error.status, code: error.code, body: { Message: error.message } };
    return { status: 200, body: path === "/findings/import" ? this.import(body) : this.get(body) };
  }

  private get({ Filters = {}, NextToken }: GetFindings): object {
    const matching = [...this.findings.values()].filter((finding) =>
      Object.entries(Filters).every(([name, filters]) =>
        (filters as { Value: string; Comparison: string }[]).some(({ Value, Comparison }) => {
          const value = String(finding[name as keyof AwsSecurityFinding]);
          return Comparison === "PREFIX" ? value.startsWith(Value) : value === Value;
        }),
      ),
    );
    const from = Number(NextToken ?? 0);
    const more = from + PAGE < matching.length;
    return {
      Findings: matching.slice(from, from + PAGE),
      ...(more && { NextToken: String(from + PAGE) }),
    };
  }

  private import({ Findings }: Import): object {
    this.batches.push(Findings.length);
    const FailedFindings = Findings.flatMap((finding) => {
      const why = this.refuses(finding) ?? invalid(finding, this.account);
      if (why !== undefined) return [{ Id: finding.Id, ErrorCode: "InvalidInput", ErrorMessage: why }];
      this.put(finding);
      return [];
    });
    const FailedCount = FailedFindings.length;
    return { FailedCount, SuccessCount: Findings.length - FailedCount, FailedFindings };
  }

  /** "If UpdatedAt on the update matches or occurs before UpdatedAt on the existing finding, […] ignores the update". */
  private put(finding: AwsSecurityFinding): void {
    const before = this.findings.get(finding.Id ?? "");
    if (before && (finding.UpdatedAt ?? "") <= (before.UpdatedAt ?? "")) return;
    const { Workflow = { Status: "NEW" }, Note } = before ?? {};
    this.findings.set(finding.Id ?? "", { ...before, ...finding, Workflow, ...(Note && { Note }) });
  }
}

/** Longest texts, of https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html */
const LENGTHS = { Id: 512, ProductArn: 2048, GeneratorId: 512, Title: 256, Description: 1024 } as const;
const REQUIRED = [...Object.keys(LENGTHS), "AwsAccountId", "CreatedAt", "UpdatedAt", "SchemaVersion"];
/** The pattern of every text: a line break is not of `.`, so none may be in it. */
const TEXT = /^.*\S.*$/;

/** Why Security Hub does not take a finding; undefined: it does. */
function invalid(finding: AwsSecurityFinding, account: string): string | undefined {
  const text = (name: string) => String(finding[name as keyof AwsSecurityFinding] ?? "");
  const missing = REQUIRED.filter((name) => !TEXT.test(text(name)));
  const long = Object.entries(LENGTHS).filter(([name, length]) => [...text(name)].length > length);
  const { Severity, Types } = { ...finding.FindingProviderFields, ...finding };
  const { Text = "" } = finding.Remediation?.Recommendation ?? {};
  const values = Object.values(finding.ProductFields ?? {});
  const requirements = finding.Compliance?.RelatedRequirements ?? [];
  const checks: Record<string, boolean> = {
    [`missing or blank: ${missing.join(", ")}`]: missing.length === 0,
    [`too long: ${long.join(", ")}`]: long.length === 0,
    SchemaVersion: finding.SchemaVersion === "2018-10-08",
    "an account that is not the caller's": finding.AwsAccountId === account,
    "no resources": (finding.Resources ?? []).length > 0,
    "a resource without Id or Type": (finding.Resources ?? []).every(({ Id, Type }) => Id && Type),
    "no severity": Severity?.Label !== undefined,
    "no type": /^Software and Configuration Checks\//.test(Types?.[0] ?? ""),
    "what is the customer's": finding.Workflow === undefined && finding.Note === undefined,
    recommendation: TEXT.test(Text) && [...Text].length <= 512,
    ProductFields: values.every((value) => TEXT.test(value) && [...value].length <= 2048),
    RelatedRequirements: requirements.length <= 32 && requirements.every((one) => TEXT.test(one)),
    "larger than 240 KB": Buffer.byteLength(JSON.stringify(finding)) <= 240 * 1024,
  };
  return Object.entries(checks).find(([, good]) => !good)?.[0];
}
