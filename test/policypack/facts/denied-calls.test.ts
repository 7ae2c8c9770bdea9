import assert from "node:assert/strict";
import type { Fact, Found } from "../../../policypack/facts/fact";
import { DEFAULT_READ_OPTIONS, readAccount } from "../../../policypack/facts/live/read-account";
import type { AccountFacts, User } from "../../../policypack/facts/account-facts";
import permissions from "../../../policypack/facts/permissions.json";
import { ACCOUNT, accountAnswers, type FakeUser, OLD_REPORT } from "../../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../../support/fake-aws";

/** One of each kind that brings about a call of its own. */
const USERS: FakeUser[] = [
  { name: "ann", password: true, devices: [`arn:aws:iam::${ACCOUNT}:mfa/ann`] },
  { name: "bob", password: true },
  { name: "dee", password: true, devices: [`arn:aws:iam::${ACCOUNT}:u2f/user/dee/key`] },
  { name: "new", password: true, report: null },
  { name: "robot" },
];

/** More users without a password than are asked one by one, by a report of the last four hours. */
const OPTIONS = { ...DEFAULT_READ_OPTIONS, livePasswords: 0 };

/** A part of the facts: what was found, and why there may be more. */
interface Part {
  readonly value: unknown;
  readonly unknown: { readonly code: string; readonly call: string } | null;
}

async function read(changes: Answers = {}): Promise<Map<string, Part>> {
  const fake = await FakeAws.start({ ...accountAnswers(USERS), ...OLD_REPORT, ...changes });
  try {
    return partsOf(await readAccount(fake.connection(), OPTIONS));
  } finally {
    await fake.stop();
  }
}

function partsOf(account: AccountFacts): Map<string, Part> {
  const { identity, alias, root, users, groups, policies, unassignedDevices, passwordPolicy } = account;
  const { consoleAuthorization, credentialReportAt: report, passwordsComplete } = account;
  const facts = { identity, alias, unassignedDevices, passwordPolicy, report, consoleAuthorization };
  const parts = [...Object.entries({ ...facts, ...root })].map(
    ([name, fact]) => [name, ofFact(fact)] as const,
  );
  const names = users.found.map(({ name }) => name);
  return new Map<string, Part>([
    ...parts,
    ["users", ofFound({ ...users, found: names })],
    ["users without a password", ofFact(passwordsComplete)],
    ["groups", ofFound(groups)],
    ["policies", ofFound(policies)],
    ...users.found.flatMap(partsOfUser),
  ]);
}

function partsOfUser({ name, live, policiesComplete, ...user }: User): [string, Part][] {
  assert.ok(live.known && live.value);
  const { loginProfile, devices, accessKeys, signingCertificates, permissionsBoundary, tags, id, ...plain } =
    live.value;
  const policies = [user.groups, user.attachedPolicies, user.inlinePolicies];
  return [
    [`${name}`, { value: plain, unknown: null }],
    [`${name}'s password`, ofFact(loginProfile)],
    [`${name}'s devices`, ofFound(devices)],
    [`${name}'s keys`, ofFact(accessKeys)],
    [`${name}'s certificates`, ofFact(signingCertificates)],
    [`${name}'s boundary`, ofFact(permissionsBoundary)],
    [`${name}'s tags`, ofFact(tags)],
    [`${name}'s id`, ofFact(id)],
    [`${name}'s policies`, ofFound({ found: policies, complete: policiesComplete })],
  ];
}

function ofFact(fact: Fact<unknown>): Part {
  return { value: fact.known ? fact.value : null, unknown: whyUnknown(fact) };
}

function ofFound({ found, complete }: Found<unknown>): Part {
  return { value: found, unknown: whyUnknown(complete) };
}

function whyUnknown(fact: Fact<unknown>): Part["unknown"] {
  return fact.known ? null : { code: fact.reason.code, call: fact.reason.call };
}

const names = USERS.map(({ name }) => name);
const each = (part: string, users = names) => users.map((name) => `${name}'s ${part}`);

/** The parts that are lost with a permission, and those that another source tells, if with less. */
interface Loss {
  readonly lost: readonly string[];
  readonly otherwise?: readonly string[];
}

/** The access keys are the report's alone; passwords are asked for one by one, without when they were last used. */
const REPORT: Loss = {
  lost: ["report", ...each("keys"), ...each("certificates")],
  otherwise: [...each("password", ["ann", "bob", "dee"]), "users without a password"],
};

const LOSSES: Record<string, Loss> = {
  "iam:GenerateCredentialReport": REPORT,
  "iam:GetCredentialReport": REPORT,
  "iam:GetAccountAuthorizationDetails": {
    lost: [
      ...["users", "groups", "policies"],
      ...["policies", "boundary", "tags", "id"].flatMap((part) =>
        each(
          part,
          names.filter((n) => n !== "new"),
        ),
      ),
    ],
    // Whom the report does not have is not known of.
    otherwise: [
      "new",
      ...["password", "devices", "keys", "certificates", "boundary", "tags", "id", "policies"].map(
        (p) => `new's ${p}`,
      ),
    ],
  },
  "iam:GetAccountPasswordPolicy": { lost: ["passwordPolicy"] },
  // No row of root in the report of this account stands in.
  "iam:GetAccountSummary": { lost: ["hasPassword", "hasAccessKeys", "hasMfa"] },
  "iam:GetLoginProfile": { lost: ["new's password"] },
  "iam:ListAccountAliases": { lost: ["alias"] },
  // Of dee the report says that there is a device.
  "iam:ListMFADevices": { lost: each("devices", ["bob", "dee", "new"]) },
  // Ann's device is found by a call for her, and is then known to be the only one.
  "iam:ListUsers": { lost: ["users without a password"] },
  "iam:ListVirtualMFADevices": {
    lost: ["virtualDevices", "unassignedDevices"],
    otherwise: ["ann's devices"],
  },
  "signin:GetConsoleAuthorizationConfiguration": { lost: ["consoleAuthorization"] },
};

describe("a reading without one of its permissions", () => {
  let baseline: Map<string, Part>;
  before(async () => (baseline = await read()));

  it("is of every permission but that to ask who one is, which can't be taken away", () => {
    assert.deepEqual(
      [...Object.keys(LOSSES), "sts:GetCallerIdentity"].sort(),
      permissions.Statement[0]?.Action,
    );
  });

  for (const [permission, { lost, otherwise = [] }] of Object.entries(LOSSES)) {
    it(`loses just what ${permission} tells`, async () => {
      const denied = new AwsError("AccessDenied", `not authorized to perform ${permission}`);
      const parts = await read({ [permission.replace(/^\w+:/, "")]: denied });
      const unknownNow = [...parts].filter(
        ([name, { unknown }]) =>
          unknown?.code === "AccessDenied" && baseline.get(name)?.unknown?.code !== "AccessDenied",
      );
      assert.deepEqual(unknownNow.map(([name]) => name).sort(), [...lost].sort());
      for (const [, { unknown }] of unknownNow) assert.equal(unknown?.call, permission);
      for (const [name, part] of baseline) {
        if (!lost.includes(name) && !otherwise.includes(name)) assert.deepEqual(parts.get(name), part, name);
      }
    });
  }

  it("knows nothing, and says why, where it does not know who it is", async () => {
    const parts = await read({ GetCallerIdentity: new AwsError("AccessDenied", "by a VPC endpoint policy") });
    for (const [name, { unknown }] of parts) {
      assert.deepEqual(unknown, { code: "AccessDenied", call: "sts:GetCallerIdentity" }, name);
    }
  });
});
