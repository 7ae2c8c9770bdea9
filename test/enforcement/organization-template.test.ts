import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { organizationTemplate, partitionAgnostic } from "../../policypack/policy/template";
import {
  PolicyTooLongError,
  selfServicePolicy,
  type SelfServiceOptions,
} from "../../policypack/policy/self-service-policy";
import { PARTITIONS } from "../../policypack/iam/partitions";
import { DEADLINE, VARIANTS } from "./variants";

const GOLDEN = path.join(__dirname, "organization-golden", "template.json");

/** What CloudFormation makes of a template's value in a partition; a variable that it does not know is an error. */
function deployed(value: unknown, partition: string): unknown {
  if (Array.isArray(value)) return value.map((item) => deployed(item, partition));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  if (entries[0]?.[0] === "Fn::Sub") return substitute(String(entries[0][1]), partition);
  return Object.fromEntries(entries.map(([key, item]) => [key, deployed(item, partition)]));
}

function substitute(text: string, partition: string): string {
  return text.replaceAll(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith("!")) return `\${${name.slice(1)}}`;
    if (name === "AWS::Partition") return partition;
    throw new Error(`Template validation error: unresolved ${name}`);
  });
}

/** Of a variant, but for its partition: a template has none. */
function templateOf({ from, exceptions, ...variant }: SelfServiceOptions) {
  const selfService = Object.entries(variant).filter(([option]) => option !== "partition");
  return organizationTemplate({ from, exceptions, selfService: Object.fromEntries(selfService) });
}

const document = (template: ReturnType<typeof organizationTemplate>) =>
  template.Resources.ForceMfaPolicy.Properties.PolicyDocument;

describe("the organization's CloudFormation template", () => {
  it("is as its golden file has it", async () => {
    const template = organizationTemplate({ from: DEADLINE, groupName: "mfa", path: "/security/" });
    if (process.env["UPDATE_GOLDEN"] === "1")
      await writeFile(GOLDEN, `${JSON.stringify(template, null, 2)}\n`);
    assert.deepEqual(template, JSON.parse(await readFile(GOLDEN, "utf8")));
  });

  for (const [name, options] of Object.entries(VARIANTS)) {
    it(`deploys what ForceMfa deploys, in every partition: ${name}`, () => {
      const template = templateOf(options);
      for (const partition of PARTITIONS) {
        assert.deepEqual(
          deployed(document(template), partition),
          selfServicePolicy({ ...options, partition }),
        );
      }
    });
  }

  it("is refused by CloudFormation where IAM's variables are left to it", () => {
    const naive = { "Fn::Sub": "arn:${AWS::Partition}:iam::*:user/${aws:username}" };
    assert.throws(() => deployed(naive, "aws"), /unresolved aws:username/);
  });

  it("names no partition", () => {
    for (const options of Object.values(VARIANTS))
      assert.doesNotMatch(JSON.stringify(templateOf(options)), /arn:aws/);
  });

  it("leaves texts that are no ARN alone, variables and all", () => {
    assert.deepEqual(partitionAgnostic({ a: ["${aws:username}", "arn:aws:iam::*:mfa/*"] }, "aws"), {
      a: ["${aws:username}", { "Fn::Sub": "arn:${AWS::Partition}:iam::*:mfa/*" }],
    });
    assert.throws(() => partitionAgnostic({ a: 1 }, "aws"), TypeError);
  });

  it("fits into a StackSet, and is refused where IAM would not take its policy", () => {
    const ranges = (count: number) =>
      Array.from({ length: count }, (_, i) => `203.0.${i >> 4}.${(i & 15) * 16}/28`);
    const longest = organizationTemplate({ selfService: { sourceIps: ranges(200), accessKeys: true } });
    assert.ok(Buffer.byteLength(JSON.stringify(longest, null, 2)) <= 51_200);
    assert.throws(
      () => organizationTemplate({ selfService: { sourceIps: ranges(400) } }),
      PolicyTooLongError,
    );
  });
});
