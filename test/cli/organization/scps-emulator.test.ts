import assert from "node:assert/strict";
import { AttachPolicyCommand, CreatePolicyCommand } from "@aws-sdk/client-organizations";
import { ours } from "../../policypack/iam/documents";
import { organizationsClient } from "../../support/organization";
import { environmentOf, runCli } from "../run-cli";
import { OrganizationFixture, roleIn } from "./organization-fixture";

/** The self-service policy as an SCP that only denies; what it allows is none of an SCP's matter. */
function denials(): string {
  const { Version, Statement } = ours();
  const denying = Statement.filter(({ Effect }) => Effect === "Deny");
  return JSON.stringify({ Version, Statement: denying });
}

/** Nothing allows the users of the emulator to enrol: an SCP that denies the rest locks them out. */
const BY_SCP = /by policy force-mfa \(service control policy\), and unable to enrol/;

describe("service control policies of an organization on the emulator", () => {
  let org: OrganizationFixture;

  before(async () => {
    org = await OrganizationFixture.start();
    const organizations = organizationsClient(org.emulator.endpoint);
    const { Policy } = await organizations.send(
      new CreatePolicyCommand({
        Name: "force-mfa",
        Description: "",
        Type: "SERVICE_CONTROL_POLICY",
        Content: denials(),
      }),
    );
    const PolicyId = Policy?.PolicySummary?.Id;
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: org.payments }));
    organizations.destroy();
  });

  after(() => org.emulator.stop());

  it("are taken into account by audit --org --scps in the account that they hold in, and in no other", async () => {
    const denied = async (...args: string[]) => {
      const { report, stderr } = await org.report(args);
      assert.deepEqual(report.failures, [], stderr);
      return Object.fromEntries(
        report.accounts.map(({ id, results }) => {
          const messages = (results[0]?.violations ?? []).map(({ message }) => message);
          return [id, messages.filter((message) => BY_SCP.test(message)).length];
        }),
      );
    };
    const nobody = { [org.management]: 0, [org.payments]: 0, [org.web]: 0 };
    assert.deepEqual(await denied(), nobody);
    assert.deepEqual(await denied("--scps"), { ...nobody, [org.payments]: 4 });
  });

  it("are taken into account by verify of a member account, read through a role of it", async () => {
    const verdicts = async (...args: string[]) => {
      const all = ["verify", "--format", "json", "--role-arn", roleIn(org.payments), ...args];
      const { stdout, stderr } = await runCli(all, {
        env: environmentOf(org.emulator),
        now: () => new Date(),
      });
      const { counts } = JSON.parse(stdout || assert.fail(stderr)) as { counts: Record<string, number> };
      return Object.entries(counts).filter(([, count]) => count > 0);
    };
    assert.deepEqual(await verdicts(), [["uncovered", 14]]);
    assert.deepEqual(await verdicts("--scps"), [
      ["passes", 10],
      ["locked out", 4],
    ]);
  });
});
