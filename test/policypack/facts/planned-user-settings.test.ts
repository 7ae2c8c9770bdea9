import assert from "node:assert/strict";
import { type Fact, known } from "../../../policypack/facts/fact";
import type { AccountFacts, User } from "../../../policypack/facts/account-facts";
import { overlay } from "../../../policypack/facts/planned/overlay";
import { readPlan } from "../../../policypack/facts/planned/read-plan";
import type { PlannedResource } from "../../../policypack/facts/planned/resource";
import { consoleUser, modelAccount, NOT_READ } from "../../support/accounts";
import { resource, UNKNOWN } from "../../support/stack";

const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";

/** An account with one user who has all that a stack may set. */
const LIVE = modelAccount([
  consoleUser(
    "bob",
    {},
    { path: "/team/", permissionsBoundary: known(BOUNDARY), tags: known({ team: "a" }) },
  ),
]);

/** The settings of a user once a stack is deployed; of what is not known yet, the call that did not tell. */
function settings(name: string, resources: PlannedResource[], account: AccountFacts = LIVE) {
  const { users } = overlay(account, readPlan(resources));
  const user = users.found.find((user) => user.name === name) as User;
  const show = <T>(fact: Fact<T>) => (fact.known ? fact.value : fact.reason.code);
  const { path, permissionsBoundary, tags } = user;
  return { path: show(path), permissionsBoundary: show(permissionsBoundary), tags: show(tags) };
}

const AS_IT_IS = { path: "/team/", permissionsBoundary: BOUNDARY, tags: { team: "a" } };
const NOTHING_SET = { path: "/", permissionsBoundary: null, tags: {} };
const policy = resource("policy", "b", { name: "b", arn: UNKNOWN, policy: UNKNOWN });

describe("path, permissions boundary and tags of a user", () => {
  const CASES: Record<string, { user: string; resources: PlannedResource[]; are: object }> = {
    "are the account's where the stack has nothing of the user": {
      user: "bob",
      resources: [],
      are: AS_IT_IS,
    },
    "are AWS's defaults for a new user of whom nothing is said": {
      user: "new",
      resources: [resource("user", "new", { name: "new" })],
      are: NOTHING_SET,
    },
    "are AWS's defaults for a new user of aws-native of whom nothing is said": {
      user: "new",
      resources: [resource("nativeUser", "new", { userName: "new" })],
      are: NOTHING_SET,
    },
    "are the stack's where it sets them, default tags included": {
      user: "bob",
      resources: [
        resource("user", "bob", {
          ...{ name: "bob", path: "/x/", permissionsBoundary: "arn:x" },
          ...{ tags: { a: "1" }, tagsAll: { a: "1", everywhere: "2" } },
        }),
      ],
      are: { path: "/x/", permissionsBoundary: "arn:x", tags: { a: "1", everywhere: "2" } },
    },
    "are taken off a live user by aws, which sets all": {
      user: "bob",
      resources: [resource("user", "bob", { name: "bob" })],
      are: NOTHING_SET,
    },
    "stay on a live user with aws-native, which sets what it names": {
      user: "bob",
      resources: [resource("nativeUser", "bob", { userName: "bob" })],
      are: AS_IT_IS,
    },
    "are the stack's with aws-native": {
      user: "bob",
      resources: [
        resource("nativeUser", "bob", {
          ...{ userName: "bob", path: "/x/", permissionsBoundary: "arn:x" },
          tags: [{ key: "a", value: "1" }],
        }),
      ],
      are: { path: "/x/", permissionsBoundary: "arn:x", tags: { a: "1" } },
    },
    "have a boundary that the stack makes by its URN": {
      user: "new",
      resources: [
        policy,
        resource(
          "user",
          "new",
          { name: "new", permissionsBoundary: UNKNOWN },
          { dependsOn: { permissionsBoundary: [policy] } },
        ),
      ],
      are: { ...NOTHING_SET, permissionsBoundary: policy.urn },
    },
    "are unknown one by one, not all at once": {
      user: "bob",
      resources: [
        resource("user", "bob", {
          name: "bob",
          path: UNKNOWN,
          permissionsBoundary: UNKNOWN,
          tags: { a: UNKNOWN },
        }),
      ],
      are: { path: "UnknownInPreview", permissionsBoundary: "UnknownInPreview", tags: "UnknownInPreview" },
    },
    "are unknown with aws-native where their list is": {
      user: "new",
      resources: [resource("nativeUser", "new", { userName: "new", tags: UNKNOWN })],
      are: { ...NOTHING_SET, tags: "UnknownInPreview" },
    },
    "are not told of a user whom neither the stack nor the account has": {
      user: "elsewhere",
      resources: [resource("loginProfile", "x", { user: "elsewhere" })],
      are: { path: "NotTold", permissionsBoundary: "NotTold", tags: "NotTold" },
    },
  };
  for (const [name, { user, resources, are }] of Object.entries(CASES)) {
    it(name, () => assert.deepEqual(settings(user, resources), are));
  }

  it("are unknown where the account could not show whether there is such a user", () => {
    const account = modelAccount([], { users: { found: [], complete: NOT_READ } });
    const native = resource("nativeUser", "new", { userName: "new", path: "/x/" });
    assert.deepEqual(settings("new", [native], account), {
      path: "/x/",
      permissionsBoundary: "AccessDenied",
      tags: "AccessDenied",
    });
  });
});

describe("whether the password of a planned login profile must be changed", () => {
  const user = resource("user", "new", { name: "new" });
  const native = (loginProfile: object) => resource("nativeUser", "new", { userName: "new", loginProfile });
  const login = (props: object) => [user, resource("loginProfile", "new", { user: "new", ...props })];
  const CASES: Record<string, { resources: PlannedResource[]; is: boolean | string }> = {
    "is no where the program does not ask for it": { resources: login({}), is: false },
    "is yes where it does": { resources: login({ passwordResetRequired: true }), is: true },
    "is yes where it does as text": { resources: login({ passwordResetRequired: "true" }), is: true },
    "is unknown where that is not known in preview": {
      resources: login({ passwordResetRequired: UNKNOWN }),
      is: "UnknownInPreview",
    },
    "is no by default with aws-native": { resources: [native({ password: "x" })], is: false },
    "is yes with aws-native": {
      resources: [native({ password: UNKNOWN, passwordResetRequired: true })],
      is: true,
    },
    "is unknown with aws-native where that is not known in preview": {
      resources: [native({ passwordResetRequired: UNKNOWN })],
      is: "UnknownInPreview",
    },
  };
  for (const [name, { resources, is }] of Object.entries(CASES)) {
    it(name, () => {
      const { users } = overlay(modelAccount(), readPlan(resources));
      const fact = users.found.find(({ name }) => name === "new")?.plannedLoginProfile?.passwordResetRequired;
      assert.deepEqual(fact?.known ? fact.value : fact?.reason.code, is);
    });
  }
});
