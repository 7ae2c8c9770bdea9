import assert from "node:assert/strict";
import { Provider } from "@pulumi/aws/provider";
import { type ComponentResourceOptions, type Resource, runtime } from "@pulumi/pulumi";
import {
  ForceMfa,
  ForceMfaOrganization,
  MfaReminder,
  MfaWatch,
  OrganizationConfigRules,
  OrganizationScp,
  OrganizationStackSet,
} from "../../enforcement/library";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
}

const UNIT = "ou-abcd-12345678";
const WAVE = { groupName: "soon", deadline: new Date("2027-02-04T09:00:00Z") };

/** Each component with every resource that it can have. */
const COMPONENTS: Readonly<Record<string, (options: ComponentResourceOptions) => Resource>> = {
  ForceMfa: (options) => new ForceMfa("it", { users: ["ann", "bob"] }, options),
  MfaWatch: (options) =>
    new MfaWatch(
      "it",
      { policyArns: ["p"], groupNames: ["g"], email: "a@example.com", configRules: true },
      options,
    ),
  MfaReminder: (options) => new MfaReminder("it", { waves: [WAVE], from: "a@example.com" }, options),
  OrganizationStackSet: (options) =>
    new OrganizationStackSet("it", { organizationalUnitIds: [UNIT] }, options),
  OrganizationConfigRules: (options) => new OrganizationConfigRules("it", {}, options),
  OrganizationScp: (options) => new OrganizationScp("it", { targetIds: [UNIT], exempt: [] }, options),
  ForceMfaOrganization: (options) =>
    new ForceMfaOrganization(
      "it",
      { organizationalUnitIds: [UNIT], configRules: {}, scp: { targetIds: [UNIT], exempt: [] } },
      options,
    ),
};

describe("the components, as Pulumi's own", () => {
  let registered: Registered[] = [];
  const calls: { readonly token: string; readonly provider: string }[] = [];

  const MOCKS: runtime.Mocks = {
    newResource: ({ type, name, inputs, provider = "" }) => {
      registered.push({ type, name, provider });
      return { id: `${name}-id`, state: { name, arn: `arn-of-${name}`, ...inputs } };
    },
    call: ({ token, provider = "" }) => {
      calls.push({ token, provider });
      return { partition: "aws", region: "eu-central-1", accountId: "123456789012" };
    },
  };

  before(async () => {
    await runtime.setMocks(MOCKS);
  });
  beforeEach(() => {
    registered = [];
    calls.length = 0;
  });
  /** The mocks are the process's: later tests of the stack begin without an engine. */
  after(() => runtime.resetOptions("", "", -1, "", "", false, ""));

  for (const [name, make] of Object.entries(COMPONENTS)) {
    it(`makes everything of ${name} with the provider that it is given`, async () => {
      await runtime.setMocks(MOCKS);
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
      await runtime.setMocks(MOCKS);
      make({});
      await runtime.disconnect();
      assert.ok(registered.some(({ type }) => type === `mfa-guard:index:${name}`));
    });
  }
});
