import assert from "node:assert/strict";
import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  IAMClient,
} from "@aws-sdk/client-iam";
import pLimit from "p-limit";
import { type Emulator, startEmulator } from "../support/emulator";
import { toStderr } from "../../sandbox/progress";
import { ALLOW_ALL, type JsonDocument, ours, withDeny } from "../policypack/iam/documents";
import { NOW } from "../support/accounts";
import { createConsoleUser, createPolicy } from "../support/live-account";
import { environmentOf, runCli } from "./run-cli";

const DEADLINE = new Date(NOW.getTime() + 30 * 24 * 60 * 60 * 1000);

/** Who is in which group; everybody is an administrator besides, so that each weakness shows. */
const GROUPS: Readonly<Record<string, { readonly document: JsonDocument | null; readonly users: number }>> = {
  covered: { document: ours(), users: 450 },
  later: { document: ours("aws", { from: DEADLINE }), users: 35 },
  leaky: {
    document: withDeny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } }),
    users: 10,
  },
  forgotten: { document: null, users: 5 },
};

describe("mfa-guard verify on an account of 500 users", () => {
  let emulator: Emulator;
  let iam: IAMClient;

  before(async () => {
    emulator = await startEmulator({}, toStderr);
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    iam = new IAMClient({ endpoint: emulator.endpoint, region: "us-east-1", credentials });
    await fill(iam);
  });

  after(async () => {
    iam.destroy();
    await emulator.stop();
  });

  it("reads back what is deployed, and judges each set of policies once", async () => {
    const { code, stdout, stderr } = await runCli(["verify", "--format", "json"], {
      env: environmentOf(emulator),
    });
    assert.equal(code, 1, stderr);
    const report = JSON.parse(stdout) as {
      counts: object;
      policySets: { policies: string[]; users: number }[];
    };
    const none = { "locked out": 0, "security key only": 0, exempt: 0, unknown: 0 };
    assert.deepEqual(report.counts, { passes: 450, grace: 35, fails: 10, uncovered: 5, ...none });
    assert.deepEqual(
      report.policySets.map(({ policies, users }) => [policies.at(-1), users]),
      [
        ["covered of group covered", 450],
        ["admin of group forgotten", 5],
        ["later of group later", 35],
        ["leaky of group leaky", 10],
      ],
    );
  });

  it("tells that there is no simulator here, and passes nothing for it", async () => {
    const { code, stdout } = await runCli(["verify", "--live"], { env: environmentOf(emulator) });
    assert.equal(code, 1);
    assert.match(stdout, /Not judged\n.*iam:SimulatePrincipalPolicy: the answer is not one of AWS/);
    assert.match(stdout, /0 decisions/);
  });
});

async function fill(iam: IAMClient): Promise<void> {
  const admin = await createPolicy(iam, "admin", ALLOW_ALL);
  const limit = pLimit(16);
  for (const [GroupName, { document, users }] of Object.entries(GROUPS)) {
    await iam.send(new CreateGroupCommand({ GroupName }));
    const own = document && (await createPolicy(iam, GroupName, document));
    for (const PolicyArn of [admin, own]) {
      if (PolicyArn) await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    }
    const add = async (UserName: string) => {
      await createConsoleUser(iam, UserName);
      await iam.send(new AddUserToGroupCommand({ GroupName, UserName }));
    };
    await Promise.all(Array.from({ length: users }, (_, i) => limit(() => add(`${GroupName}-${i}`))));
  }
}
