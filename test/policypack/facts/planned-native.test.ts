import assert from "node:assert/strict";
import type { AccountFacts, User } from "../../../policypack/facts/account-facts";
import { overlay } from "../../../policypack/facts/planned/overlay";
import { readPlan } from "../../../policypack/facts/planned/read-plan";
import { providerConnection } from "../../../policypack/facts/planned/provider-connection";
import type { PlannedResource } from "../../../policypack/facts/planned/resource";
import { coverageOf } from "../../../policypack/rules/coverage";
import { selfServicePolicy } from "../../../policypack/policy/self-service-policy";
import { CONTEXT, FORCE_MFA_ARN, modelAccount } from "../../support/accounts";
import { resource, UNKNOWN } from "../../support/stack";

const policyDocument = selfServicePolicy({ partition: "aws" });
const loginProfile = { password: "not-a-secret-anywhere" };

function deployed(...resources: PlannedResource[]): AccountFacts {
  return overlay(modelAccount(), readPlan(resources));
}

function userIn(account: AccountFacts, name: string): User {
  const user = account.users.found.find((user) => user.name === name);
  assert.ok(user, `no user ${name}`);
  return user;
}

/** By which policy, and through which group, a user called "new" would be covered. */
function cover(...resources: PlannedResource[]): string | null {
  const account = deployed(...resources);
  const covered = coverageOf(userIn(account, "new"), account, CONTEXT);
  assert.ok(covered.known);
  if (covered.value.kind !== "covered") return null;
  const { policy, group } = covered.value.coverage;
  return `${policy} of ${group ?? "their own"}`;
}

const bare = resource("nativeUser", "new", { userName: "new" });

describe("planned facts of aws-native", () => {
  it("show a user with the login profile inside", () => {
    const user = resource("nativeUser", "new", { userName: "new", loginProfile });
    const planned = userIn(deployed(user), "new");
    assert.deepEqual([planned.urn, planned.plannedLoginProfile?.urn], [user.urn, user.urn]);
    assert.equal(userIn(deployed(bare), "new").plannedLoginProfile, undefined);
  });

  it("show the login profile also where only its password is not known", () => {
    const user = resource("nativeUser", "new", { userName: "new", loginProfile: { password: UNKNOWN } });
    assert.equal(userIn(deployed(user), "new").plannedLoginProfile?.urn, user.urn);
  });

  it("show the login profile of the program where AWS's answer leaves it out", () => {
    const user = resource("nativeUser", "new", { userName: "new", __inputs: { loginProfile } });
    assert.equal(userIn(deployed(user), "new").plannedLoginProfile?.urn, user.urn);
  });

  it("say so where it is not known whether there is a login profile", () => {
    const user = resource("nativeUser", "new", { userName: "new", loginProfile: UNKNOWN });
    const { unresolved } = deployed(user);
    assert.deepEqual(
      unresolved.map(({ urn, about }) => [urn, about]),
      [[user.urn, "login profile"]],
    );
  });

  const group = resource("nativeGroup", "g", { groupName: "g" });
  const inG = resource("nativeUser", "new", { userName: "new", groups: ["g"] });
  const COVERED: Record<string, { by: string; resources: PlannedResource[] }> = {
    "the groups of the user": {
      by: "force-mfa-self-service of force-mfa",
      resources: [resource("nativeUser", "new", { userName: "new", groups: ["force-mfa"] })],
    },
    UserToGroupAddition: {
      by: "force-mfa-self-service of force-mfa",
      resources: [
        bare,
        resource("nativeUserToGroupAddition", "a", { groupName: "force-mfa", users: ["new"] }),
      ],
    },
    "the managed policies of the user": {
      by: "force-mfa-self-service of their own",
      resources: [resource("nativeUser", "new", { userName: "new", managedPolicyArns: [FORCE_MFA_ARN] })],
    },
    "the managed policies of a group": {
      by: "force-mfa-self-service of g",
      resources: [inG, resource("nativeGroup", "g", { groupName: "g", managedPolicyArns: [FORCE_MFA_ARN] })],
    },
    "an inline policy in the user": {
      by: "i of their own",
      resources: [
        resource("nativeUser", "new", { userName: "new", policies: [{ policyName: "i", policyDocument }] }),
      ],
    },
    "an inline policy in a group": {
      by: "i of g",
      resources: [
        inG,
        resource("nativeGroup", "g", { groupName: "g", policies: [{ policyName: "i", policyDocument }] }),
      ],
    },
    UserPolicy: {
      by: "i of their own",
      resources: [
        bare,
        resource("nativeUserPolicy", "p", { userName: "new", policyName: "i", policyDocument }),
      ],
    },
    GroupPolicy: {
      by: "i of g",
      resources: [
        inG,
        group,
        resource("nativeGroupPolicy", "p", { groupName: "g", policyName: "i", policyDocument }),
      ],
    },
    "the users of a ManagedPolicy": {
      by: "p of their own",
      resources: [
        bare,
        resource("nativeManagedPolicy", "p", { policyArn: UNKNOWN, users: ["new"], policyDocument }),
      ],
    },
    "the groups of a ManagedPolicy": {
      by: "named of g",
      resources: [
        inG,
        group,
        resource("nativeManagedPolicy", "p", {
          managedPolicyName: "named",
          policyArn: UNKNOWN,
          groups: ["g"],
          policyDocument,
        }),
      ],
    },
    "a ManagedPolicy and a group of `aws`": {
      by: "p of g",
      resources: [
        resource("user", "new", { name: "new" }),
        resource("group", "g", { name: "g" }),
        resource("userGroupMembership", "m", { user: "new", groups: ["g"] }),
        resource("nativeManagedPolicy", "p", { policyArn: UNKNOWN, groups: ["g"], policyDocument }),
      ],
    },
  };
  for (const [what, { by, resources }] of Object.entries(COVERED)) {
    it(`show coverage by ${what}`, () => assert.equal(cover(...resources), by));
    it(`show coverage by ${what}, in any order`, () => assert.equal(cover(...resources.reverse()), by));
  }

  it("show nobody covered who is not", () => assert.equal(cover(bare, group), null));

  it("follow a managed policy whose ARN is not known by dependency", () => {
    const policy = resource("nativeManagedPolicy", "p", { policyArn: UNKNOWN, policyDocument });
    const dependsOn = { managedPolicyArns: [policy] };
    const user = resource(
      "nativeUser",
      "new",
      { userName: "new", managedPolicyArns: [UNKNOWN] },
      { dependsOn },
    );
    assert.equal(cover(user, policy), "p of their own");
  });

  it("leave an inline policy unknown, and just that one, where its document is", () => {
    const policies = [
      { policyName: "i", policyDocument: { ...policyDocument, Version: UNKNOWN } },
      { policyName: "j", policyDocument },
    ];
    const account = deployed(resource("nativeUser", "new", { userName: "new", policies }));
    const told = userIn(account, "new").inlinePolicies.map(({ name, document }) => [name, document.known]);
    assert.deepEqual(told, [
      ["i", false],
      ["j", true],
    ]);
  });

  it("are of the account that the provider's settings lead to", () => {
    const connection = providerConnection({
      urn: "urn:x",
      props: {
        region: "eu-central-1",
        accessKey: "A",
        secretKey: "S",
        token: "T",
        sharedCredentialsFile: "/tmp/credentials",
        assumeRole: '{"roleArn":"arn:aws:iam::111122223333:role/deploy","externalId":"x"}',
        allowedAccountIds: '["111122223333"]',
        endpoints: '[{"sts":"http://127.0.0.1:4566"}]',
      },
    });
    assert.ok(connection.known);
    assert.deepEqual(JSON.parse(JSON.stringify(connection.value)), {
      region: "eu-central-1",
      accessKey: "A",
      secretKey: "S",
      token: "T",
      sharedCredentialsFiles: ["/tmp/credentials"],
      assumeRoles: [{ roleArn: "arn:aws:iam::111122223333:role/deploy", externalId: "x" }],
      allowedAccountIds: ["111122223333"],
      endpoints: { sts: "http://127.0.0.1:4566" },
    });
  });
});
