import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { selfServiceSchema } from "../../policypack/rollout/self-service-schema";
import { CHECKOUT } from "../../sandbox/checkout";
import { runCli } from "./run-cli";

const EXAMPLE = path.join(CHECKOUT, "docs", "rollout.example.yaml");

/** Options that turn on everything that one has to do with. */
const ALL = [
  ...["--own-password", "--access-keys", "--signing-certificates", "--ssh-keys", "--git-credentials"],
  ...[
    "--password-change-before-mfa",
    "--sign-in-before-mfa",
    "--via-aws-services",
    "--max-session-age",
    "43200",
  ],
  ...["--source-ips", "203.0.113.0/24", "2001:db8::/32", "--vpcs", "vpc-0123456789abcdef0"],
];

/** A rollout file's options. */
const FILE = { accessKeys: true, sshKeys: true, sourceIps: ["203.0.113.0/24"], maxSessionAge: 43_200 };

describe("policy", () => {
  it("prints what the enforcement stack deploys", async () => {
    const { code, stdout } = await runCli(["policy"]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), selfServicePolicy({ partition: "aws" }));
  });

  it("has an option for each of the rollout file's", async () => {
    const { stdout, stderr } = await runCli([
      "policy",
      ...ALL,
      "--partition",
      "aws-us-gov",
      "--from",
      "2027-02-01T09:00:00+01:00",
    ]);
    assert.equal(stderr, "");
    const expected = selfServicePolicy({
      ...{ partition: "aws-us-gov", from: new Date("2027-02-01T08:00:00Z") },
      ...{
        ownPassword: true,
        accessKeys: true,
        signingCertificates: true,
        sshKeys: true,
        gitCredentials: true,
      },
      ...{
        passwordChangeBeforeMfa: true,
        signInBeforeMfa: true,
        viaAwsServices: true,
        maxSessionAge: 43_200,
      },
      ...{ sourceIps: ["203.0.113.0/24", "2001:db8::/32"], vpcs: ["vpc-0123456789abcdef0"] },
    });
    assert.deepEqual(JSON.parse(stdout), expected);
    assert.equal(
      ALL.filter((arg) => arg.startsWith("--")).length,
      Object.keys(selfServiceSchema.shape).length,
    );
  });

  it("turns off what the rollout file turns on, and leaves the rest", async () => {
    const args = ["policy", "--rollout", "rollout.yaml"];
    const rollout = { account: "new", selfService: FILE };
    const folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-policy-"));
    await writeFile(path.join(folder, "rollout.yaml"), JSON.stringify(rollout));
    const policyOf = async (...more: string[]) =>
      JSON.parse((await runCli([...args, ...more], { cwd: folder })).stdout) as unknown;
    try {
      assert.deepEqual(await policyOf(), selfServicePolicy({ partition: "aws", ...FILE }));
      const off = ["--no-access-keys", "--no-source-ips", "--no-max-session-age"];
      assert.deepEqual(await policyOf(...off), selfServicePolicy({ partition: "aws", sshKeys: true }));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("has an option to turn off each of the rollout file's", async () => {
    const none = ALL.filter((arg) => arg.startsWith("--")).map((arg) => arg.replace("--", "--no-"));
    const { stdout, stderr } = await runCli(["policy", ...none]);
    assert.equal(stderr, "");
    assert.deepEqual(JSON.parse(stdout), selfServicePolicy({ partition: "aws" }));
  });

  it("takes a wave's deadline and names from the rollout file", async () => {
    const { stdout } = await runCli([
      "policy",
      "--rollout",
      EXAMPLE,
      "--wave",
      "platform",
      "--format",
      "terraform",
    ]);
    assert.match(stdout, /name {3}= "force-mfa-self-service-platform"/);
    assert.match(stdout, /"aws:CurrentTime" = "20\d\d-\d\d-\d\dT/);
  });

  it("prints a CloudFormation template with the same policy, and every date in it a text", async () => {
    const from = "2027-02-01T09:00:00Z";
    const { stdout } = await runCli(["policy", "--format", "cloudformation", "--from", from]);
    const template = parse(stdout, { version: "1.1" }) as Template;
    const { PolicyDocument, ManagedPolicyName } = template.Resources.ForceMfaPolicy.Properties;
    assert.deepEqual(PolicyDocument, selfServicePolicy({ partition: "aws", from: new Date(from) }));
    assert.equal(ManagedPolicyName, "force-mfa-self-service");
    assert.equal(template.AWSTemplateFormatVersion, "2010-09-09");
  });

  it("prints Terraform in which no policy variable is Terraform's own", async () => {
    const { stdout } = await runCli(["policy", "--format", "terraform"]);
    assert.match(stdout, /:user\/\$\$\{aws:username\}"/);
    assert.doesNotMatch(stdout, /[^$]\$\{/);
    assert.deepEqual(fromHcl(stdout), selfServicePolicy({ partition: "aws" }));
  });

  for (const [what, args, hint] of [
    [
      "a session of a minute",
      ["--max-session-age", "60"],
      "found 60; expected a whole number of seconds from 900",
    ],
    ["a session of no number", ["--max-session-age", "long"], 'found "long"; expected a whole number'],
    [
      "an address that is none",
      ["--source-ips", "1.2.3.4/99"],
      'mfa-guard: --source-ips: found "1.2.3.4/99"; expected an IPv4 or IPv6 address',
    ],
    ["a time without a zone", ["--from", "2027-02-01T09:00:00"], "A time with its time zone is expected"],
    ["a wave without a file", ["--wave", "platform"], "--wave needs --rollout"],
    ["a wave that is not there", ["--rollout", EXAMPLE, "--wave", "nobody"], "Its waves: platform"],
    [
      "more addresses than IAM takes",
      ["--source-ips", ...Array.from({ length: 400 }, (_, i) => `203.0.${i % 256}.0/${24 + (i % 8)}`)],
      "IAM takes 6,144",
    ],
  ] as const)
    it(`refuses ${what}`, async () => {
      const { code, stdout, stderr } = await runCli(["policy", ...args]);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.ok(stderr.includes(hint), stderr);
    });
});

interface Template {
  readonly AWSTemplateFormatVersion: string;
  readonly Resources: { readonly ForceMfaPolicy: { readonly Properties: Readonly<Record<string, unknown>> } };
}

/** What `jsonencode(…)` would make of it; HCL's objects differ from JSON's in two signs only. */
function fromHcl(text: string): unknown {
  const object = /jsonencode\((\{.*?\n {2}\})\)/s.exec(text)?.[1] ?? "";
  const json = object
    .replace(/^( *"[^"]*") = /gm, "$1: ")
    .replace(/([}\]"])\n(?= *")/g, "$1,\n")
    .replace(/,(?=\s*[\]}])/g, "")
    .replaceAll("$${", "${");
  return JSON.parse(json);
}
