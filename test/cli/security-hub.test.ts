import assert from "node:assert/strict";
import type { AwsSecurityFinding } from "@aws-sdk/client-securityhub";
import { NOW } from "../support/accounts";
import { ACCOUNT, accountAnswers, type FakeUser } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { FakeSecurityHub } from "../support/fake-security-hub";
import { environmentOf, runCli } from "./run-cli";
import { HOSTILE } from "./reports";

const ANN: FakeUser = { name: "ann", password: true, devices: [`arn:aws:iam::${ACCOUNT}:mfa/ann`] };
const BOB: FakeUser = { name: "bob", password: true };
const RULES = ["--rule", "console-user-mfa", "root-mfa"];
const PRODUCT = `arn:aws:securityhub:eu-central-1:${ACCOUNT}:product/${ACCOUNT}/default`;
const HOUR = 60 * 60 * 1000;

describe("audit --security-hub", () => {
  let hub: FakeSecurityHub;

  beforeEach(async () => {
    hub = await FakeSecurityHub.start(ACCOUNT);
  });

  afterEach(() => hub.stop());

  /** Some hours after the first run. */
  async function audit(
    users: readonly FakeUser[],
    { hours = 0, args = RULES, changes = {} }: { hours?: number; args?: string[]; changes?: Answers } = {},
  ) {
    const fake = await FakeAws.start({ ...accountAnswers(users), ...changes });
    try {
      const env = { ...environmentOf(fake), AWS_ENDPOINT_URL_SECURITYHUB: hub.endpoint };
      const now = () => new Date(NOW.getTime() + hours * HOUR);
      return await runCli(["audit", "--security-hub", "eu-central-1", "--format", "json", ...args], {
        env,
        now,
      });
    } finally {
      await fake.stop();
    }
  }

  const about = (word: string) =>
    [...hub.findings.values()].filter(({ GeneratorId }) => GeneratorId === `mfa-guard/${word}`);

  it("imports a violation into the Region that is named, as ASFF has it", async () => {
    const { code, stderr } = await audit([ANN, BOB]);
    const [finding, ...others] = about("console-user-mfa");
    assert.deepEqual(others, []);
    assert.equal(finding?.ProductArn, PRODUCT);
    assert.equal(finding.AwsAccountId, ACCOUNT);
    assert.deepEqual(finding.Resources, [{ Type: "AwsIamUser", Id: `arn:aws:iam::${ACCOUNT}:user/bob` }]);
    assert.equal(finding.Compliance?.Status, "FAILED");
    assert.ok(finding.Compliance.RelatedRequirements?.includes("AWS Security Hub IAM.5"));
    assert.equal(finding.FindingProviderFields?.Severity?.Label, "HIGH");
    assert.match(finding.Description ?? "", /bob/);
    assert.deepEqual([...hub.regions], ["eu-central-1"]);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^Security Hub \(eu-central-1\): findings imported or updated: 2, .*accounts done: 1 of 1\.$/m,
    );
  });

  it("imports that a rule holds, and what could not be judged as no pass", async () => {
    const { code } = await audit([ANN], {
      changes: { GetAccountSummary: new AwsError("AccessDenied", "no") },
    });
    assert.equal(about("console-user-mfa")[0]?.Compliance?.Status, "PASSED");
    assert.equal(about("console-user-mfa")[0]?.FindingProviderFields?.Severity?.Label, "INFORMATIONAL");
    assert.equal(about("root-mfa")[0]?.Compliance?.Status, "NOT_AVAILABLE");
    assert.match(about("root-mfa")[0]?.Description ?? "", /AccessDenied/);
    assert.equal(code, 2);
  });

  it("updates in place: when it was first told, and what the customer did with it, stay", async () => {
    await audit([BOB]);
    const [first] = about("console-user-mfa") as [AwsSecurityFinding];
    hub.findings.set(first.Id ?? "", { ...first, Workflow: { Status: "SUPPRESSED" } });
    await audit([BOB], { hours: 1 });
    const [second, ...others] = about("console-user-mfa");
    assert.deepEqual(others, []);
    assert.equal(second?.CreatedAt, NOW.toISOString());
    assert.equal(second.UpdatedAt, new Date(NOW.getTime() + HOUR).toISOString());
    assert.equal(second.Workflow?.Status, "SUPPRESSED");
  });

  it("archives what is gone, and takes it up again with its first date when it comes back", async () => {
    await audit([BOB]);
    const { stderr } = await audit([{ ...BOB, devices: [`arn:aws:iam::${ACCOUNT}:mfa/bob`] }], { hours: 1 });
    assert.match(stderr, /archived because they are no longer found: 1;/);
    assert.deepEqual(
      hub.having("ARCHIVED").map(({ Resources }) => Resources?.[0]?.Id),
      [`arn:aws:iam::${ACCOUNT}:user/bob`],
    );
    await audit([BOB], { hours: 2 });
    const back = hub.having("ACTIVE").find(({ Compliance }) => Compliance?.Status === "FAILED");
    assert.equal(back?.CreatedAt, NOW.toISOString());
    // What held meanwhile is told no longer.
    assert.deepEqual(
      hub.having("ARCHIVED").map(({ Compliance }) => Compliance?.Status),
      ["PASSED"],
    );
  });

  it("archives nothing of a rule that could not see everything", async () => {
    await audit([BOB]);
    const denied = new AwsError("AccessDenied", "no");
    const blind = { GetAccountAuthorizationDetails: denied, ListUsers: denied, GetCredentialReport: denied };
    await audit([], { hours: 1, changes: blind });
    assert.deepEqual(
      hub.having("ARCHIVED").map(({ GeneratorId }) => GeneratorId),
      [],
    );
  });

  it("archives nothing of a rule that was not asked, of others' findings and of other accounts", async () => {
    await audit([BOB]);
    const [ours] = about("console-user-mfa") as [AwsSecurityFinding];
    const foreign = { ...ours, Id: "theirs", GeneratorId: "their-scanner/1" };
    const member = { ...ours, Id: "member", AwsAccountId: "444455556666" };
    for (const one of [foreign, member]) hub.findings.set(one.Id, one);
    await audit([ANN], { hours: 1, args: ["--rule", "root-mfa"] });
    assert.deepEqual(hub.having("ARCHIVED"), []);
    await audit([ANN], { hours: 2 });
    assert.deepEqual(
      hub.having("ARCHIVED").map(({ Id }) => Id),
      [ours.Id],
    );
  });

  it("sends 250 findings in batches of 100 at most", async () => {
    const users = Array.from({ length: 249 }, (_, index) => ({ name: `user${index}`, password: true }));
    await audit(users);
    assert.deepEqual(hub.batches, [100, 100, 50]);
    assert.equal(hub.having("ACTIVE").length, 250);
  });

  it("keeps to the lengths and patterns of ASFF, whatever an account has for names", async () => {
    const { stderr } = await audit(
      [{ name: HOSTILE.replace(/[<>&"\u0000-\u001f\ud800]/g, "\n"), password: true }],
      { args: [] },
    );
    assert.match(stderr, /accounts done: 1 of 1\.$/m);
    assert.ok(hub.findings.size > 3);
  });

  describe("where Security Hub does not take them", () => {
    const CASES: Readonly<Record<string, readonly [AwsError, RegExp]>> = {
      "because it is not enabled": [
        new AwsError(
          "InvalidAccessException",
          `Account ${ACCOUNT} is not subscribed to AWS Security Hub`,
          401,
        ),
        /is not subscribed.* Enable Security Hub CSPM in account 111122223333 in eu-central-1, or name another/,
      ],
      "because the identity may not": [
        new AwsError("AccessDeniedException", "not authorized to perform: securityhub:GetFindings"),
        /Needs the permission securityhub:GetFindings.*`mfa-guard permissions --for security-hub`/,
      ],
    };
    for (const [name, [error, words]] of Object.entries(CASES))
      it(`${name}, says so in one line, writes the report all the same, and is 2`, async () => {
        hub.fault = () => error;
        const { code, stdout, stderr } = await audit([BOB]);
        assert.equal(code, 2);
        assert.match(stderr, words);
        assert.equal(stderr.split("\n").filter((line) => line.includes("nothing new of")).length, 1);
        assert.match(stderr, /accounts done: 0 of 1/);
        assert.equal(
          (JSON.parse(stdout) as { counts: { violations: { high: number } } }).counts.violations.high,
          1,
        );
      });

    it("one by one, tells how many, and why, and is 2", async () => {
      hub.refuses = ({ GeneratorId }) => (GeneratorId === "mfa-guard/root-mfa" ? "of no use" : undefined);
      const { code, stderr } = await audit([BOB]);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /has not taken all findings of account 111122223333.*: refused: 1 \(InvalidInput: of no use\)\. The first is mfa-guard\//,
      );
      assert.match(stderr, /imported or updated: 1,/);
    });

    it("is 1 for violations, where these go first", async () => {
      hub.fault = () => new AwsError("InvalidAccessException", "no", 401);
      const { code } = await audit([BOB], { args: [...RULES, "--violations-first"] });
      assert.equal(code, 1);
    });
  });

  it("is refused with a snapshot, and without a Region", async () => {
    for (const [args, words] of [
      [["--facts", "facts.json", "--security-hub", "eu-central-1"], /cannot be used with option '--facts/],
      [["--security-hub", "everywhere"], /A Region is expected, such as eu-central-1\./],
    ] as const) {
      const { code, stderr } = await runCli(["audit", ...args]);
      assert.equal(code, 2);
      assert.match(stderr, words);
    }
  });
});
