import type { AwsSecurityFinding, Resource } from "@aws-sdk/client-securityhub";
import type { Finding } from "../report/findings";
import type { AccountReport, RuleReport } from "../report/report-model";
import { oneLine } from "../text";
import { TOOL } from "../version";

/** What is ours, of all that customers import by the default product of their account. */
const PREFIX = `${TOOL.name}/`;

/** An account that its own Security Hub can be told of. */
export interface HubAccount {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  readonly region: string;
}

export interface Where extends HubAccount {
  readonly judged: AccountReport;
  readonly now: Date;
}

/**
 * The product of what a customer imports who is no partner of AWS.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html
 */
export function productArn({ partition, region, account }: HubAccount): string {
  return `arn:${partition}:securityhub:${region}:${account}:product/${account}/default`;
}

export function generatorId(rule: string): string {
  return PREFIX + rule;
}

/** The same for the same account, rule and subject in every run: by it Security Hub knows a finding again. */
export function findingId({ id }: Pick<Finding, "id">): string {
  return PREFIX + id;
}

/** When the facts were read that a finding in Security Hub is told by, if it is one of ours. */
export function factsReadAt({ ProductFields }: AwsSecurityFinding): string {
  return ProductFields?.[FACTS_READ_AT] ?? "";
}

const FACTS_READ_AT = `${PREFIX}FactsReadAt`;

/**
 * A finding in the AWS Security Finding Format, with what it requires, in the lengths that it allows: none comes near
 * 240 KB. Workflow, Note, VerificationState and UserDefinedFields are the customer's.
 * https://docs.aws.amazon.com/securityhub/latest/userguide/asff-required-attributes.html
 * https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
 * @param createdAt When Security Hub first heard of it; undefined: it has not.
 */
export function toAsff(
  rule: RuleReport,
  finding: Finding,
  where: Where,
  createdAt: string | undefined,
): AwsSecurityFinding {
  const { account, judged, now } = where;
  return {
    SchemaVersion: "2018-10-08",
    Id: findingId(finding),
    ProductArn: productArn(where),
    ...{ ProductName: TOOL.name, CompanyName: TOOL.name },
    GeneratorId: generatorId(rule.name),
    AwsAccountId: account,
    CreatedAt: createdAt ?? now.toISOString(),
    UpdatedAt: now.toISOString(),
    FindingProviderFields: {
      Severity: { Label: severityOf(rule, finding), Original: rule.severity },
      Types: ["Software and Configuration Checks/AWS Security Best Practices"],
    },
    Title: cut(rule.description, 256),
    Description: cut(finding.message, 1024),
    Remediation: {
      Recommendation: { Text: cut(rule.remediation.join(" "), 512), Url: rule.documentation },
    },
    ProductFields: {
      [FACTS_READ_AT]: judged.facts.readAt,
      [`${PREFIX}Subject`]: cut(finding.subject, 512),
      [`${PREFIX}Version`]: TOOL.version,
    },
    Resources: [resourceOf(finding, where)],
    Compliance: { Status: STATUSES[finding.verdict], RelatedRequirements: requirementsOf(rule) },
    RecordState: "ACTIVE",
  };
}

/**
 * The same finding, no longer there:
 * https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
 * has providers write RecordState. Whether it was mended or its subject is gone, nobody knows, so its verdict stays.
 */
export function archived(finding: AwsSecurityFinding, { judged, now }: Where): AwsSecurityFinding {
  const { SchemaVersion, Id, ProductArn, ProductName, CompanyName, GeneratorId, AwsAccountId } = finding;
  const { CreatedAt, FindingProviderFields, Title, Description, Remediation } = finding;
  const { Resources, Compliance } = finding;
  const ProductFields = { ...finding.ProductFields, [FACTS_READ_AT]: judged.facts.readAt };
  return {
    ...{ SchemaVersion, Id, ProductArn, ProductName, CompanyName, GeneratorId, AwsAccountId },
    ...{ CreatedAt, UpdatedAt: now.toISOString(), FindingProviderFields, Title, Description, Remediation },
    ...{ ProductFields, Resources, Compliance, RecordState: "ARCHIVED" },
  };
}

/** NOT_AVAILABLE: "Check could not be performed due to a service outage, API error, …" (API_Compliance). */
const STATUSES = { pass: "PASSED", fail: "FAILED", unknown: "NOT_AVAILABLE" } as const;

const LABELS = { critical: "CRITICAL", high: "HIGH", medium: "MEDIUM", low: "LOW" } as const;

function severityOf({ severity }: RuleReport, { verdict }: Finding) {
  return verdict === "pass" ? "INFORMATIONAL" : LABELS[severity];
}

/** Of more than 32, the first ones: so many may it have. */
function requirementsOf({ frameworks }: RuleReport): string[] {
  return frameworks
    .map(({ name, version, reference }) => cut([name, version, reference].filter(Boolean).join(" "), 512))
    .slice(0, 32);
}

/** Resources that ASFF has details of: https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html */
const TYPES: Readonly<Record<string, string>> = { user: "AwsIamUser", policy: "AwsIamPolicy" };

/** Without its Partition, which ASFF does not require: the ARN has it, and the format does not know all of them. */
function resourceOf({ arn }: Finding, { account }: HubAccount): Resource {
  const kind = /^arn:[^:]*:iam::\w*:([a-z]+)\//.exec(arn ?? "")?.[1];
  // Root is the account to Security Hub too, in its own control IAM.9.
  return arn === null || kind === undefined
    ? { Type: "AwsAccount", Id: `AWS::::Account:${account}` }
    : { Type: TYPES[kind] ?? "Other", Id: cut(arn, 512) };
}

/** On one line, and without what acts on a terminal: names and messages are other people's text. */
function cut(text: string, length: number): string {
  const characters = [...oneLine(text)];
  return characters.length <= length ? characters.join("") : `${characters.slice(0, length - 1).join("")}…`;
}
