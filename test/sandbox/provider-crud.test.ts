import assert from "node:assert/strict";
import type { IAM } from "@aws-sdk/client-iam";
import { startEmulator, type Emulator } from "../support/emulator";
import { connect, type Aws } from "../../sandbox/provider/aws";
import { readConfig } from "../../sandbox/provider/config";
import { resourceTypes } from "../../sandbox/provider/resources";
import { AwsService } from "../../sandbox/provider/service";
import { decode, encode, type Props } from "../../sandbox/provider/wire";

const ARN = "arn:aws:iam::123456789012";
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }],
});
const allow = (action: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: action, Resource: "*" }],
  });

const token = (name: string) => `aws:iam/${name[0]?.toLowerCase()}${name.slice(1)}:${name}`;

describe("sandbox provider: resources in an emulator", () => {
  let emulator: Emulator;
  let service: AwsService;
  let iam: IAM;

  before(async () => {
    emulator = await startEmulator({}, () => undefined);
    iam = await aws().iam();
  });
  after(() => emulator.stop());
  beforeEach(async () => {
    await emulator.reset();
    service = new AwsService();
    service.configure({}, { AWS_ENDPOINT_URL: emulator.endpoint });
    await iam.createUser({ UserName: "ann" });
    await iam.createUser({ UserName: "ben" });
    await iam.createGroup({ GroupName: "devs" });
    await iam.createGroup({ GroupName: "ops" });
    await iam.createRole({ RoleName: "runner", AssumeRolePolicyDocument: TRUST });
    await iam.createPolicy({ PolicyName: "all", PolicyDocument: allow("*") });
  });

  function aws(args: Props = {}): Aws {
    const env = { AWS_ENDPOINT_URL: emulator.endpoint };
    return connect(readConfig(args, env), env);
  }

  /** As the engine does it: check, then create. */
  async function make(name: string, given: Props): Promise<{ id: string; inputs: Props; state: Props }> {
    const { inputs } = service.check(token(name), {}, given, { name: "it", seed: new Uint8Array() });
    const [id, state] = await service.create(token(name), inputs, false);
    return { id, inputs, state: decode(encode(state)) };
  }

  /** Checks and updates, where the difference is one that can be. */
  async function change(name: string, id: string, state: Props, inputs: Props, given: Props): Promise<Props> {
    const at = { name: "it", seed: new Uint8Array() };
    const { inputs: news } = service.check(token(name), inputs, given, at);
    assert.deepEqual(service.diff(token(name), inputs, news).replaces, []);
    return decode(encode(await service.update(token(name), id, state, news, false)));
  }

  const policyArn = `${ARN}:policy/all`;
  const lives: { name: string; given: Props; changed?: Props; noImport?: true }[] = [
    {
      name: "AccountPasswordPolicy",
      given: { minimumPasswordLength: 12 },
      changed: { minimumPasswordLength: 14 },
    },
    { name: "Group", given: { name: "g" }, changed: { name: "h", path: "/x/" } },
    {
      name: "GroupMembership",
      given: { group: "devs", users: ["ann"] },
      changed: { group: "devs", users: ["ben"] },
      noImport: true,
    },
    {
      name: "GroupPolicy",
      given: { group: "devs", policy: allow("a:*") },
      changed: { group: "devs", policy: allow("b:*") },
    },
    { name: "GroupPolicyAttachment", given: { group: "devs", policyArn } },
    { name: "Policy", given: { policy: allow("a:*") }, changed: { policy: allow("b:*"), tags: { a: "b" } } },
    {
      name: "PolicyAttachment",
      given: { policyArn, users: ["ann"], groups: ["devs"] },
      changed: { policyArn, roles: ["runner"] },
      noImport: true,
    },
    {
      name: "Role",
      given: { assumeRolePolicy: TRUST, tags: { a: "b" } },
      changed: { assumeRolePolicy: TRUST, description: "d" },
    },
    { name: "RolePolicy", given: { role: "runner", name: "p", policy: allow("a:*") } },
    { name: "RolePolicyAttachment", given: { role: "runner", policyArn } },
    { name: "User", given: { tags: { a: "b" } }, changed: { name: "new", path: "/x/", tags: { c: "d" } } },
    {
      name: "UserGroupMembership",
      given: { user: "ann", groups: ["devs", "ops"] },
      changed: { user: "ann", groups: ["ops"] },
    },
    { name: "UserLoginProfile", given: { user: "ann" } },
    {
      name: "UserPolicy",
      given: { user: "ann", name: "p", policy: allow("a:*") },
      changed: { user: "ann", name: "p", policy: allow("b:*") },
    },
    { name: "UserPolicyAttachment", given: { user: "ann", policyArn } },
    { name: "VirtualMfaDevice", given: { virtualMfaDeviceName: "phone", path: "/x/" } },
  ];

  it("are tried for every type of the table", () => {
    const tried = lives.map(({ name }) => token(name)).sort();
    // Those of other services have theirs beside the component that uses them.
    const types = resourceTypes.map((type) => type.token).filter((type) => type.startsWith("aws:iam/"));
    assert.deepEqual(tried, types.sort());
  });

  for (const { name, given, changed, noImport } of lives)
    it(`${name}: made, read, ${changed ? "changed, " : ""}deleted, deleted again`, async () => {
      const { id, inputs, state } = await make(name, given);
      const live = await service.read(token(name), id, state, inputs);
      assert.deepEqual(
        service.diff(token(name), live.inputs, inputs).changes,
        {},
        "a refresh finds no drift",
      );
      if (!noImport) {
        const found = await service.read(token(name), id, {}, {});
        // The one input that AWS doesn't tell, as with the real provider.
        const missing = Object.keys(service.diff(token(name), found.inputs, inputs).changes);
        assert.deepEqual(
          missing,
          name === "UserLoginProfile" ? ["passwordLength"] : [],
          "an import finds all",
        );
      }
      const last = changed ? await change(name, id, state, inputs, changed) : state;
      for (const [key, value] of Object.entries(changed ?? {})) assert.deepEqual(last[key], value);
      await service.delete(token(name), id, last);
      const left = await service.read(token(name), id, last, inputs);
      // A membership has no existence of its own: that of nobody is as there as any.
      if (name.endsWith("Membership"))
        assert.deepEqual(left.state[name.startsWith("User") ? "groups" : "users"], []);
      else assert.equal(left.id, "", "it is gone");
      await service.delete(token(name), id, last);
    });

  it("report what was changed behind their back as inputs, so that the next update undoes it", async () => {
    const { id, inputs, state } = await make("User", { name: "eve" });
    await iam.tagUser({ UserName: "eve", Tags: [{ Key: "x", Value: "y" }] });
    const live = await service.read(token("User"), id, state, inputs);
    assert.deepEqual(Object.keys(service.diff(token("User"), live.inputs, inputs).changes), ["tags"]);
  });

  it("don't miss in a refresh what AWS never tells", async () => {
    await iam.createLoginProfile({ UserName: "ann", Password: "Aa1!aaaaaaaa" });
    const imported = await service.read(token("UserLoginProfile"), "ann", {}, {});
    const inputs = { ...imported.inputs, passwordLength: 20 };
    const live = await service.read(token("UserLoginProfile"), "ann", imported.state, inputs);
    assert.equal(live.inputs["passwordLength"], 20);
    const ignored = service.diff(token("UserLoginProfile"), {}, { passwordLength: 20 }, ["passwordLength"]);
    assert.deepEqual(ignored.changes, {});
  });

  it("name AWS's error and the resource in one line", async () => {
    await assert.rejects(
      make("User", { name: "ann" }),
      /^Error: creating IAM User \(ann\): EntityAlreadyExists: [^\n]+$/,
    );
  });

  it("say which endpoint nothing answers at", async () => {
    service.configure({}, { AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    await assert.rejects(make("User", {}), /ECONNREFUSED: nothing answers/);
  });

  it("keep the five newest versions of a policy", async () => {
    const { id, inputs, state } = await make("Policy", { name: "p", policy: allow("v1:*") });
    let last = state;
    for (let version = 2; version <= 7; version++)
      last = await change("Policy", id, last, inputs, { name: "p", policy: allow(`v${version}:*`) });
    const { Versions: versions } = await iam.listPolicyVersions({ PolicyArn: id });
    assert.deepEqual(versions?.map((each) => each.VersionId).sort(), ["v3", "v4", "v5", "v6", "v7"]);
    assert.equal(last["policy"], allow("v7:*"));
  });

  it("take credentials and policies along where a user is to go by force", async () => {
    const { id, state } = await make("User", { name: "eve", forceDestroy: true });
    await iam.createLoginProfile({ UserName: "eve", Password: "Aa1!aaaaaaaa" });
    await iam.addUserToGroup({ UserName: "eve", GroupName: "devs" });
    await iam.attachUserPolicy({ UserName: "eve", PolicyArn: policyArn });
    await service.delete(token("User"), id, state);
    await assert.rejects(iam.getUser({ UserName: "eve" }), { name: /NoSuchEntity/ });
  });

  it("have passwords and seeds as secrets, and in no other output", async () => {
    const [, state] = await service.create(
      token("UserLoginProfile"),
      { user: "ann", passwordLength: 20 },
      false,
    );
    const { password, ...rest } = state;
    const [text] = Object.values(decode(encode({ password })));
    assert.equal(String(text).length, 20);
    assert.ok(typeof password === "object" && !JSON.stringify(rest).includes(String(text)));
  });

  it("go to the account of an assumed role", async () => {
    const assumeRoles = JSON.stringify([{ roleArn: "arn:aws:iam::222222222222:role/deploy" }]);
    service.configure({ assumeRoles }, { AWS_ENDPOINT_URL: emulator.endpoint });
    const { state } = await make("User", { name: "ann" });
    assert.equal(state["arn"], "arn:aws:iam::222222222222:user/ann");
  });

  it("have functions beside them", async () => {
    const ask = (name: string, args: Props = {}) => service.invoke(name, args);
    assert.equal((await ask("aws:index/getCallerIdentity:getCallerIdentity"))["accountId"], "123456789012");
    assert.equal((await ask("aws:index/getPartition:getPartition"))["partition"], "aws");
    assert.equal((await ask("aws:index/getRegion:getRegion"))["region"], "us-east-1");
    assert.equal((await ask("aws:iam/getUser:getUser", { userName: "ann" }))["arn"], `${ARN}:user/ann`);
    assert.deepEqual((await ask("aws:iam/getUsers:getUsers", { nameRegex: "^b" }))["names"], ["ben"]);
    const missing = ask("aws:iam/getUser:getUser", { userName: "nobody" });
    await assert.rejects(missing, /invoking aws:iam\/getUser:getUser: NoSuchEntity/);
  });
});
