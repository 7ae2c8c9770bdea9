import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CliError } from "../../../cli/errors";
import { labelOf, placeOf, listAccounts, type Member } from "../../../cli/organization/accounts";
import { chooseMembers } from "../../../cli/organization/account-choice";
import { known } from "../../../policypack/facts/fact";
import { connectionTo } from "../../policypack/facts/seed";
import { ACCESS_DENIED, FakeOrganizations, type OrganizationsAnswer } from "../../support/fake-organizations";
import { listening } from "../../support/listening";

/** An account as organizations:ListAccounts has it. */
function listed(Id: string, changes: object = {}) {
  const Arn = `arn:aws:organizations::111111111111:account/o-abcdefghij/${Id}`;
  return { Id, Arn, Name: `n${Id}`, State: "ACTIVE", ...changes };
}

/** What is made of the pages that AWS answers, one after the other. */
async function list(...pages: readonly (readonly object[])[]): Promise<readonly Member[]> {
  let asked = 0;
  const server = createServer((_, response) => {
    const Accounts = pages[asked++];
    const NextToken = asked < pages.length ? `page ${asked}` : undefined;
    response
      .setHeader("content-type", "application/x-amz-json-1.1")
      .end(JSON.stringify({ Accounts, NextToken }));
  });
  await listening(server);
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await listAccounts(connectionTo(endpoint), endpoint, 60_000);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    assert.equal(asked, pages.length);
  }
}

describe("the accounts of an organization", () => {
  it("are those of all pages, an empty one included, by their numbers", async () => {
    const members = await list([listed("333333333333")], [], [listed("222222222222")]);
    assert.deepEqual(
      members.map(({ id, name }) => [id, name]),
      [
        ["222222222222", "n222222222222"],
        ["333333333333", "n333333333333"],
      ],
    );
  });

  it("tell which one manages the others", async () => {
    const members = await list([listed("111111111111"), listed("222222222222")]);
    assert.deepEqual(
      members.map(({ management }) => management),
      [true, false],
    );
  });

  it("are of the partition that their ARN says", async () => {
    const Arn = "arn:aws-us-gov:organizations::111111111111:account/o-abcdefghij/222222222222";
    const [member] = await list([listed("222222222222", { Arn })]);
    assert.equal(member?.partition, "aws-us-gov");
  });

  it("have the state of AWS's newer field, or of its older one", async () => {
    const old = listed("222222222222", { State: undefined, Status: "SUSPENDED" });
    const both = listed("333333333333", { State: "PENDING_CLOSURE", Status: "ACTIVE" });
    assert.deepEqual(
      (await list([old, both])).map(({ state }) => state),
      ["SUSPENDED", "PENDING_CLOSURE"],
    );
  });

  describe("in organizational units", () => {
    const ACCOUNTS = [
      listed("222222222222", { Name: "web", Paths: ["o-abcdefghij/r-abcd/ou-abcd-prod/ou-abcd-eu/"] }),
      listed("333333333333", { Name: "pay", Paths: ["o-abcdefghij/r-abcd/ou-abcd-prod/"] }),
      listed("444444444444", { Name: "", Paths: ["o-abcdefghij/r-abcd/"] }),
      listed("555555555555"),
    ];

    async function labels(describe: OrganizationsAnswer) {
      const fake = await FakeOrganizations.start({
        ListAccounts: () => ({ Accounts: ACCOUNTS }),
        DescribeOrganizationalUnit: describe,
      });
      try {
        const members = await listAccounts(connectionTo(fake.endpoint), fake.endpoint, 60_000);
        return { labels: members.map(labelOf), places: members.map(placeOf), calls: fake.calls };
      } finally {
        await fake.stop();
      }
    }

    it("have their path beside their name, and each unit is asked for once", async () => {
      const names: Record<string, string> = { "ou-abcd-prod": "Production", "ou-abcd-eu": "Europe" };
      const {
        labels: told,
        places,
        calls,
      } = await labels(({ OrganizationalUnitId }) => ({
        OrganizationalUnit: { Name: names[OrganizationalUnitId] },
      }));
      assert.deepEqual(told, [
        "account 222222222222 (web, in Root/Production/Europe)",
        "account 333333333333 (pay, in Root/Production)",
        "account 444444444444 (in Root)",
        "account 555555555555 (n555555555555)",
      ]);
      assert.deepEqual(
        places.map(({ id, accountName, unit }) => [id, accountName, unit]),
        [
          ["o-abcdefghij", "web", "Root/Production/Europe"],
          ["o-abcdefghij", "pay", "Root/Production"],
          ["o-abcdefghij", null, "Root"],
          ["o-abcdefghij", "n555555555555", null],
        ],
      );
      assert.equal(calls.filter((call) => call === "DescribeOrganizationalUnit").length, 2);
    });

    it("are listed all the same where their names may not be read", async () => {
      const { labels: told } = await labels(ACCESS_DENIED);
      assert.deepEqual(told.slice(0, 3), [
        "account 222222222222 (web)",
        "account 333333333333 (pay)",
        "account 444444444444 (in Root)",
      ]);
    });
  });

  it("are not guessed where an answer lacks a number", async () => {
    await assert.rejects(list([{ Name: "nameless" }]), CliError);
  });
});

describe("the choice of accounts", () => {
  const member = (state: string): Member => ({
    ...{ id: "111122223333", name: "", organization: "", partition: "aws", management: false, state },
    unit: known("Root"),
  });
  const open = { ...member("ACTIVE"), id: "222222222222" };

  for (const state of ["ACTIVE", "PENDING_ACTIVATION", "", "SOMETHING_NEW"])
    it(`tries an account whose state is "${state}": nothing is left out that may be open`, () => {
      assert.deepEqual(chooseMembers([member(state)], {}).leftOut, []);
    });

  for (const state of ["SUSPENDED", "PENDING_CLOSURE", "CLOSED"])
    it(`leaves an account out whose state is ${state}, and says so`, () => {
      const { toRead, leftOut } = chooseMembers([member(state), open], {});
      assert.deepEqual(toRead, [open]);
      assert.match(leftOut[0]?.why ?? "", new RegExp(`its state is ${state}`));
    });
});
