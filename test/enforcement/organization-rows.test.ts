import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../support/emulator";
import { resourceTypes } from "../../sandbox/provider/resources";
import type { Props } from "../../sandbox/provider/wire";
import { makeOrganization, type TestOrganization } from "./organization";
import { Rows } from "./rows";

const STACK_SET = "aws:cloudformation/stackSet:StackSet";
const POLICY = "aws:organizations/policy:Policy";
const MANAGED_RULE = "aws:cfg/organizationManagedRule:OrganizationManagedRule";

const policy = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action, Resource: "*" }] });
/** With a user: of the types that the emulator can make, one that it can delete too. */
const template = (UserName: string) =>
  JSON.stringify({ Resources: { User: { Type: "AWS::IAM::User", Properties: { UserName } } } });

describe("sandbox provider: what an organization needs, in an emulator", () => {
  let emulator: Emulator;
  let rows: Rows;
  let organization: TestOrganization;
  let policyId: string;

  before(async () => {
    emulator = await startEmulator({}, () => undefined);
  });
  after(() => emulator.stop());
  beforeEach(async () => {
    await emulator.reset();
    organization = await makeOrganization(emulator.endpoint);
    rows = new Rows(emulator.endpoint);
    await rows.make(STACK_SET, {
      name: "set",
      permissionModel: "SERVICE_MANAGED",
      templateBody: template("u"),
    });
    policyId = (await rows.make(POLICY, { name: "there", content: policy("a:*") })).id;
  });

  async function users() {
    const { Users } = await organization.iam.listUsers({});
    return Users?.map(({ UserName }) => UserName);
  }

  const targets = () => ({ organizationalUnitIds: [organization.unit] });
  const lives: Record<string, { given: () => Props; changed?: () => Props; stays?: true }> = {
    [STACK_SET]: {
      given: () => ({ permissionModel: "SERVICE_MANAGED", templateBody: template("a"), description: "d" }),
      changed: () => ({ permissionModel: "SERVICE_MANAGED", templateBody: template("b"), description: "e" }),
    },
    "aws:cloudformation/stackSetInstance:StackSetInstance": {
      given: () => ({ stackSetName: "set", deploymentTargets: targets() }),
      // A unit without a stack is no different from one that was never deployed to.
      stays: true,
    },
    [POLICY]: {
      given: () => ({ name: "p", description: "d", content: policy("b:*") }),
      changed: () => ({ name: "q", description: "e", content: policy("c:*") }),
    },
    "aws:organizations/policyAttachment:PolicyAttachment": {
      given: () => ({ policyId, targetId: organization.unit }),
    },
  };

  it("is tried for every type of the table", () => {
    const types = resourceTypes.map(({ token }) => token);
    const organizations = types.filter((token) => /^aws:(cloudformation|organizations)\//.test(token));
    assert.deepEqual(Object.keys(lives).sort(), organizations.sort());
  });

  for (const [token, { given, changed, stays }] of Object.entries(lives))
    it(`${token}: made, read, ${changed ? "changed, " : ""}deleted, deleted again`, () =>
      rows.live(token, { given: given(), changed: changed?.(), stays }));

  it("deploy a StackSet's template to the accounts of a unit, and take it back", async () => {
    const given = { stackSetName: "set", deploymentTargets: targets() };
    const { id, state } = await rows.make("aws:cloudformation/stackSetInstance:StackSetInstance", given);
    assert.deepEqual(await users(), ["u"]);
    await rows.service.delete("aws:cloudformation/stackSetInstance:StackSetInstance", id, state);
    assert.deepEqual(await users(), []);
  });

  it("preview an organization rule of AWS Config, and say plainly that the emulator makes none", async () => {
    const given = { ruleIdentifier: "ROOT_ACCOUNT_MFA_ENABLED", name: "root" };
    assert.equal((await rows.plan(MANAGED_RULE, given))["name"], "root");
  });
});
