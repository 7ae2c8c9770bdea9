import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { withOrganizations } from "../../../cli/organization/client";
import permissions from "../../../cli/organization/scp-permissions.json";
import { withServiceControlPolicies } from "../../../cli/organization/scps";
import type { AccountFacts } from "../../../policypack/facts/model";
import { modelAccount, NOT_READ } from "../../support/accounts";
import { connectionTo } from "../../policypack/facts/seed";

const ACCOUNT = "111122223333";
const ROOT = "r-abcd";
const UNIT = "ou-abcd-11111111";

const allow = JSON.stringify({ Statement: { Effect: "Allow", Action: "*", Resource: "*" } });
const deny = JSON.stringify({ Statement: { Effect: "Deny", Action: "iam:*", Resource: "*" } });

interface Request {
  readonly ChildId: string;
  readonly TargetId: string;
  readonly PolicyId: string;
  readonly NextToken?: string;
}

type Answer = (request: Request) => object;

/** An account in a unit of an organization; a page that is empty comes before the root's policies. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  DescribeOrganization: () => ({ Organization: { MasterAccountId: "999999999999", FeatureSet: "ALL" } }),
  ListParents: ({ ChildId }) => ({ Parents: [{ Id: ChildId === ACCOUNT ? UNIT : ROOT }] }),
  ListPoliciesForTarget: ({ TargetId, NextToken }) => {
    if (TargetId === ROOT && !NextToken) return { Policies: [], NextToken: "more" };
    const Id = TargetId === UNIT ? "p-deny" : "p-allow";
    return { Policies: TargetId === UNIT ? [{ Id: "p-allow" }, { Id }] : [{ Id }] };
  },
  DescribePolicy: ({ PolicyId }) => ({
    Policy: { PolicySummary: { Name: PolicyId }, Content: PolicyId === "p-deny" ? deny : allow },
  }),
};

function error(__type: string, message: string): Answer {
  return () => ({ __type, message });
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

/** What is read of an account's SCPs from AWS Organizations that answers so, and which calls that took. */
async function read(changes: Readonly<Record<string, Answer>> = {}, account: AccountFacts = modelAccount()) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    void body(request).then((text) => {
      const action = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      calls.push(action);
      const answer = { ...ANSWERS, ...changes }[action]?.(JSON.parse(text) as Request) ?? {};
      response.statusCode = "__type" in answer ? 400 : 200;
      response.setHeader("content-type", "application/x-amz-json-1.1").end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const signal = new AbortController().signal;
    const { scps } = await withOrganizations(connectionTo(endpoint), endpoint, (client) =>
      withServiceControlPolicies(account, client, signal),
    );
    return { scps, calls };
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function levels(changes: Readonly<Record<string, Answer>> = {}) {
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
        [["p-allow", "Allow"]],
        [
          ["p-allow", "Allow"],
          ["p-deny", "Deny"],
        ],
        [["p-allow", "Allow"]],
      ],
    );
    assert.equal(calls.filter((action) => action === "DescribePolicy").length, 2);
  });

  it("take just the calls of which the permissions are printed", async () => {
    const { calls } = await read();
    const made = [...new Set(calls)].map((action) => `organizations:${action}`);
    assert.deepEqual(made.sort(), permissions.Statement[0]?.Action);
  });

  const NONE: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
    "that manages the organization": {
      DescribeOrganization: () => ({ Organization: { MasterAccountId: ACCOUNT, FeatureSet: "ALL" } }),
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

  const denied = error("AccessDeniedException", "You don't have permissions to access this resource.");
  const UNKNOWN: Readonly<
    Record<string, { answers: Readonly<Record<string, Answer>>; call: string; code: string }>
  > = {
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
      assert.match(scps.reason.what, /service control policies .* of account 111122223333/);
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
