import assert from "node:assert/strict";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { overlay } from "../../policypack/facts/planned/overlay";
import { readPlan, skippedOf } from "../../policypack/facts/planned/read-plan";
import type { PlannedResource } from "../../policypack/facts/planned/resource";
import { newConsoleUserCovered } from "../../policypack/rules/new-console-user-covered";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import {
  consoleUser,
  CONTEXT,
  FORCE_MFA_ARN,
  modelAccount,
  NOT_READ,
  userWithoutMfa,
} from "../support/accounts";
import { consoleUserMfa } from "../../policypack/rules/console-user-mfa";
import { component, resource, UNKNOWN } from "../support/stack";

const document = JSON.stringify(selfServicePolicy({ partition: "aws" }));

function deployed(resources: PlannedResource[], account = modelAccount()): AccountFacts {
  return overlay(account, readPlan(resources));
}

function userOf(account: AccountFacts, name: string): User {
  const user = account.users.found.find((user) => user.name === name);
  assert.ok(user, `no user ${name}`);
  return user;
}

function verdict(resources: PlannedResource[], account = modelAccount()): string[] {
  const { outcomes } = newConsoleUserCovered.check(deployed(resources, account), CONTEXT);
  return outcomes.map((outcome) =>
    "subject" in outcome ? `${outcome.kind} ${outcome.subject}` : outcome.kind,
  );
}

const user = resource("user", "new", { name: "new" });
const login = resource("loginProfile", "new", { user: "new" });
const group = resource("group", "g", { name: "g" });
const policy = resource("policy", "p", { name: "p", arn: UNKNOWN, policy: document });
const attachment = resource(
  "groupPolicyAttachment",
  "a",
  { group: "g", policyArn: UNKNOWN },
  { dependsOn: { policyArn: [policy] } },
);

describe("planned facts", () => {
  it("show a user of the stack who does not exist yet", () => {
    const planned = userOf(deployed([user, login]), "new");
    assert.deepEqual(planned.live, { known: true, value: null });
    assert.deepEqual([planned.urn, planned.plannedLoginProfile?.urn], [user.urn, login.urn]);
  });

  it("do not call a user new whom the account could not show", () => {
    const account = modelAccount([], { users: { found: [], complete: NOT_READ } });
    assert.deepEqual(userOf(deployed([user, login], account), "new").live, NOT_READ);
  });

  it("lay a login profile over the live user of that name", () => {
    const account = deployed([resource("loginProfile", "x", { user: "ann" })]);
    assert.equal(account.users.found.length, 1);
    assert.match(userOf(account, "ann").plannedLoginProfile?.urn ?? "", /::x$/);
  });

  it("show a login profile for a user that neither the stack nor the account has", () => {
    assert.deepEqual(verdict([resource("loginProfile", "x", { user: "elsewhere" })]), [
      "violation elsewhere",
    ]);
  });
});

describe("a planned password policy of the account", () => {
  const ofAccount = (props: object) =>
    resource("accountPasswordPolicy", "pp", {
      ...{ allowUsersToChangePassword: true, minimumPasswordLength: 14, maxPasswordAge: UNKNOWN },
      ...{ hardExpiry: UNKNOWN, ...props },
    });
  const member = userWithoutMfa("bob", { groups: [{ group: "force-mfa", origin: "live" }] });
  const account = modelAccount([member]);
  const said = (resources: PlannedResource[]) =>
    consoleUserMfa
      .check(deployed(resources, account), CONTEXT)
      .outcomes.map((outcome) => ("message" in outcome ? outcome.message : outcome.kind))
      .join();

  it("makes the passwords expire that there are, so that a covered user is locked out", () => {
    assert.equal(said([]), "");
    assert.match(
      said([ofAccount({ maxPasswordAge: 90 })]),
      /unable to enrol: the password expired on 2026-04-02/,
    );
    assert.match(said([ofAccount({ maxPasswordAge: "90", hardExpiry: "true" })]), /only an administrator/);
    assert.equal(said([ofAccount({ maxPasswordAge: 360 })]), "");
  });

  it("has AWS's defaults for what the program leaves out, in the place of what the account has", () => {
    const { passwordPolicy } = deployed([ofAccount({})], account);
    assert.deepEqual(passwordPolicy, {
      known: true,
      value: { minimumLength: 14, maximumAge: null, hardExpiry: false, usersMayChange: true },
    });
  });
});

describe("what --target or --exclude leaves out", () => {
  const skipped = (...all: PlannedResource[]) => all.map((resource) => ({ ...resource, props: {} }));

  it("is no user and no policy of the account", () => {
    const account = deployed(skipped(user, login, group, policy, attachment));
    assert.deepEqual(account.users.found, modelAccount().users.found);
    assert.deepEqual(account.policies, modelAccount().policies);
    assert.deepEqual(account.unresolved, []);
    assert.deepEqual(verdict(skipped(user, login)), []);
  });

  it("covers nobody", () => {
    const join = resource("userGroupMembership", "m", { user: "new", groups: ["force-mfa"] });
    assert.deepEqual(verdict([user, login, join]), []);
    assert.deepEqual(verdict([user, login, ...skipped(join)]), ["violation new"]);
    const inGroup = resource("userGroupMembership", "m", { user: "new", groups: ["g"] });
    assert.deepEqual(verdict([user, login, group, policy, attachment, inGroup]), []);
    assert.deepEqual(verdict([user, login, group, ...skipped(policy), attachment, inGroup]), [
      "violation new",
    ]);
  });

  it("is no reason to pass a login profile that refers to it", () => {
    const referring = resource("loginProfile", "new", { user: UNKNOWN }, { dependsOn: { user: [user] } });
    assert.deepEqual(verdict([...skipped(user), referring]), [
      "violation a user whose name is not known in preview",
    ]);
  });

  it("is told", () => {
    const alone = resource("virtualMfaDevice", "d", {});
    assert.deepEqual(
      skippedOf([...skipped(user), login, alone, { ...component("c"), props: {} }]).map(({ urn }) => urn),
      [user.urn, alone.urn],
    );
  });
});

describe("coverage of a new console user", () => {
  const membership = resource("userGroupMembership", "m", { user: "new", groups: ["force-mfa"] });

  const COVERED: Record<string, PlannedResource[]> = {
    "a live group, by UserGroupMembership": [user, login, membership],
    "a live group, by GroupMembership": [
      user,
      login,
      resource("groupMembership", "m", { group: "force-mfa", users: ["other", "new"] }),
    ],
    "a group of the stack, its policy followed by dependency": [
      user,
      login,
      group,
      policy,
      attachment,
      resource("userGroupMembership", "m", { user: "new", groups: ["g"] }),
    ],
    "an inline policy of a group of the stack": [
      user,
      login,
      group,
      resource("groupPolicy", "i", { name: "i", group: "g", policy: document }),
      resource("userGroupMembership", "m", { user: "new", groups: ["g"] }),
    ],
    "an inline policy": [
      user,
      login,
      resource("userPolicy", "i", { name: "i", user: "new", policy: document }),
    ],
    "a live policy attached to the user": [
      user,
      login,
      resource("userPolicyAttachment", "a", { user: "new", policyArn: FORCE_MFA_ARN }),
    ],
    "a live policy attached by PolicyAttachment": [
      user,
      login,
      resource("policyAttachment", "a", { users: ["new"], groups: ["force-mfa"], policyArn: FORCE_MFA_ARN }),
    ],
  };
  for (const [by, resources] of Object.entries(COVERED)) {
    it(`comes by ${by}`, () => assert.deepEqual(verdict(resources), []));
    it(`comes by ${by}, in any order`, () => assert.deepEqual(verdict([...resources].reverse()), []));
  }

  const nameless = resource("user", "u", { name: UNKNOWN });
  const namelessLogin = resource("loginProfile", "u", { user: UNKNOWN }, { dependsOn: { user: [nameless] } });

  it("is followed by dependency where the user's name is not known", () => {
    const join = resource(
      "groupMembership",
      "m",
      { group: "force-mfa", users: ["ann", UNKNOWN] },
      { dependsOn: { users: [nameless] } },
    );
    assert.deepEqual(verdict([nameless, namelessLogin, join]), []);
    assert.deepEqual(verdict([nameless, namelessLogin]), [
      "violation a user whose name is not known in preview",
    ]);
  });

  it("is followed by dependency where the whole list is not known", () => {
    const join = resource(
      "groupMembership",
      "m",
      { group: "force-mfa", users: UNKNOWN },
      { dependsOn: { users: [nameless] } },
    );
    assert.deepEqual(verdict([nameless, namelessLogin, join]), [`unknown ${join.urn}`]);
    assert.deepEqual(verdict([nameless, join]), [], "no matter where nobody gets a password");
  });

  it("is not taken for sure where fewer users than elements could be meant", () => {
    const join = resource(
      "groupMembership",
      "m",
      { group: "force-mfa", users: [UNKNOWN, UNKNOWN] },
      { dependsOn: { users: [nameless] } },
    );
    assert.deepEqual(verdict([nameless, namelessLogin, join]), [`unknown ${join.urn}`]);
  });

  it("is not taken for sure where a list that is not known may take it away", () => {
    const exclusive = resource("userPolicyAttachmentsExclusive", "e", {
      userName: "new",
      policyArns: UNKNOWN,
    });
    const attached = resource("userPolicyAttachment", "a", { user: "new", policyArn: FORCE_MFA_ARN });
    assert.deepEqual(verdict([user, login, attached, exclusive]), [`unknown ${exclusive.urn}`]);
  });

  it("is not guessed where more users than elements could be meant", () => {
    const second = resource("user", "v", { name: UNKNOWN });
    const join = resource(
      "groupMembership",
      "m",
      { group: "force-mfa", users: [UNKNOWN] },
      { dependsOn: { users: [nameless, second] } },
    );
    assert.deepEqual(verdict([nameless, second, namelessLogin, join]), [
      "violation a user whose name is not known in preview",
      `unknown ${join.urn}`,
    ]);
  });

  it("is unknown for a login profile of an unknown user, and still judged for the next", () => {
    const stray = resource("loginProfile", "stray", { user: UNKNOWN });
    assert.deepEqual(verdict([stray, user, login]), ["violation new", `unknown ${stray.urn}`]);
  });

  it("is unknown while the policy's document is not known", () => {
    const unread = resource("policy", "p", { name: "p", arn: UNKNOWN, policy: UNKNOWN });
    const attach = resource(
      "userPolicyAttachment",
      "a",
      { user: "new", policyArn: UNKNOWN },
      { dependsOn: { policyArn: [unread] } },
    );
    assert.deepEqual(verdict([user, login, unread, attach]), ["unknown new"]);
  });

  it("does not come from a live policy that the stack weakens", () => {
    const weakened = resource("policy", "p", {
      name: "force-mfa-self-service",
      arn: FORCE_MFA_ARN,
      policy: document.replace("BoolIfExists", "Bool"),
    });
    assert.deepEqual(verdict([user, login, membership, weakened]), ["violation new"]);
  });

  it("does not come from a group that another resource of the stack holds exclusively", () => {
    const live = modelAccount([
      consoleUser(
        "new",
        { groups: [{ group: "force-mfa", origin: "live" }] },
        { loginProfile: { known: true, value: null } },
      ),
    ]);
    assert.deepEqual(verdict([login], live), []);
    const others = resource("groupMembership", "m", { group: "force-mfa", users: ["ann"] });
    assert.deepEqual(verdict([login, others], live), ["violation new"]);
  });

  it("does not come from a policy that the stack attaches exclusively elsewhere", () => {
    const attached = resource("policyAttachment", "a", { policyArn: FORCE_MFA_ARN, users: ["ann"] });
    assert.deepEqual(verdict([user, login, membership, attached]), ["violation new"]);
  });
});

describe("a user whom a policy denies, and resources that take away what they do not list", () => {
  const inGroup = userWithoutMfa("bob", { groups: [{ group: "force-mfa", origin: "live" }] });
  const byOwn = userWithoutMfa("bob", { attachedPolicies: [{ policy: FORCE_MFA_ARN, origin: "live" }] });
  const members = (users: unknown) => resource("groupMembership", "m", { group: "force-mfa", users });
  const attachments = (users: unknown) =>
    resource("policyAttachment", "a", { policyArn: FORCE_MFA_ARN, groups: [], users });
  const ofGroup = (policyArns: unknown) =>
    resource("groupPolicyAttachmentsExclusive", "g", { groupName: "force-mfa", policyArns });
  const ofUser = (policyArns: unknown) =>
    resource("userPolicyAttachmentsExclusive", "u", { userName: "bob", policyArns });
  const kinds = (user: User, planned: PlannedResource) =>
    consoleUserMfa
      .check(deployed([planned], modelAccount([user])), CONTEXT)
      .outcomes.map(({ kind }) => kind)
      .join();

  const LISTS: Record<string, [user: User, list: (names: unknown) => PlannedResource, itself: string]> = {
    "members of the group": [inGroup, members, "bob"],
    "attachments of the policy": [byOwn, attachments, "bob"],
    "policies of the group": [inGroup, ofGroup, FORCE_MFA_ARN],
    "policies of the user": [byOwn, ofUser, FORCE_MFA_ARN],
  };
  for (const [what, [user, list, itself]] of Object.entries(LISTS)) {
    it(`are told by what is known of the list: ${what}`, () => {
      assert.equal(kinds(user, list([itself])), "", "it is in the list");
      assert.equal(kinds(user, list(["other"])), "violation", "it is not in the list");
      assert.equal(kinds(user, list(["other", UNKNOWN])), "unknown", "a part of the list is not known");
      assert.equal(kinds(user, list(UNKNOWN)), "unknown", "the list is not known");
    });
  }

  it("leave open whether who loses the policy with their group is among the users to have it", () => {
    const list = resource("policyAttachment", "a", { policyArn: FORCE_MFA_ARN, users: UNKNOWN });
    assert.equal(kinds(inGroup, list), "unknown");
  });

  it("take away what another resource of the stack attaches", () => {
    const attached = resource("userPolicyAttachment", "a", { user: "new", policyArn: FORCE_MFA_ARN });
    const only = (policyArns: string[]) =>
      resource("userPolicyAttachmentsExclusive", "x", { userName: "new", policyArns });
    assert.deepEqual(verdict([user, login, attached, only([FORCE_MFA_ARN])]), []);
    assert.deepEqual(verdict([user, login, attached, only([])]), ["violation new"]);
    const holders = (users: unknown) =>
      resource("policyAttachment", "p", { policyArn: FORCE_MFA_ARN, users });
    assert.deepEqual(verdict([user, login, attached, holders(["new"])]), []);
    assert.deepEqual(verdict([user, login, attached, holders(["other"])]), ["violation new"]);
    const list = holders(UNKNOWN);
    assert.deepEqual(verdict([user, login, attached, list]), ["unknown new"]);
    const inline = resource("userPolicy", "i", { name: "i", user: "new", policy: document });
    const named = (policyNames: string[]) =>
      resource("userPoliciesExclusive", "x", { userName: "new", policyNames });
    assert.deepEqual(verdict([user, login, inline, named(["i"])]), []);
    assert.deepEqual(verdict([user, login, inline, named(["other"])]), ["violation new"]);
  });
});
