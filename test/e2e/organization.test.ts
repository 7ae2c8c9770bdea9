import assert from "node:assert/strict";
import ts from "typescript";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { forceMfaScp } from "../../enforcement/organization/scp";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { iamState } from "../enforcement/iam-state";
import { makeOrganization, type TestOrganization } from "../enforcement/organization";
import { TestProject } from "../support/project";
import { assertShown, blocksOf, commandsOf, tidy } from "./documented";

const PAGE = "docs/organization.md";
/** The units of the page. */
const [UNIT, TRIAL_UNIT] = ["ou-ab12-11112222", "ou-ab12-33334444"];
const FROM = "2027-03-01T09:00:00Z";

/** A program that makes an organization's enforcement with such arguments, besides the unit. */
function program(args: object): string {
  const all = JSON.stringify({ organizationalUnitIds: [UNIT], ...args });
  return `const { ForceMfaOrganization } = require("@mfa-guard/pulumi");
    const args = ${all};
    new ForceMfaOrganization("everyone", { ...args, from: new Date("${FROM}") });`;
}

describe("a whole organization, under the engine", () => {
  let sandbox: Sandbox;
  let organization: TestOrganization;
  let stack: TestProject;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    organization = await makeOrganization(sandbox.endpoint);
    stack = await TestProject.create(sandbox, "organization", "");
  });
  after(() => sandbox.close());

  /** The ids of the page's units are made by AWS; a run has its own. */
  function set(text: string): Promise<void> {
    const { unit, trialUnit } = organization;
    return stack.setProgram(text.replaceAll(UNIT, unit).replaceAll(TRIAL_UNIT, trialUnit));
  }

  async function pulumi(...args: string[]): Promise<string> {
    const { code, output } = await stack.pulumi(args);
    assert.equal(code, 0, output);
    const { unit, trialUnit } = organization;
    return output.replaceAll(unit, UNIT).replaceAll(trialUnit, TRIAL_UNIT);
  }

  it("comes out as docs/organization.md shows it", async () => {
    for (const block of blocksOf(PAGE, "## Walk-through")) {
      const options = { compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true } };
      if (block.language === "ts") await set(ts.transpileModule(block.text, options).outputText);
      for (const { command, shown } of block.language === "console" ? commandsOf(block) : []) {
        const [, ...args] = command.split(" ");
        assertShown(sandbox.engine, PAGE, shown, tidy(await pulumi(...args)));
      }
    }
  });

  describe("deployed, but for the rules of AWS Config, which the emulator has not", () => {
    const scp = { exempt: ["break-glass"], targetIds: [TRIAL_UNIT] };
    const document = async () => {
      const { policies } = await iamState(organization.iam);
      return Object.values(policies).map(({ document }) => document);
    };
    /** What is attached to the trial unit, but for what AWS attaches. */
    async function attached() {
      const filter = { TargetId: organization.trialUnit, Filter: "SERVICE_CONTROL_POLICY" as const };
      const { Policies = [] } = await organization.organizations.listPoliciesForTarget(filter);
      const ids = Policies.filter(({ AwsManaged }) => !AwsManaged).map(({ Id }) => Id);
      const found = ids.map((PolicyId) => organization.organizations.describePolicy({ PolicyId }));
      return (await Promise.all(found)).map(({ Policy }) => JSON.parse(Policy?.Content ?? "") as unknown);
    }

    it("reaches the account of the unit, and attaches the service control policy", async () => {
      await set(program({ scp, selfService: { accessKeys: true } }));
      const output = await pulumi("up", "--yes", "--skip-preview");
      assert.match(output, /\+ 8 created/);
      const from = new Date(FROM);
      assert.deepEqual(await document(), [selfServicePolicy({ partition: "aws", from, accessKeys: true })]);
      assert.deepEqual(await attached(), [forceMfaScp({ exempt: scp.exempt, partition: "aws", from })]);
    });

    it("has nothing to do the second time", async () => {
      await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    });

    it("shows a change of options as updates of the template and the policy, and makes them", async () => {
      const maxSessionAge = 43_200;
      await set(program({ scp, selfService: { accessKeys: true, maxSessionAge } }));
      const output = await pulumi("preview");
      assert.match(output, /everyone-stack-set update \[diff: ~templateBody\]/);
      assert.match(output, /everyone-policy update \[diff: ~content\]/);
      assert.match(output, /~ 2 to update\n +6 unchanged/);
      await pulumi("up", "--yes", "--skip-preview");
      const options = { from: new Date(FROM), partition: "aws", selfService: { maxSessionAge } };
      assert.deepEqual(await attached(), [forceMfaScp({ exempt: scp.exempt, ...options })]);
    });

    it("is destroyed: detached, and gone", async () => {
      const output = await pulumi("destroy", "--yes", "--skip-preview");
      assert.match(output, /- 8 deleted/);
      assert.deepEqual(await attached(), []);
    });
  });

  describe("refuses in preview, and makes nothing", () => {
    const users = (count: number) => Array.from({ length: count }, (_, i) => `user-number-${1000 + i}`);
    const ranges = Array.from({ length: 400 }, (_, i) => `203.0.${i >> 4}.${(i & 15) * 16}/28`);
    const refused: Record<string, [object, RegExp]> = {
      "the organization's root as a target": [
        { scp: { exempt: [], targetIds: ["r-ab12"] } },
        /r-ab12 is the organization's root.*allowWholeOrganization: true takes the root/,
      ],
      "a target that is none": [
        { scp: { exempt: [], targetIds: ["Sandbox"] } },
        /No id of an organizational unit or an account: Sandbox\./,
      ],
      "an exemption of more than one meant": [
        { scp: { exempt: ["break-*"], targetIds: [TRIAL_UNIT] } },
        /"break-\*" is no name and no ARN of an IAM user\./,
      ],
      "a service control policy that is too long": [
        { scp: { exempt: users(600), targetIds: [TRIAL_UNIT] } },
        /has 1\d,\d{3} characters, over the limit of 10,240\. Leave out at least [\d,]+: exempt \(600 entries/,
      ],
      "a self-service policy that is too long": [
        { selfService: { sourceIps: ranges } },
        /has \d,\d{3} characters, and IAM takes 6,144\. Leave out at least [\d,]+: sourceIps \(400 entries/,
      ],
    };
    for (const [what, [args, message]] of Object.entries(refused))
      it(what, async () => {
        await set(program(args));
        const { code, output } = await stack.pulumi(["preview"]);
        // 255 by Pulumi v3.170, 1 by v3.258.
        assert.notEqual(code, 0, output);
        assert.match(output.replace(/\s+/g, " "), message);
        assert.doesNotMatch(output, /\+ +aws:/);
      });
  });
});
