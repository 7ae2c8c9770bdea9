import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../sandbox/emulator/emulator";
import { resourceTypes } from "../../sandbox/provider/resources";
import { AwsService } from "../../sandbox/provider/service";
import { decode, encode, type Props } from "../../sandbox/provider/wire";
import { makeOrganization, type TestOrganization } from "./organization";

const STACK_SET = "aws:cloudformation/stackSet:StackSet";
const POLICY = "aws:organizations/policy:Policy";
const MANAGED_RULE = "aws:cfg/organizationManagedRule:OrganizationManagedRule";
const AT = { name: "it", seed: new Uint8Array() };

const policy = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action, Resource: "*" }] });
/** With a user: of the types that the emulator can make, one that it can delete too. */
const template = (UserName: string) =>
  JSON.stringify({ Resources: { User: { Type: "AWS::IAM::User", Properties: { UserName } } } });

describe("sandbox provider: what an organisation needs, in an emulator", () => {
  let emulator: Emulator;
  let service: AwsService;
  let organization: TestOrganization;
  let policyId: string;

  before(async () => {
    emulator = await startEmulator({}, () => undefined);
  });
  after(() => emulator.stop());
  beforeEach(async () => {
    await emulator.reset();
    organization = await makeOrganization(emulator.endpoint);
    service = new AwsService();
    service.configure({}, { AWS_ENDPOINT_URL: emulator.endpoint });
    await make(STACK_SET, {
      name: "set",
      permissionModel: "SERVICE_MANAGED",
      templateBody: template("u"),
    });
    policyId = (await make(POLICY, { name: "there", content: policy("a:*") })).id;
  });

  async function make(token: string, given: Props) {
    const { inputs, failures } = service.check(token, {}, given, AT);
    assert.deepEqual(failures, []);
    const [id, state] = await service.create(token, inputs, false);
    return { id, inputs, state: decode(encode(state)) };
  }

  async function change(
    token: string,
    id: string,
    state: Props,
    inputs: Props,
    given: Props,
  ): Promise<Props> {
    const { inputs: news } = service.check(token, inputs, given, AT);
    assert.deepEqual(service.diff(token, inputs, news).replaces, []);
    return decode(encode(await service.update(token, id, state, news, false)));
  }

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
    it(`${token}: made, read, ${changed ? "changed, " : ""}deleted, deleted again`, async () => {
      const { id, inputs, state } = await make(token, given());
      const live = await service.read(token, id, state, inputs);
      assert.deepEqual(service.diff(token, live.inputs, inputs).changes, {}, "a refresh finds no drift");
      const last = changed ? await change(token, id, state, inputs, changed()) : state;
      const { state: now } = await service.read(token, id, last, inputs);
      for (const [key, value] of Object.entries((changed ?? given)())) assert.deepEqual(now[key], value);
      await service.delete(token, id, last);
      if (!stays) assert.equal((await service.read(token, id, last, inputs)).id, "", "it is gone");
      await service.delete(token, id, last);
    });

  it("deploy a StackSet's template to the accounts of a unit, and take it back", async () => {
    const given = { stackSetName: "set", deploymentTargets: targets() };
    const { id, state } = await make("aws:cloudformation/stackSetInstance:StackSetInstance", given);
    assert.deepEqual(await users(), ["u"]);
    await service.delete("aws:cloudformation/stackSetInstance:StackSetInstance", id, state);
    assert.deepEqual(await users(), []);
  });

  it("preview an organisation rule of AWS Config, and say plainly that the emulator makes none", async () => {
    const given = { ruleIdentifier: "ROOT_ACCOUNT_MFA_ENABLED", name: "root" };
    const { inputs, failures } = service.check(MANAGED_RULE, {}, given, AT);
    assert.deepEqual(failures, []);
    const [, planned] = await service.create(MANAGED_RULE, inputs, true);
    assert.equal(planned["name"], "root");
    await assert.rejects(
      service.create(MANAGED_RULE, inputs, false),
      /^Error: the emulator has no PutOrganizationConfigRule.* can be previewed in the sandbox, and not deployed$/,
    );
  });
});
