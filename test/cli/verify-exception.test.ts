import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { ALLOW_ALL, exempt, type JsonStatement, withDeny } from "../policypack/iam/documents";
import { FakeAws } from "../support/fake-aws";
import { servedAnswers } from "../support/served-account";
import { environmentOf, runCli } from "./run-cli";
import { assertAsPublished } from "./schemas";

/** MFA for console sessions only: a call with a long-term access key has no such key in its context. */
const CONSOLE_ONLY: JsonStatement = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } };

const POLICIES = {
  work: ALLOW_ALL,
  console: withDeny(CONSOLE_ONLY),
  leaky: withDeny({
    ...CONSOLE_ONLY,
    NotAction: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "s3:GetObject"],
  }),
  disarming: withDeny({ NotAction: [...exempt(), "iam:DeactivateMFADevice"] }),
  keys: withDeny({ Condition: { Null: { "aws:MultiFactorAuthPresent": "true" } } }),
};

/** ann is meant by the exception; the others have another weakness, with keys besides or without. */
const USERS = [
  { name: "ann", attached: ["console", "work"] },
  { name: "leo", attached: ["leaky", "work"] },
  { name: "kim", attached: ["keys", "work"] },
  { name: "una", attached: ["work"] },
];

const DECISION = {
  owner: "platform@example.com",
  reason: "MFA is forced for console sessions only until programs have roles",
  expires: "2027-05-31",
};
const exception = (changes: object = {}) => ({ accessKeys: true, ...DECISION, ...changes });

const WAVES = [
  { name: "first", users: ["ann"], deadline: "2026-12-20T00:00:00Z" },
  { name: "others", rest: true, deadline: "2026-12-27T00:00:00Z" },
];

let folder: string;

/** The exit code, and who passes. */
async function verify(users: typeof USERS, exceptions: readonly object[]) {
  const fake = await FakeAws.start(servedAnswers({ users, policies: POLICIES }));
  const rollout = { account: "existing", waves: WAVES, exceptions };
  await writeFile(path.join(folder, "rollout.yaml"), JSON.stringify(rollout));
  const args = ["verify", "--format", "json"];
  const { code, stdout, stderr } = await runCli(args, { env: environmentOf(fake), cwd: folder });
  await fake.stop();
  assertAsPublished("verify", args, stdout);
  const report = JSON.parse(stdout || assert.fail(stderr)) as {
    users: readonly { name: string; verdict: string }[];
  };
  return { code, verdicts: Object.fromEntries(report.users.map(({ name, verdict }) => [name, verdict])) };
}

describe("mfa-guard verify of MFA for console sessions only", () => {
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-exception-"));
  });

  afterEach(async () => rm(folder, { recursive: true }));

  const ann = USERS.slice(0, 1);

  it("fails without an exception", async () => {
    assert.deepEqual(await verify(ann, []), { code: 1, verdicts: { ann: "fails" } });
  });

  it("passes with one in the rollout file, for everybody or for the user's wave", async () => {
    const passes = { code: 0, verdicts: { ann: "passes" } };
    assert.deepEqual(await verify(ann, [exception()]), passes);
    assert.deepEqual(await verify(ann, [exception({ waves: ["first"] })]), passes);
  });

  it("fails with one for another wave, one that has expired, and one for actions", async () => {
    const others = [
      exception({ waves: ["others"] }),
      exception({ expires: "2026-06-30" }),
      { ...DECISION, actions: ["s3:GetObject"] },
    ];
    for (const other of others)
      assert.deepEqual(await verify(ann, [other]), { code: 1, verdicts: { ann: "fails" } });
  });

  it("fails with one for an action by which MFA could be undone", async () => {
    const may = { ...DECISION, actions: ["iam:DeactivateMFADevice"] };
    const users = [{ name: "ann", attached: ["disarming", "work"] }];
    assert.deepEqual(await verify(users, [may]), { code: 1, verdicts: { ann: "fails" } });
  });

  it("says what is accepted, by whom and until when", async () => {
    const fake = await FakeAws.start(servedAnswers({ users: ann, policies: POLICIES }));
    const rollout = { account: "existing", waves: WAVES, exceptions: [exception()] };
    await writeFile(path.join(folder, "rollout.yaml"), JSON.stringify(rollout));
    const { stdout } = await runCli(["verify"], { env: environmentOf(fake), cwd: folder });
    await fake.stop();
    const words = stdout.replaceAll(/\s+/g, " ");
    assert.match(
      words,
      /✔ without MFA only the self-service set and what the rollout file accepts work: ann/,
    );
    assert.match(
      words,
      /note: Accepted until 2027-05-31 23:59 UTC by platform@example.com: long-term access/,
    );
  });

  it("accepts no other weakness by it", async () => {
    assert.deepEqual(await verify(USERS, [exception()]), {
      code: 1,
      verdicts: { ann: "passes", leo: "fails", kim: "fails", una: "uncovered" },
    });
  });
});
