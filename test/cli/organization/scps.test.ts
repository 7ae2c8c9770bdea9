import assert from "node:assert/strict";
import { withOrganizations } from "../../../cli/organization/client";
import permissions from "../../../cli/organization/scp-permissions.json";
import { type Asking, ScpReader } from "../../../cli/organization/scp-reader";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { modelAccount, NOT_READ } from "../../support/accounts";
import {
  ACCESS_DENIED as denied,
  ANSWERS,
  error,
  FakeOrganizations,
  MEMBER,
  type OrganizationsAnswers,
  UNIT,
} from "../../support/fake-organizations";
import { connectionTo } from "../../policypack/facts/seed";

const BUDGET = { budget: 10_000 };

/** What is read of accounts' SCPs from AWS Organizations that answers so, and which calls that took. */
async function readAll(
  changes: OrganizationsAnswers,
  accounts: readonly AccountFacts[],
  asking: Asking = BUDGET,
) {
  const fake = await FakeOrganizations.start(changes);
  try {
    return await withOrganizations(connectionTo(fake.endpoint), fake.endpoint, async (client) => {
      const reader = new ScpReader(client, asking);
      const scps = [];
      for (const account of accounts) scps.push((await reader.addTo(account)).scps);
      return { scps, calls: fake.calls };
    });
  } finally {
    await fake.stop();
  }
}

async function read(
  changes: OrganizationsAnswers = {},
  account: AccountFacts = modelAccount(),
  asking?: Asking,
) {
  const { scps, calls } = await readAll(changes, [account], asking);
  return { scps: scps[0] ?? assert.fail(), calls };
}

async function levels(changes: OrganizationsAnswers = {}) {
  const { scps } = await read(changes);
  return scps.known ? scps.value.map((level) => level.map(({ name }) => name)) : scps.reason;
}

describe("the service control policies that hold in an account", () => {
  it("are those of every level from the root to the account, of all pages, each policy read once", async () => {
    const { scps, calls } = await read();
    assert.ok(scps.known);
    assert.deepEqual(
      scps.value.map((level) => level.map(({ name, document }) => [name, document.statements[0]?.effect])),
      [
        [["p-allow (service control policy)", "Allow"]],
        [
          ["p-allow (service control policy)", "Allow"],
          ["p-deny (service control policy)", "Deny"],
        ],
        [["p-allow (service control policy)", "Allow"]],
      ],
    );
    assert.equal(calls.filter((action) => action === "DescribePolicy").length, 2);
  });

  it("are asked once for what two accounts have in common", async () => {
    const { scps, calls } = await readAll({}, [modelAccount(), modelAccount()]);
    assert.deepEqual(scps[1], scps[0]);
    const twice = calls.filter((action, i) => action === "DescribeOrganization" && calls.indexOf(action) < i);
    assert.deepEqual([twice, calls.length], [[], 9]);
  });

  it("are asked again where the first answer was a refusal", async () => {
    let refused = false;
    const once: OrganizationsAnswers = {
      DescribeOrganization: (request) => {
        if (refused) return ANSWERS["DescribeOrganization"]!(request);
        refused = true;
        return denied(request);
      },
    };
    const { scps } = await readAll(once, [modelAccount(), modelAccount()]);
    assert.deepEqual(
      scps.map(({ known }) => known),
      [false, true],
    );
  });

  it("take just the calls of which the permissions are printed", async () => {
    const { calls } = await read();
    const made = [...new Set(calls)].map((action) => `organizations:${action}`);
    assert.deepEqual(made.sort(), permissions.Statement[0]?.Action);
  });

  const NONE: Readonly<Record<string, OrganizationsAnswers>> = {
    "that manages the organization": {
      DescribeOrganization: () => ({ Organization: { MasterAccountId: MEMBER, FeatureSet: "ALL" } }),
    },
    "of an organization for billing only": {
      DescribeOrganization: () => ({
        Organization: { MasterAccountId: "999999999999", FeatureSet: "CONSOLIDATED_BILLING" },
      }),
    },
    "that is in no organization": {
      DescribeOrganization: error("AWSOrganizationsNotInUseException", "not a member"),
    },
    "of an organization that has SCPs switched off": { ListPoliciesForTarget: () => ({ Policies: [] }) },
  };
  for (const [which, answers] of Object.entries(NONE)) {
    it(`are none in an account ${which}`, async () => assert.deepEqual(await levels(answers), []));
  }

  const UNKNOWN: Readonly<Record<string, { answers: OrganizationsAnswers; call: string; code: string }>> = {
    "the organization may not be described": {
      answers: { DescribeOrganization: denied },
      call: "organizations:DescribeOrganization",
      code: "AccessDenied",
    },
    "its levels may not be listed": {
      answers: { ListParents: denied },
      call: "organizations:ListParents",
      code: "AccessDenied",
    },
    "one level's policies may not be listed": {
      answers: {
        ListPoliciesForTarget: (r) => (r.TargetId === UNIT ? denied(r) : { Policies: [{ Id: "p" }] }),
      },
      call: "organizations:ListPoliciesForTarget",
      code: "AccessDenied",
    },
    "one policy may not be read": {
      answers: {
        DescribePolicy: (r) => (r.PolicyId === "p-deny" ? denied(r) : ANSWERS["DescribePolicy"]!(r)),
      },
      call: "organizations:DescribePolicy",
      code: "AccessDenied",
    },
    "one policy is none": {
      answers: { DescribePolicy: () => ({ Policy: { Content: "{}" } }) },
      call: "organizations:DescribePolicy",
      code: "PolicyDocumentError",
    },
    "a unit is said to be within itself": {
      answers: { ListParents: () => ({ Parents: [{ Id: UNIT }] }) },
      call: "organizations:ListParents",
      code: "Error",
    },
    "an answer is not AWS's": {
      answers: { DescribeOrganization: () => ({}) },
      call: "organizations:DescribeOrganization",
      code: "Error",
    },
  };
  for (const [why, { answers, call, code }] of Object.entries(UNKNOWN)) {
    it(`are unknown, not none, where ${why}`, async () => {
      const { scps } = await read(answers);
      assert.ok(!scps.known);
      assert.deepEqual([scps.reason.call, scps.reason.code], [call, code]);
      assert.match(scps.reason.what, /service control policies that hold in account 111122223333/);
    });
  }

  for (const which of ["of an organization for billing only", "that is in no organization"]) {
    it(`are unknown where the account is another than the one ${which} that asks`, async () => {
      const { scps } = await read(NONE[which], modelAccount(), { ...BUDGET, ofAnotherAccount: true });
      assert.equal(scps.known, false);
    });
  }

  it("name who may ask, where they may not be read", async () => {
    const { scps } = await read({ ListPoliciesForTarget: denied });
    assert.match(
      scps.known ? "" : scps.reason.remedy,
      /ListPoliciesForTarget, in the organization's management/,
    );
  });

  it("are unknown where it is not known which account it is", async () => {
    const { scps, calls } = await read({}, modelAccount([], { identity: NOT_READ }));
    assert.deepEqual([scps, calls], [NOT_READ, []]);
  });
});
