import assert from "node:assert/strict";
import picocolors from "picocolors";
import type { Plan } from "../../cli/rollout/plan-json";
import { type Holdings, holdingsOf } from "../../cli/rollout/holdings";
import { holdingLines } from "../../cli/rollout/plan-table";
import { known } from "../../policypack/facts/fact";
import { NOT_READ, NOW } from "../support/accounts";
import { accountAnswers, type FakeUser } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";

const DEVICE = ["arn:aws:iam::111122223333:mfa/x"];
const USERS: FakeUser[] = [
  {
    name: "ann",
    password: true,
    devices: DEVICE,
    holds: { sshKeys: 2, services: ["codecommit.amazonaws.com"] },
  },
  {
    name: "bob",
    password: true,
    devices: DEVICE,
    holds: { services: ["bedrock.amazonaws.com"], certificates: 1 },
  },
  {
    name: "cyd",
    password: true,
    devices: DEVICE,
    holds: { services: ["codecommit.amazonaws.com", "new.amazonaws.com"] },
  },
  { name: "robot", holds: { sshKeys: 1, services: ["codecommit.amazonaws.com"] } },
];

async function run(args: readonly string[], changes: Answers = {}) {
  const fake = await FakeAws.start({ ...accountAnswers(USERS), ...changes });
  try {
    return { ...(await runCli(args, { env: environmentOf(fake) })), counts: fake.counts() };
  } finally {
    await fake.stop();
  }
}

describe("what else people hold", () => {
  it("is named by plan, with what becomes of it, and breaks nobody", async () => {
    const { code, stdout, counts } = await run(["plan"]);
    assert.match(stdout, /3 console users: 3 ready/);
    assert.match(
      stdout,
      /- Git credentials for CodeCommit: ann, cyd\n {4}No MFA goes with it, so git is denied/,
    );
    assert.match(stdout, /- SSH public key for CodeCommit: ann \(2\)\n/);
    assert.match(stdout, /- long-term API key for Bedrock: bob\n/);
    assert.match(stdout, /- X\.509 signing certificate: bob\n/);
    assert.match(stdout, /- credentials for new\.amazonaws\.com: cyd\n/);
    assert.doesNotMatch(stdout, /robot/, "nobody covers robot");
    assert.equal(code, 0);
    assert.deepEqual([counts["ListServiceSpecificCredentials"], counts["ListSSHPublicKeys"]], [1, 3]);
  });

  it("is told of ten holders at a terminal, and of the others how many they are", () => {
    const holdings: Holdings = { found: [{ kind: "ssh-key", count: 1 }], unknown: [] };
    const holders = Array.from({ length: 12 }, (_, i) => ({ name: `u${i}`, holdings, unknown: [] }));
    const lines = (columns?: number) =>
      holdingLines(holders, { colours: picocolors.createColors(false), columns }).join("\n");
    assert.match(lines(80), /CodeCommit: u0, .*u9 and 2\s+more$/m);
    assert.match(lines(), /CodeCommit: u0, .*, u10, u11$/m);
  });

  it("is in the plan's JSON", async () => {
    const { stdout } = await run(["plan", "--format", "json"]);
    const { people } = JSON.parse(stdout) as Plan;
    assert.deepEqual(people.find(({ name }) => name === "bob")?.holdings, [
      { kind: "service-credential", service: "bedrock.amazonaws.com", count: 1 },
      { kind: "signing-certificate", count: 1 },
    ]);
  });

  it("is said to be unknown where it may not be read, once for all, and changes no exit code", async () => {
    const denied = new AwsError("AccessDenied", "no");
    const answers = { ListServiceSpecificCredentials: denied, ListSSHPublicKeys: denied };
    const { code, stdout } = await run(["plan"], answers);
    assert.match(stdout, /- ann and 2 more: could not read the service-specific credentials/);
    assert.match(stdout, /- ann and 2 more: could not read the SSH public keys of user ann/);
    assert.equal(code, 0);
    const { people } = JSON.parse((await run(["plan", "--format", "json"], answers)).stdout) as Plan;
    assert.deepEqual(
      people.find(({ name }) => name === "cyd")?.unknown.map(({ call }) => call),
      ["iam:ListServiceSpecificCredentials", "iam:ListSSHPublicKeys"],
    );
  });

  it("is not asked for by audit, status and verify, which do not go by it", async () => {
    for (const command of ["audit", "status", "verify"]) {
      const { counts } = await run([command]);
      assert.equal(counts["ListServiceSpecificCredentials"], undefined, command);
      assert.equal(counts["ListSSHPublicKeys"], undefined, command);
    }
  });

  it("ends by itself where it has a date", () => {
    const services = known([
      { service: "bedrock.amazonaws.com", expires: new Date(NOW.getTime() - 1) },
      { service: "bedrock.amazonaws.com", expires: new Date(NOW.getTime() + 1) },
    ]);
    const others = known(new Map([["ann", { services, sshKeys: NOT_READ }]]));
    const { found, unknown } = holdingsOf("ann", { signingCertificates: known(0) }, others, NOW);
    assert.deepEqual(found, [{ kind: "service-credential", service: "bedrock.amazonaws.com", count: 1 }]);
    assert.deepEqual(unknown, [NOT_READ.reason]);
  });
});
