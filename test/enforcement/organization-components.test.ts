import assert from "node:assert/strict";
import { RunError, runtime } from "@pulumi/pulumi";
import {
  ForceMfaOrganization,
  type ForceMfaOrganizationArgs,
} from "../../enforcement/organization/force-mfa-organization";
import { forceMfaScp } from "../../enforcement/organization/scp";
import { organizationTemplate } from "../../policypack/policy/template";
import { resetMocks, setMocks } from "../support/pulumi-mocks";
import { DEADLINE } from "./variants";

const UNIT = "ou-ab12-11112222";
const TEST_UNIT = "ou-ab12-33334444";

interface Registered {
  readonly type: string;
  readonly name: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly inputs: any;
}

/*
 * Against mocks of the engine, for all that the engine is told; test/e2e/organization.test.ts deploys it.
 */
describe("ForceMfaOrganization", () => {
  let registered: Registered[] = [];

  const MOCKS: runtime.Mocks = {
    newResource: ({ type, name, inputs, id }) => {
      registered.push({ type, name, inputs });
      return { id: id || `${name}-id`, state: { ...inputs, stackSetId: `${name}-id` } };
    },
    call: () => ({}),
  };

  beforeEach(() => {
    registered = [];
  });

  after(resetMocks);

  /** What the engine is told, once all of it has been. */
  async function deploy(args: Partial<ForceMfaOrganizationArgs> = {}) {
    await setMocks(MOCKS);
    const organization = new ForceMfaOrganization("org", { organizationalUnitIds: [UNIT], ...args });
    await runtime.disconnect();
    return organization;
  }
  const ofType = (type: string) => registered.filter((resource) => resource.type === type);
  const only = (type: string) => {
    const [resource, ...more] = ofType(type);
    assert.ok(resource, `no ${type}`);
    assert.deepEqual(more, []);
    return resource.inputs;
  };

  const ADDRESSES = Array.from({ length: 700 }, (_, i) => `10.${i >> 8}.${i & 255}.0/24`);
  const REFUSED: Record<string, { args: Partial<ForceMfaOrganizationArgs>; sentence: RegExp }> = {
    "a policy that is too long": {
      args: { selfService: { sourceIps: ADDRESSES } },
      sentence:
        /^OrganizationStackSet org: The self-service policy has [\d,]+ characters, and IAM takes 6,144\. /,
    },
    "a service control policy that is too long": {
      args: { scp: { targetIds: [TEST_UNIT], exempt: ADDRESSES.map((_, i) => `${"user".repeat(8)}${i}`) } },
      sentence:
        /^ForceMfaOrganization org: The service control policy has [\d,]+ characters, over the limit of 10,240\. /,
    },
    "an exemption of nobody": {
      args: { scp: { targetIds: [TEST_UNIT], exempt: ["ann*"] } },
      sentence: /^ForceMfaOrganization org: "ann\*" is no name and no ARN of an IAM user\.$/,
    },
    "an option out of its bounds": {
      args: { selfService: { maxSessionAge: 1 } },
      sentence: /^OrganizationStackSet org: selfService\.maxSessionAge: found 1; expected [^{}]+\.$/,
    },
  };
  for (const [what, { args, sentence }] of Object.entries(REFUSED)) {
    it(`refuses ${what} in a sentence, without a stack trace, before anything is made`, async () => {
      await assert.rejects(deploy(args), (error) => {
        assert.ok(RunError.isInstance(error), String(error));
        assert.match(error.message, sentence);
        return true;
      });
      assert.deepEqual(
        registered.filter(({ type }) => type.startsWith("aws:")),
        [],
      );
    });
  }

  it("deploys the template to the units' accounts, those of today and later ones", async () => {
    const args = { from: DEADLINE, selfService: { accessKeys: true }, groupName: "mfa" };
    await deploy(args);
    const { templateBody, ...stackSet } = only("aws:cloudformation/stackSet:StackSet");
    assert.deepEqual(JSON.parse(templateBody), organizationTemplate(args));
    assert.deepEqual(stackSet, {
      description: "Denies members of a group everything except setting up MFA. By mfa-guard.",
      name: "mfa-guard-force-mfa",
      capabilities: ["CAPABILITY_NAMED_IAM"],
      permissionModel: "SERVICE_MANAGED",
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      managedExecution: { active: true },
      callAs: "SELF",
    });
    assert.deepEqual(only("aws:cloudformation/stackSetInstance:StackSetInstance"), {
      stackSetName: "mfa-guard-force-mfa",
      deploymentTargets: { organizationalUnitIds: [UNIT] },
      callAs: "SELF",
    });
  });

  it("deploys to each unit by itself, one after the other, so that one more leaves the others alone", async () => {
    const more = "ou-ab12-33334444";
    await deploy({ organizationalUnitIds: [UNIT, more, UNIT] });
    const instances = ofType("aws:cloudformation/stackSetInstance:StackSetInstance");
    assert.deepEqual(
      instances.map(({ name, inputs }) => [name, inputs.deploymentTargets]),
      [UNIT, more].map((unit) => [`org-accounts-${unit}`, { organizationalUnitIds: [unit] }]),
    );
  });

  it("makes nothing else unless asked to", async () => {
    const { scpId } = await deploy();
    assert.equal(scpId, undefined);
    assert.deepEqual(registered.map(({ type }) => type.split(":")[0] + ":" + type.split(":").at(-1)).sort(), [
      "aws:StackSet",
      "aws:StackSetInstance",
      "mfa-guard:ForceMfaOrganization",
      "mfa-guard:OrganizationStackSet",
    ]);
  });

  it("acts as a delegated administrator, at the given pace", async () => {
    await deploy({ callAs: "DELEGATED_ADMIN", failureTolerancePercentage: 10, maxConcurrentPercentage: 25 });
    const pace = { failureTolerancePercentage: 10, maxConcurrentPercentage: 25 };
    for (const type of ["stackSet:StackSet", "stackSetInstance:StackSetInstance"]) {
      const { callAs, operationPreferences } = only(`aws:cloudformation/${type}`);
      assert.deepEqual([callAs, operationPreferences], ["DELEGATED_ADMIN", pace]);
    }
  });

  it("has AWS Config's rules, but for the accounts that are left out", async () => {
    await deploy({ configRules: { excludedAccounts: ["444455556666"] } });
    const rules = ofType("aws:cfg/organizationManagedRule:OrganizationManagedRule").map((r) => r.inputs);
    assert.deepEqual(rules.map(({ ruleIdentifier }) => ruleIdentifier).sort(), [
      "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
      "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
      "ROOT_ACCOUNT_MFA_ENABLED",
    ]);
    for (const { excludedAccounts } of rules) assert.deepEqual(excludedAccounts, ["444455556666"]);
  });

  it("has no rule that the partition is without", async () => {
    for (const partition of ["aws-cn", "aws-us-gov"]) {
      registered = [];
      await deploy({ configRules: {}, partition });
      const rules = ofType("aws:cfg/organizationManagedRule:OrganizationManagedRule").map((r) => r.inputs);
      assert.deepEqual(rules.map(({ ruleIdentifier }) => ruleIdentifier).sort(), [
        "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
      ]);
    }
  });

  it("attaches the service control policy to each target, by the same date and options", async () => {
    const shared = { from: DEADLINE, selfService: { maxSessionAge: 43_200 } };
    const targetIds = [TEST_UNIT, "111122223333", TEST_UNIT];
    await deploy({ ...shared, scp: { exempt: ["break-glass"], targetIds } });
    const { type, content } = only("aws:organizations/policy:Policy");
    assert.equal(type, "SERVICE_CONTROL_POLICY");
    assert.deepEqual(
      JSON.parse(content),
      forceMfaScp({ ...shared, exempt: ["break-glass"], partition: "aws" }),
    );
    const attached = ofType("aws:organizations/policyAttachment:PolicyAttachment").map((r) => r.inputs);
    assert.deepEqual(attached.map(({ targetId }) => targetId).sort(), ["111122223333", TEST_UNIT]);
    assert.deepEqual([...new Set(attached.map(({ policyId }) => policyId))], ["org-policy-id"]);
  });

  it("makes the service control policy after the groups that let users enrol", async () => {
    await deploy({ scp: { exempt: [], targetIds: [TEST_UNIT] } });
    const order = registered.map(({ type }) => type);
    const at = (type: string) => order.indexOf(type);
    assert.ok(
      at("aws:organizations/policy:Policy") > at("aws:cloudformation/stackSetInstance:StackSetInstance"),
    );
  });

  it("refuses the organization's root for the service control policy, unless told to", async () => {
    const scp = { exempt: [], targetIds: ["r-ab12"] };
    await assert.rejects(deploy({ scp }), /r-ab12 is the organization's root.*allowWholeOrganization/s);
    await deploy({ scp: { ...scp, allowWholeOrganization: true } });
    assert.equal(only("aws:organizations/policyAttachment:PolicyAttachment").targetId, "r-ab12");
  });

  it("refuses targets that are none, and exemptions of nobody, before it makes anything", async () => {
    await assert.rejects(deploy({ scp: { exempt: [], targetIds: ["Sandbox"] } }), /account: Sandbox/);
    await assert.rejects(
      deploy({ scp: { exempt: ["*"], targetIds: [TEST_UNIT] } }),
      /no name and no ARN of an IAM user/,
    );
    await runtime.disconnect();
    assert.deepEqual(
      registered.filter(({ type }) => type.startsWith("aws:")),
      [],
    );
  });
});
