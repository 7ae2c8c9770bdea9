import { z } from "zod";
import { type Question, QUESTIONS } from "../../policypack/rules/controls";
import { instant, jsonSchemaOf, reason } from "../json-model";
import { REPORT_VERSION } from "./report-version";
import { SEVERITIES } from "./severity";

const severity = z.enum(SEVERITIES);

const rule = z
  .strictObject({
    name: z.string().describe("Also the name of the policy in the Pulumi policy pack."),
    level: z.enum(["mandatory", "advisory"]),
    severity,
    description: z.string().describe("What the account is like when the rule is content."),
    remediation: z.array(z.string()).describe("Steps that a person can follow, in order."),
    frameworks: z.array(
      z.strictObject({
        name: z.string(),
        version: z.string().describe("Empty where the standard has none."),
        reference: z.string(),
        specification: z.string(),
        source: z.string().describe("Address of what says that the standard asks for it."),
      }),
    ),
    reference: z.string().describe("AWS's page about the matter."),
    documentation: z.string().describe("The rule's own page."),
  })
  .meta({ title: "Rule" });

const violation = z
  .strictObject({
    id: z.string().describe("The same for the same account, rule and subject in every report."),
    subject: z.string().describe("Whom or what it is about: a user's name, root, a device, a policy."),
    arn: z.string().nullable().describe("The subject's, where it has one."),
    message: z.string(),
  })
  .meta({ title: "Violation" });

const unknown = z
  .strictObject({ id: z.string(), subject: z.string(), arn: z.string().nullable(), reason })
  .meta({ title: "What could not be judged" });

const result = z
  .strictObject({
    rule: z.string(),
    status: z
      .enum(["violation", "unknown", "not-applicable", "compliant"])
      .describe("`unknown`: nothing was found, and something could not be judged. Never a pass."),
    headline: z.string().nullable(),
    violations: z.array(violation),
    unknowns: z.array(unknown),
    notApplicable: z.array(z.string()).describe("Why the rule says nothing of this account."),
  })
  .meta({ title: "What a rule found" });

const answer = z
  .strictObject({
    question: z.enum(Object.keys(QUESTIONS) as Question[]),
    subject: z.string().describe("A user's name, or root; the account's label where users may be missing."),
    arn: z.string().nullable(),
    verdict: z.enum(["pass", "fail", "unknown", "not-applicable"]),
    why: z.string(),
    beside: z
      .string()
      .nullable()
      .describe("An exemption, grace or policy of somebody who fails. It does not change the verdict."),
  })
  .meta({ title: "A question of standards answered for one user or for root" });

const control = z
  .strictObject({
    standard: z.string().describe("As `--compliance` takes it: cis-3.0."),
    name: z.string(),
    version: z.string().describe("Empty where the standard has none."),
    reference: z.string(),
    specification: z.string(),
    source: z.string().describe("Address of what says that the standard asks for it."),
    question: z
      .enum(Object.keys(QUESTIONS) as Question[])
      .describe("Of the answers: which ones are its own."),
  })
  .meta({ title: "Control of a standard" });

const facts = z
  .strictObject({
    readAt: instant,
    source: z.enum(["live", "snapshot"]),
    file: z.string().nullable().describe("The snapshot."),
    identity: z.string().nullable().describe("ARN of who read it."),
    credentialReportAt: instant
      .nullable()
      .describe(
        "When AWS made its credential report, which is up to 4 hours old; null: it could not be read.",
      ),
    passwords: z
      .string()
      .describe(
        "How old what is told of passwords is, for people to read; of an account that was not read for this report, how old all of it is.",
      ),
    rootAccess: z
      .string()
      .nullable()
      .describe(
        "What of centralized root access the organization has, for people to read; null: nobody asked.",
      ),
    notLookedAt: z.string().describe("What no answer takes into account, for people to read."),
  })
  .meta({ title: "How the facts were read" });

const consoleUsers = z
  .strictObject({
    total: z.number().int(),
    withoutMfa: z
      .number()
      .int()
      .describe("Those known to have none, also where it is not known what else holds for them."),
    unjudged: z.number().int().describe("Those of whom it could not be told."),
    overdue: z
      .number()
      .int()
      .describe("Of those without: past grace, and under no policy that makes them enrol."),
    overdueUnknown: z.number().int().describe("Of those without: of whom that could not be told."),
    complete: z.boolean().describe("False: there may be more users, see what is unknown."),
  })
  .meta({ title: "Users with a console password" });

/** What AWS Organizations tells of an account. */
export const placeInOrganization = z
  .strictObject({
    id: z.string().nullable().describe("The organization's: o-a1b2c3d4e5."),
    accountName: z.string().nullable(),
    unit: z
      .string()
      .nullable()
      .describe(
        "The organizational units that the account is in, from the top down: Root/Production; null: not known.",
      ),
  })
  .meta({ title: "Place in the organization" });

const place = placeInOrganization.nullable().describe("Null: the account was not read with --org.");

const account = z
  .strictObject({
    label: z.string(),
    id: z.string().nullable(),
    partition: z.string().nullable(),
    alias: z.string().nullable(),
    organization: place,
    facts,
    consoleUsers,
    results: z.array(result),
    answers: z
      .array(answer)
      .describe("Whom the controls of standards hold for, whatever grace or policy there is."),
  })
  .meta({ title: "Account" });

const entry = z.strictObject({ account: z.string(), id: z.string(), organization: place });

/** What commands over an organization have in common. */
export const failuresModel = z
  .array(entry.extend({ message: z.string() }))
  .describe("Accounts that could not be read at all.");
export const leftOutModel = z
  .array(entry.extend({ why: z.string() }))
  .describe("Accounts of the organization that were not meant to be read, such as suspended ones.");

const counts = z
  .strictObject({
    violations: z.strictObject({
      critical: z.number().int(),
      high: z.number().int(),
      medium: z.number().int(),
      low: z.number().int(),
    }),
    unknown: z.number().int().describe("Of rule and account together, as the two below."),
    compliant: z.number().int(),
    notApplicable: z.number().int(),
  })
  .meta({ title: "Counts" });

/** What every format shows, and `--format json` as it is. */
export const reportSchema = z
  .strictObject({
    format: z.literal("mfa-guard-report"),
    version: z.literal(REPORT_VERSION),
    tool: z.strictObject({ name: z.string(), version: z.string() }),
    generatedAt: instant,
    settings: z.strictObject({
      rollout: z.string().nullable(),
      strict: z.boolean(),
      compliance: z.array(z.string()).describe("The standards that were chosen."),
    }),
    counts,
    rules: z.array(rule).describe("Those that were asked for, whatever they found."),
    controls: z.array(control).describe("Those of the standards that were chosen; all, where none was."),
    accounts: z.array(account),
    failures: failuresModel,
    leftOut: leftOutModel,
  })
  .meta({ title: "mfa-guard report" });

export type Report = z.output<typeof reportSchema>;
export type AccountReport = Report["accounts"][number];
export type PlaceInOrganization = z.output<typeof placeInOrganization>;
export type RuleReport = Report["rules"][number];
export type RuleResultReport = AccountReport["results"][number];
export type AnswerReport = AccountReport["answers"][number];
export type ControlReport = Report["controls"][number];
export type ViolationReport = RuleResultReport["violations"][number];
export type UnknownReport = RuleResultReport["unknowns"][number];
export type Counts = Report["counts"];

/** The JSON Schema of the report. `docs/report.schema.json` is this, and a test holds it so. */
export function reportJsonSchema(): object {
  return jsonSchemaOf(reportSchema);
}
