import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ALLOW_ALL, NO_MFA, ours } from "../policypack/iam/documents";
import { FakeAws } from "../support/fake-aws";
import {
  ACCESS_DENIED,
  ANSWERS,
  error,
  FakeOrganizations,
  type OrganizationsAnswers,
  scp,
  UNIT,
} from "../support/fake-organizations";
import { type ServedAccount, servedAnswers } from "../support/served-account";
import { type CliResult, environmentOf, runCli } from "./run-cli";
import { assertAsPublished } from "./schemas";

/** ann has no device and is covered by the self-service policy; bob, with a device, too; carl by nothing. */
const ACCOUNT: ServedAccount = {
  users: [
    { name: "ann", groups: ["mfa"], attached: ["work"] },
    { name: "bob", groups: ["mfa"], attached: ["work"], hasDevice: true },
    { name: "carl", attached: ["work"] },
  ],
  groups: { mfa: { attached: ["force"] } },
  policies: { force: ours(), work: ALLOW_ALL },
};

const SELF_SERVICE = ["iam:*MFADevice", "iam:*MFADevices", "iam:GetUser", "sts:GetSessionToken"];
const everybody = (...Statement: object[]): OrganizationsAnswers => ({
  DescribePolicy: ({ PolicyId }) =>
    scp(
      PolicyId,
      JSON.stringify(
        PolicyId === "p-deny"
          ? { Version: "2012-10-17", Statement }
          : { Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
      ),
    ),
});
const FORCED = everybody({
  Sid: "NoMfa",
  Effect: "Deny",
  NotAction: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", ...SELF_SERVICE.slice(2)],
  Resource: "*",
  Condition: NO_MFA,
});

/** The session of a role in the member account. */
const SESSION =
  "<Credentials><AccessKeyId>AKIDROLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey><SessionToken>t</SessionToken>" +
  "<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";

let folder: string;
let fake: FakeAws;
let organizations: FakeOrganizations;

async function run(args: readonly string[], answers: OrganizationsAnswers = {}): Promise<CliResult> {
  fake = await FakeAws.start({ ...servedAnswers(ACCOUNT), AssumeRole: SESSION });
  organizations = await FakeOrganizations.start(answers);
  const env = { ...environmentOf(fake), AWS_ENDPOINT_URL_ORGANIZATIONS: organizations.endpoint };
  try {
    return await runCli(args, { env, cwd: folder });
  } finally {
    await fake.stop();
    await organizations.stop();
  }
}

interface Verified {
  readonly notLookedAt: string;
  readonly users: readonly { readonly name: string; readonly verdict: string; readonly message: string }[];
  readonly unknown: readonly { readonly subject: string; readonly call: string; readonly remedy: string }[];
}

async function verify(answers: OrganizationsAnswers, ...more: string[]) {
  const args = ["verify", "--format", "json", ...more];
  const { stdout, stderr, code } = await run(args, answers);
  assertAsPublished("verify", args, stdout);
  const report = JSON.parse(stdout || assert.fail(stderr)) as Verified;
  return {
    code,
    report,
    verdicts: Object.fromEntries(report.users.map((user) => [user.name, user.verdict])),
  };
}

describe("--scps", () => {
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-scps-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("left out: no call is made, and every command says what it did not look at", async () => {
    for (const command of ["verify", "plan", "audit"]) {
      const { stdout } = await run([command]);
      const said = stdout.match(/not looked at: [^;\n]*service control policies[^;\n]*/g);
      assert.equal(said?.length, 1, stdout);
      assert.deepEqual(organizations.calls, []);
    }
    const { report } = await verify({});
    assert.match(report.notLookedAt, /service control policies/);
  });

  it("makes verify fail whom an SCP keeps from enrolling, by its name, and pass who has enrolled", async () => {
    const { report, verdicts } = await verify({}, "--scps");
    assert.deepEqual(verdicts, { ann: "locked out", bob: "passes", carl: "uncovered" });
    assert.match(
      report.users[0]?.message ?? "",
      /iam:CreateVirtualMFADevice is denied by statement 1 of policy p-deny \(service control policy\)/,
    );
    assert.doesNotMatch(report.notLookedAt, /service control policies/);
  });

  it("lets verify pass whom an SCP alone forces", async () => {
    const { verdicts } = await verify(FORCED, "--scps");
    assert.deepEqual(verdicts, { ann: "passes", bob: "passes", carl: "passes" });
  });

  it("makes plan call those would-break whom an SCP keeps from enrolling, in the words of verify", async () => {
    const { stdout } = await run(["plan", "--scps", "--format", "json"]);
    assertAsPublished("plan", ["--format", "json"], stdout);
    const { people } = JSON.parse(stdout) as {
      people: { name: string; verdict: string; breaks: { kind: string; why?: string }[] }[];
    };
    assert.deepEqual(
      people.map(({ name, verdict }) => [name, verdict]),
      [
        ["ann", "would break"],
        ["bob", "ready"],
        ["carl", "would break"],
      ],
    );
    const { report } = await verify({}, "--scps");
    const why = people[0]?.breaks[0]?.why ?? assert.fail("no reason");
    assert.ok(report.users[0]?.message.endsWith(why), `${report.users[0]?.message} / ${why}`);
  });

  it("makes audit take those as covered whom an SCP forces", async () => {
    const audit = async (...more: string[]) => {
      const args = ["audit", "--rule", "force-mfa-coverage", "--format", "json", ...more];
      const { stdout } = await run(args, FORCED);
      const report = JSON.parse(stdout) as {
        accounts: { results: { violations: { subject: string }[] }[] }[];
      };
      return report.accounts[0]?.results[0]?.violations.map(({ subject }) => subject);
    };
    assert.deepEqual(await audit(), ["carl"]);
    assert.deepEqual(await audit("--scps"), []);
  });

  const UNREADABLE: Readonly<Record<string, { answers: OrganizationsAnswers; call: string }>> = {
    "the organization may not be described": {
      answers: { DescribeOrganization: ACCESS_DENIED },
      call: "organizations:DescribeOrganization",
    },
    "the policies of a unit may not be listed": {
      answers: {
        ListPoliciesForTarget: (r) => (r.TargetId === UNIT ? ACCESS_DENIED(r) : { Policies: [] }),
      },
      call: "organizations:ListPoliciesForTarget",
    },
    "a policy is of a form that is not known": {
      answers: { DescribePolicy: () => scp("odd", "{}") },
      call: "organizations:DescribePolicy",
    },
    "AWS Organizations is out of order": {
      answers: { ListParents: error("ServiceException", "try later") },
      call: "organizations:ListParents",
    },
  };
  for (const [why, { answers, call }] of Object.entries(UNREADABLE)) {
    it(`passes nobody where ${why}, and tells the call and what it takes`, async () => {
      const { code, verdicts, report } = await verify(answers, "--scps");
      assert.deepEqual([code, verdicts], [2, {}]);
      assert.deepEqual(
        report.unknown.map(({ subject }) => subject),
        ["ann", "bob", "carl"],
      );
      assert.deepEqual([...new Set(report.unknown.map((gap) => gap.call))], [call]);
      assert.ok(report.unknown.every(({ remedy }) => remedy.length > 0));
      const { stdout } = await run(["plan", "--scps", "--format", "json"], answers);
      const { people } = JSON.parse(stdout) as { people: { verdict: string; unknown: { call: string }[] }[] };
      // Of bob, who has enrolled, they may deny everything with MFA too.
      assert.deepEqual(
        people.map(({ verdict, unknown: [gap] }) => [verdict, gap?.call]),
        [
          ["would break", call],
          ["unknown", call],
          ["would break", call],
        ],
      );
    });
  }

  it("asks as who assumes the role where the role may not ask, as a role in a member account may not", async () => {
    const roleArn = ["--role-arn", "arn:aws:iam::111122223333:role/auditor"];
    const ofManagement: OrganizationsAnswers = {
      ListParents: (request, key) =>
        key === "AKIDROLE" ? ACCESS_DENIED(request) : ANSWERS["ListParents"]!(request),
    };
    const { verdicts } = await verify(ofManagement, "--scps", ...roleArn);
    assert.deepEqual(verdicts, { ann: "locked out", bob: "passes", carl: "uncovered" });
    const { report } = await verify({ ListParents: ACCESS_DENIED }, "--scps", ...roleArn);
    assert.deepEqual(report.users, []);
  });

  it("goes into a snapshot, which is then judged by them, and not with --facts", async () => {
    await run(["snapshot", "--scps", "--output", "facts.json"], FORCED);
    const args = ["audit", "--facts", "facts.json", "--rule", "force-mfa-coverage"];
    const { stdout, code } = await run(args);
    assert.deepEqual([code, organizations.calls], [0, []], stdout);
    const { stderr } = await run([...args, "--scps"]);
    assert.match(stderr, /'--scps' cannot be used with option '--facts/);
  });
});
