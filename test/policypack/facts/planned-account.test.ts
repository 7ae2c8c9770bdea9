import assert from "node:assert/strict";
import { known } from "../../../policypack/facts/fact";
import type {
  AccountFacts,
  InlinePolicy,
  UnassignedDevice,
  User,
} from "../../../policypack/facts/account-facts";
import { overlay } from "../../../policypack/facts/planned/overlay";
import { readPlan } from "../../../policypack/facts/planned/read-plan";
import type { PlannedResource } from "../../../policypack/facts/planned/resource";
import { readStackAccounts } from "../../../policypack/facts/stack-accounts";
import { selfServicePolicy } from "../../../policypack/policy/self-service-policy";
import {
  consoleUser,
  FORCE_MFA_ARN,
  forceMfaGroup,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  NOW,
} from "../../support/accounts";
import { component, resource, UNKNOWN } from "../../support/stack";

const self = selfServicePolicy({ partition: "aws" });
const policy = JSON.stringify(self);

function deployed(resources: PlannedResource[], account = modelAccount()): AccountFacts {
  return overlay(account, readPlan(resources));
}

function userIn(account: AccountFacts, name: string): User {
  const user = account.users.found.find((user) => user.name === name);
  assert.ok(user, `no user ${name}`);
  return user;
}

describe("a finding about a planned policy or group", () => {
  it("can point to the resource that is to make it", () => {
    const group = resource("group", "g", { name: "g" });
    const managed = resource("policy", "p", { name: "p", arn: UNKNOWN, policy });
    const inline = resource("groupPolicy", "i", { name: "i", group: "g", policy });
    const own = resource("userPolicy", "o", { name: "o", user: "ann", policy });
    const account = deployed([group, managed, inline, own]);
    assert.equal(account.groups.found.get("g")?.urn, group.urn);
    assert.equal(account.policies.found.get(managed.urn)?.urn, managed.urn);
    assert.equal(account.groups.found.get("g")?.inlinePolicies[0]?.urn, inline.urn);
    assert.equal(userIn(account, "ann").inlinePolicies[0]?.urn, own.urn);
  });

  it("can point to the resource that holds what is there already", () => {
    const group = resource("group", "g", { name: "force-mfa" });
    const same = resource("policy", "p", { name: "force-mfa-self-service", arn: FORCE_MFA_ARN, policy });
    const account = deployed([group, same]);
    assert.deepEqual(account.groups.found.get("force-mfa"), { ...forceMfaGroup(), urn: group.urn });
    assert.deepEqual(account.policies.found.get(FORCE_MFA_ARN), { ...managedPolicy(self), urn: same.urn });
  });

  it("has nothing to point to where the account alone has it", () => {
    const { groups, policies } = deployed([]);
    assert.equal(groups.found.get("force-mfa")?.urn, undefined);
    assert.equal(policies.found.get(FORCE_MFA_ARN)?.urn, undefined);
  });
});

describe("planned virtual devices", () => {
  const orphan: UnassignedDevice = {
    kind: "virtual",
    serial: "arn:aws:iam::111122223333:mfa/left",
    enabled: null,
    urn: undefined,
  };

  it("belong to nobody once they are made, by either provider", () => {
    const aws = resource("virtualMfaDevice", "d", { arn: UNKNOWN });
    const native = resource("nativeVirtualMfaDevice", "n", { serialNumber: UNKNOWN, users: ["ann"] });
    const { unassignedDevices } = deployed([aws, native]);
    assert.ok(unassignedDevices.known);
    assert.deepEqual(
      unassignedDevices.value.map(({ urn }) => urn),
      [aws.urn, native.urn],
    );
  });

  it("are the account's matter once they are there", () => {
    const account = modelAccount([], { unassignedDevices: known([orphan]) });
    const left = resource("virtualMfaDevice", "left", { arn: orphan.serial });
    const anns = resource("virtualMfaDevice", "ann", { arn: "arn:aws:iam::111122223333:mfa/ann" });
    const { unassignedDevices } = deployed([left, anns], account);
    assert.deepEqual(unassignedDevices, known([{ ...orphan, urn: left.urn }]));
  });

  it("do not make a list that could not be read look complete", () => {
    const account = modelAccount([], { unassignedDevices: NOT_READ });
    const device = resource("virtualMfaDevice", "d", { arn: UNKNOWN });
    assert.deepEqual(deployed([device], account).unassignedDevices, NOT_READ);
  });
});

describe("planned service control policies", () => {
  it("are carried along, policies of other types are not", () => {
    const scp = resource("organizationsPolicy", "s", { name: "deny", content: policy });
    const native = resource("nativeOrganizationsPolicy", "n", {
      name: "native",
      type: "SERVICE_CONTROL_POLICY",
      content: self,
    });
    const tags = resource("organizationsPolicy", "t", { name: "tags", type: "TAG_POLICY", content: "{}" });
    const { plannedScps } = deployed([scp, native, tags]);
    assert.deepEqual(
      plannedScps.map(({ name, urn, document }) => [name, urn, document.known]),
      [
        ["deny", scp.urn, true],
        ["native", native.urn, true],
      ],
    );
  });
});

describe("a membership and an attachment that the account has already", () => {
  it("stay the account's where the stack declares them, each once", () => {
    const bob = consoleUser("bob", {
      groups: [{ group: "force-mfa", origin: "live" }],
      attachedPolicies: [{ policy: FORCE_MFA_ARN, origin: "live" }],
    });
    const account = deployed(
      [
        resource("userGroupMembership", "m", { user: "bob", groups: ["force-mfa", "other"] }),
        resource("userPolicyAttachment", "a", { user: "bob", policyArn: FORCE_MFA_ARN }),
      ],
      modelAccount([bob]),
    );
    assert.deepEqual(userIn(account, "bob").groups, [
      { group: "force-mfa", origin: "live" },
      { group: "other", origin: "planned" },
    ]);
    assert.deepEqual(userIn(account, "bob").attachedPolicies, [{ policy: FORCE_MFA_ARN, origin: "live" }]);
  });
});

describe("resources that take away what they do not list", () => {
  const inline = (name: string): InlinePolicy => ({ ...managedPolicy(self), name });
  const live = modelAccount(
    [
      consoleUser("bob", {
        attachedPolicies: [{ policy: FORCE_MFA_ARN, origin: "live" }],
        inlinePolicies: [inline("kept"), inline("dropped")],
      }),
    ],
    { groups: found(new Map([["force-mfa", forceMfaGroup({ inlinePolicies: [inline("dropped")] })]])) },
  );

  it("take attached policies from a user and a group", () => {
    const account = deployed(
      [
        resource("userPolicyAttachmentsExclusive", "u", { userName: "bob", policyArns: ["arn:x"] }),
        resource("groupPolicyAttachmentsExclusive", "g", { groupName: "force-mfa", policyArns: [] }),
      ],
      live,
    );
    assert.deepEqual(userIn(account, "bob").attachedPolicies, [{ policy: "arn:x", origin: "planned" }]);
    assert.deepEqual(account.groups.found.get("force-mfa")?.attachedPolicies, []);
  });

  it("take inline policies from a user and a group", () => {
    const account = deployed(
      [
        resource("userPoliciesExclusive", "u", { userName: "bob", policyNames: ["kept"] }),
        resource("groupPoliciesExclusive", "g", { groupName: "force-mfa", policyNames: [] }),
      ],
      live,
    );
    assert.deepEqual(
      userIn(account, "bob").inlinePolicies.map(({ name }) => name),
      ["kept"],
    );
    assert.deepEqual(account.groups.found.get("force-mfa")?.inlinePolicies, []);
  });

  it("leave open what they take where their list is not known", () => {
    const account = deployed(
      [
        resource("userPolicyAttachmentsExclusive", "a", { userName: "bob", policyArns: ["arn:x", UNKNOWN] }),
        resource("userPoliciesExclusive", "i", { userName: "bob", policyNames: UNKNOWN }),
      ],
      live,
    );
    const bob = userIn(account, "bob");
    assert.deepEqual(
      bob.attachedPolicies.map(({ policy }) => policy),
      ["arn:x"],
    );
    assert.deepEqual(bob.inlinePolicies, []);
    assert.match(bob.policiesComplete.known ? "" : bob.policiesComplete.reason.what, /policyArns\[1\]/);
    assert.deepEqual(
      account.unresolved.map(({ about, overstated }) => [about, overstated]),
      [
        ["attachment", true],
        ["policy", true],
      ],
    );
  });
});

describe("components", () => {
  const outer = component("outer");
  const inner = component("inner", outer);
  const user = resource("user", "u", { name: UNKNOWN }, { parent: inner });
  const login = (dependency: { urn: string; type: string }) =>
    resource("loginProfile", "l", { user: UNKNOWN }, { dependsOn: { user: [dependency] } });

  for (const [depth, dependency] of [
    ["itself", user],
    ["the component that it is in", inner],
    ["a component of a component", outer],
  ] as const) {
    it(`let a user be referred to by a dependency on ${depth}`, () => {
      const account = deployed([user, login(dependency)]);
      assert.deepEqual(account.unresolved, []);
      const planned = account.users.found.find(({ urn }) => urn === user.urn);
      assert.ok(planned?.plannedLoginProfile);
    });
  }

  it("are not guessed from where there are two users in one", () => {
    const second = resource("user", "v", { name: UNKNOWN }, { parent: outer });
    const { unresolved } = deployed([user, second, login(outer)]);
    assert.equal(unresolved[0]?.about, "login profile");
  });
});

describe("a stack of two providers for one account", () => {
  const provider = {
    urn: "urn:pulumi:dev::app::pulumi:providers:aws-native::default",
    name: "default",
    props: { region: "eu-west-1" },
  };

  it("keeps the identity of either, once, whichever reading stands for both", async () => {
    const identity = (name: string) => ({
      accountId: "111122223333",
      partition: "aws",
      arn: `arn:aws:iam::111122223333:user/${name}`,
      longTermKey: false,
    });
    const third = { ...provider, urn: `${provider.urn}2`, props: { region: "eu-west-2" } };
    const callers: Record<string, AccountFacts> = {
      "eu-central-1": modelAccount([], { identity: known(identity("a")), credentialReportAt: NOT_READ }),
      "eu-west-1": modelAccount([], { identity: known(identity("b")) }),
      "eu-west-2": modelAccount([], { identity: known(identity("a")) }),
    };
    const accounts = await readStackAccounts(
      [
        resource("user", "a", { name: "a" }),
        resource("nativeUser", "b", { userName: "b" }, { provider }),
        resource("user", "c", { name: "c" }, { provider: third }),
      ],
      ({ region }) => Promise.resolve(callers[region ?? ""] ?? modelAccount()),
      () => NOW,
    );
    assert.deepEqual(
      accounts.map(({ identity, otherIdentities }) => [identity, otherIdentities]),
      [[known(identity("b")), [identity("a")]]],
    );
  });

  it("is one account, with the resources of both", async () => {
    const read: string[] = [];
    const accounts = await readStackAccounts(
      [resource("user", "a", { name: "a" }), resource("nativeUser", "b", { userName: "b" }, { provider })],
      (connection) => {
        read.push(connection.region ?? "");
        return Promise.resolve(modelAccount());
      },
      () => NOW,
    );
    assert.deepEqual(read, ["eu-central-1", "eu-west-1"]);
    assert.deepEqual(
      accounts.map(({ users }) => users.found.map(({ name }) => name)),
      [["ann", "a", "b"]],
    );
  });
});
