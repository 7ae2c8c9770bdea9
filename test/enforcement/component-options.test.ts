import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { Group, Policy } from "@pulumi/aws/iam";
import { output, type Resource, runtime } from "@pulumi/pulumi";
import {
  ForceMfa,
  type ForceMfaArgs,
  ForceMfaOrganization,
  forceMfaScp,
  MfaReminder,
  MfaWatch,
  OrganizationScp,
  OrganizationStackSet,
  selfServicePolicy,
} from "../../enforcement/library";
import { resetMocks, setMocks } from "../support/pulumi-mocks";
import { COMPONENTS, UNIT, WAVE } from "./components";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly inputs: any;
}

describe("the components, as Pulumi's own", () => {
  let registered: Registered[] = [];
  const calls: { readonly token: string; readonly provider: string }[] = [];

  const MOCKS: runtime.Mocks = {
    newResource: ({ type, name, inputs, provider = "" }) => {
      registered.push({ type, name, provider, inputs });
      return { id: `${name}-id`, state: { name, arn: `arn-of-${name}`, ...inputs } };
    },
    call: ({ token, provider = "" }) => {
      calls.push({ token, provider });
      return { partition: "aws", region: "eu-central-1", accountId: "123456789012" };
    },
  };

  beforeEach(() => {
    registered = [];
    calls.length = 0;
  });
  after(resetMocks);

  for (const [name, make] of Object.entries(COMPONENTS)) {
    it(`makes everything of ${name} with the provider that it is given`, async () => {
      await setMocks(MOCKS);
      make({ provider: new Provider("prod", { profile: "prod" }) });
      await runtime.disconnect();
      const made = registered.filter(({ type }) => type.startsWith("aws:"));
      assert.ok(made.length > 0);
      for (const { type, name, provider } of made) assert.match(provider, /::prod::/, `${type} ${name}`);
      for (const { token, provider } of calls) assert.match(provider, /::prod::/, token);
      const providers = registered.filter(({ type }) => type.startsWith("pulumi:providers:"));
      assert.deepEqual(
        providers.map((provider) => provider.name),
        ["prod"],
      );
    });

    it(`is of the type mfa-guard:index:${name}`, async () => {
      await setMocks(MOCKS);
      make({});
      await runtime.disconnect();
      assert.ok(registered.some(({ type }) => type === `mfa-guard:index:${name}`));
    });
  }

  /** What is registered of the type. */
  async function madeBy(make: () => Resource, type: string): Promise<readonly Registered[]> {
    await setMocks(MOCKS);
    make();
    await runtime.disconnect();
    return registered.filter((resource) => resource.type === type);
  }

  it("takes outputs wherever Pulumi's own resources do, and names members by what is plain", async () => {
    const args: ForceMfaArgs = {
      groupName: output("humans"),
      policyName: output("humans-policy"),
      path: output("/mfa/"),
      users: ["ann", output("bob"), "ann", output("eve")],
      from: output("2027-02-01T10:00:00+01:00"),
      selfService: output({ accessKeys: true }),
    };
    const members = await madeBy(
      () => new ForceMfa("it", args),
      "aws:iam/userGroupMembership:UserGroupMembership",
    );
    const byName = members.map(({ name, inputs }) => [name, inputs.user, inputs.groups]);
    assert.deepEqual(byName.sort(), [
      ["it-member-1", "bob", ["humans"]],
      ["it-member-3", "eve", ["humans"]],
      ["it-member-ann", "ann", ["humans"]],
    ]);
    const { inputs } = registered.find(({ type }) => type === "aws:iam/policy:Policy") ?? {};
    assert.equal(inputs.path, "/mfa/");
    const from = new Date("2027-02-01T09:00:00Z");
    const expected = selfServicePolicy({ partition: "aws", from, accessKeys: true });
    assert.deepEqual(JSON.parse(inputs.policy as string), expected);
  });

  it("takes a list that is an output as a whole, and dates as text or not", async () => {
    const exceptions = [{ accessKeys: true, expires: "2027-06-30" }];
    const make = () =>
      new ForceMfa("it", { users: output(["ann", "bob"]), exceptions, from: output("2027-02-01T09:00:00Z") });
    const members = await madeBy(make, "aws:iam/userGroupMembership:UserGroupMembership");
    assert.deepEqual(members.map(({ name }) => name).sort(), ["it-member-ann", "it-member-bob"]);
    const { inputs } = registered.find(({ type }) => type === "aws:iam/policy:Policy") ?? {};
    const expected = selfServicePolicy({
      ...{ partition: "aws", from: new Date("2027-02-01T09:00:00Z") },
      exceptions: [{ accessKeys: true, expires: new Date("2027-06-30T23:59:59.999Z") }],
    });
    assert.deepEqual(JSON.parse(inputs.policy as string), expected);
  });

  it("tells exemptions in the policy's tags, their end being a date, text or an output", async () => {
    const exemption = { owner: "security", reason: "sealed" };
    const exempt = [
      { ...exemption, user: "a", expires: new Date("2027-06-30T23:59:59.999Z") },
      { ...exemption, user: "b", expires: "2027-06-30" },
    ];
    for (const list of [exempt, [...exempt, { ...exemption, user: "c", expires: output("2027-06-30") }]]) {
      const [policy] = await madeBy(() => new ForceMfa("it", { exempt: list }), "aws:iam/policy:Policy");
      const ends = Object.entries(policy?.inputs.tags as Record<string, string>).filter(([key]) =>
        key.endsWith(":expires"),
      );
      assert.deepEqual(
        ends,
        list.map(({ user }) => [`mfa-guard:exempt:${user}:expires`, "2027-06-30T23:59:59.999Z"]),
      );
      registered = [];
    }
  });

  it("takes outputs for what a StackSet, a topic and a reminder are made of", async () => {
    const made = await madeBy(() => {
      new OrganizationStackSet("it", {
        ...{ organizationalUnitIds: [UNIT], groupName: output("humans"), stackSetName: output("all") },
        ...{ callAs: output("DELEGATED_ADMIN" as const), failureTolerancePercentage: output(5) },
      });
      new MfaWatch("it", { policyArns: [], groupNames: [], email: output("a@example.com") });
      const wave = {
        groupName: output("soon"),
        path: output("/mfa/"),
        deadline: output("2027-02-04T10:00:00+01:00"),
      };
      const days = { hour: output(6), daysBefore: [output(1)] };
      return new MfaReminder("it", { waves: [wave], from: output("s@example.com"), ...days });
    }, "aws:cloudformation/stackSet:StackSet");
    const { name, callAs, templateBody, operationPreferences } = made[0]?.inputs;
    assert.deepEqual([name, callAs], ["all", "DELEGATED_ADMIN"]);
    assert.equal(operationPreferences.failureTolerancePercentage, 5);
    assert.match(templateBody as string, /"GroupName": "humans"/);
    const only = (type: string) => registered.find((resource) => resource.type === type)?.inputs;
    assert.equal(only("aws:sns/topicSubscription:TopicSubscription").endpoint, "a@example.com");
    assert.match(only("aws:iam/rolePolicy:RolePolicy").policy as string, /group\/mfa\/soon.*s@example\.com/);
    const schedules = registered.map(({ inputs }) => inputs.scheduleExpression as unknown);
    assert.ok(schedules.includes("cron(0 6 * * ? *)"));
    const { code } = only("aws:lambda/function:Function");
    const { "plan.json": plan } = (await code.assets) as Record<string, { text: Promise<string> }>;
    const { waves, daysBefore } = JSON.parse((await plan?.text) ?? "") as Record<string, unknown>;
    assert.deepEqual(waves, [{ group: "soon", deadline: "2027-02-04T09:00:00.000Z" }]);
    assert.deepEqual(daysBefore, [1]);
  });

  it("reminds nobody for a sender that is no address, and not without waves", async () => {
    for (const [args, message] of [
      [{ waves: [WAVE], from: "A <a@example.com>" }, /one plain mail address/],
      [{ waves: [], from: "a@example.com" }, /nobody to remind/],
    ] as const) {
      await setMocks(MOCKS);
      assert.throws(() => new MfaReminder("it", args), message);
      await runtime.disconnect();
    }
  });

  it("denies by a service control policy whose options are outputs", async () => {
    const from = output("2027-02-01T09:00:00Z");
    const args = { targetIds: output([UNIT]), exempt: output(["glass"]), from };
    const [policy] = await madeBy(() => new OrganizationScp("it", args), "aws:organizations/policy:Policy");
    const plain = { partition: "aws", exempt: ["glass"], from: new Date("2027-02-01T09:00:00Z") };
    assert.deepEqual(JSON.parse(policy?.inputs.content as string), forceMfaScp(plain));
  });

  it("has its children at hand", async () => {
    let component: ForceMfa | undefined;
    await madeBy(() => (component = new ForceMfa("it")), "");
    assert.ok(component?.group instanceof Group && component.policy instanceof Policy);
    const made: { organization?: ForceMfaOrganization; watch?: MfaWatch; reminder?: MfaReminder } = {};
    await madeBy(() => {
      const parts = { configRules: {}, scp: { targetIds: [UNIT], exempt: [] } };
      made.organization = new ForceMfaOrganization("it", { organizationalUnitIds: [UNIT], ...parts });
      made.reminder = new MfaReminder("it", { waves: [WAVE], from: "a@example.com" });
      return (made.watch = new MfaWatch("it", { policyArns: [], groupNames: [] }));
    }, "");
    const { organization, watch, reminder } = made;
    const names = registered.map(({ name }) => name);
    const children = [
      organization?.stackSet,
      organization?.scp,
      ...(organization?.configRules ?? []),
      watch?.topic,
      reminder?.function,
      reminder?.logGroup,
    ];
    assert.ok(children.length > 6);
    for (const child of children as ({ readonly __name: string } | undefined)[])
      assert.ok(child && names.includes(child.__name), child?.__name);
  });

  it("attaches to units that are not known yet", async () => {
    const unit = output("ou-abcd-87654321");
    const targets = { targetIds: [UNIT, unit], exempt: [] };
    const type = "aws:organizations/policyAttachment:PolicyAttachment";
    const attached = await madeBy(() => new OrganizationScp("it", targets), type);
    assert.deepEqual(attached.map(({ name, inputs }) => [name, inputs.targetId]).sort(), [
      ["it-on-1", "ou-abcd-87654321"],
      [`it-on-${UNIT}`, UNIT],
    ]);
    const stackSet = () => new OrganizationStackSet("it", { organizationalUnitIds: [unit] });
    const [instance] = await madeBy(stackSet, "aws:cloudformation/stackSetInstance:StackSetInstance");
    assert.deepEqual(instance?.inputs.deploymentTargets, { organizationalUnitIds: ["ou-abcd-87654321"] });
  });
});
