import assert from "node:assert/strict";
import {
  CreateOrganizationalUnitCommand,
  ListRootsCommand,
  MoveAccountCommand,
  TagResourceCommand,
} from "@aws-sdk/client-organizations";
import tagPermissions from "../../../cli/organization/tag-permissions.json";
import unitPermissions from "../../../cli/organization/unit-permissions.json";
import { known } from "../../../policypack/facts/fact";
import type { Member } from "../../../cli/organization/accounts";
import { chooseMembers } from "../../../cli/organization/account-choice";
import type { Report } from "../../../cli/report/report-model";
import { type Fault, unchanged } from "../../support/fault-proxy";
import { organizationsClient } from "../../support/organization";
import { OrganizationFixture } from "./organization-fixture";

const read = ({ accounts }: Report) => accounts.map(({ id }) => id);
const whys = ({ leftOut }: Report) => Object.fromEntries(leftOut.map(({ id, why }) => [id, why]));

/** Keeps which operations of AWS Organizations are called, and answers some itself. */
function organizations(answers: Record<string, string> = {}): {
  readonly fault: Fault;
  readonly called: Set<string>;
} {
  const called = new Set<string>();
  const fault: Fault = (action) => {
    if (action !== "") return undefined;
    return (answered, response) => {
      const target = response.req.headers["x-amz-target"];
      // Other services that are asked in JSON name their operations elsewhere.
      if (target === undefined) return unchanged(answered, response);
      const name = String(target).split(".").at(-1) ?? "";
      called.add(`organizations:${name}`);
      const code = answers[name];
      if (code === undefined) return unchanged(answered, response);
      response
        .writeHead(400, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify({ __type: code, Message: "told by the test" }));
    };
  };
  return { fault, called };
}

describe("which accounts audit --org reads", () => {
  let org: OrganizationFixture;
  /** Has payments in it; the unit within it has web. The empty one has none. */
  let [production, europe, empty] = ["", "", ""];

  before(async () => {
    org = await OrganizationFixture.start();
    const client = organizationsClient(org.emulator.endpoint);
    const { Roots } = await client.send(new ListRootsCommand({}));
    const root = Roots?.[0]?.Id ?? "";
    const unit = async (ParentId: string, Name: string) => {
      const made = await client.send(new CreateOrganizationalUnitCommand({ ParentId, Name }));
      return made.OrganizationalUnit?.Id ?? "";
    };
    production = await unit(root, "Production");
    europe = await unit(production, "Europe");
    empty = await unit(root, "Empty");
    for (const [AccountId, DestinationParentId] of [
      [org.payments, production],
      [org.web, europe],
    ])
      await client.send(new MoveAccountCommand({ AccountId, SourceParentId: root, DestinationParentId }));
    const tag = (ResourceId: string, tags: Record<string, string>) =>
      client.send(
        new TagResourceCommand({
          ResourceId,
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      );
    await tag(org.payments, { stage: "production", team: "a=b" });
    await tag(org.web, { stage: "test", team: "a=b" });
    client.destroy();
  });

  after(() => org.emulator.stop());

  describe("by --ou", () => {
    const CASES: readonly [what: string, units: () => string[], accounts: () => string[]][] = [
      ["a unit by id, with those of the unit within it", () => [production], () => [org.payments, org.web]],
      ["a unit by its names from the top down", () => ["Production/Europe"], () => [org.web]],
      ["the same as reports name it", () => ["Root/Production/Europe"], () => [org.web]],
      ["several units, one of them empty", () => [europe, empty], () => [org.web]],
      ["the root, which has all", () => ["Root"], () => [...org.members]],
    ];
    for (const [what, units, accounts] of CASES)
      it(`are those of ${what}`, async () => {
        const { report } = await org.report(["--ou", ...units()]);
        assert.deepEqual(read(report), accounts().sort());
      });

    it("are told beside those that are in none of them, in each format", async () => {
      const { report } = await org.report(["--ou", europe]);
      assert.equal(whys(report)[org.payments], "in no unit of --ou");
      assert.equal(whys(report)[org.management], "in no unit of --ou");
      for (const format of ["table", "json", "jsonl", "csv", "sarif", "junit", "html", "ocsf"]) {
        const text = await org.text(format, ["--ou", europe]);
        assert.ok(text.includes("in no unit of --ou"), format);
        assert.ok(text.includes(org.payments), format);
      }
      const { stdout } = await org.audit(["--ou", europe]);
      assert.match(
        stdout.trimEnd().split("\n").at(-1) ?? "",
        /^✖ 1 account \(3 more left out\): 1 violation/,
      );
    });

    for (const unknown of ["ou-zzzz-11111111", "r-zzzz", "Production/Asia", "Europe"])
      it(`are none where there is no unit ${unknown}`, async () => {
        const { code, stdout, stderr } = await org.audit(["--ou", production, "--ou", unknown]);
        assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
        assert.ok(stderr.includes(`has no organizational unit ${unknown}. Name one by its id`), stderr);
      });

    it("are none where a unit has no account", async () => {
      const { code, stderr } = await org.audit(["--ou", empty]);
      assert.equal(code, 2);
      assert.match(stderr, /There is no account left to read\. .*in no unit of --ou/);
    });

    for (const wrong of ["ou-x", "/Production", "Production//Europe", "r-"])
      it(`are not asked for by ${wrong}`, async () => {
        const { code, stderr } = await org.audit(["--ou", wrong]);
        assert.equal(code, 2);
        assert.match(stderr, /A unit's id or names are expected/);
        assert.deepEqual(org.calls, {});
      });

    it("need the permissions that are printed for it", async () => {
      const { fault, called } = organizations();
      await org.audit(["--ou", "Production"], fault);
      called.delete("organizations:ListAccounts");
      assert.deepEqual([...called].sort(), unitPermissions.Statement.flatMap(({ Action }) => Action).sort());
    });

    it("are not guessed without them", async () => {
      const { fault } = organizations({ ListOrganizationalUnitsForParent: "AccessDeniedException" });
      const { code, stderr } = await org.audit(["--ou", production], fault);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /ListOrganizationalUnitsForParent answered AccessDenied .*permissions --for audit-org-ou/,
      );
    });
  });

  describe("by --tag", () => {
    const CASES: readonly [what: string, tags: string[], accounts: () => string[]][] = [
      ["one tag", ["stage=production"], () => [org.payments]],
      [
        "two values of one key, either of which will do",
        ["stage=production", "stage=test"],
        () => [org.payments, org.web],
      ],
      ["two keys, both of which are needed", ["team=a=b", "stage=test"], () => [org.web]],
    ];
    for (const [what, tags, accounts] of CASES)
      it(`are those of ${what}`, async () => {
        const { report } = await org.report(["--tag", ...tags]);
        assert.deepEqual(read(report), accounts().sort());
        assert.equal(whys(report)[org.management], "without the tags of --tag");
      });

    it("are none where no account has the tag", async () => {
      const { code, stderr } = await org.audit(["--tag", "stage=Production"]);
      assert.equal(code, 2);
      assert.match(stderr, /There is no account left to read\. .*without the tags of --tag/);
    });

    it("need the permission that is printed for it, and of no account that is left out anyway", async () => {
      const { fault, called } = organizations();
      await org.audit(["--tag", "stage=test", "--account", org.web], fault);
      called.delete("organizations:ListAccounts");
      assert.deepEqual(
        [...called],
        tagPermissions.Statement.flatMap(({ Action }) => Action),
      );
    });

    it("are not guessed where it is denied", async () => {
      const { fault } = organizations({ ListTagsForResource: "AccessDeniedException" });
      const { code, stdout, stderr } = await org.audit(["--tag", "stage=test"], fault);
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, /ListTagsForResource answered AccessDenied .*permissions --for audit-org-tag/);
    });

    it("are told as not read where the tags of one are not known", async () => {
      const { fault } = organizations({ ListTagsForResource: "TargetNotFoundException" });
      const { code, report } = await org.report(["--tag", "stage=test"], fault);
      assert.equal(code, 2);
      assert.deepEqual(
        report.failures.map(({ id }) => id),
        org.members,
      );
      assert.match(report.failures[0]?.message ?? "", /tags of --tag is not known: .*TargetNotFound/);
      assert.deepEqual(org.assumed, []);
    });

    it("are not asked for by a tag without a value", async () => {
      const { stderr } = await org.audit(["--tag", "stage"]);
      assert.match(stderr, /A tag is expected as KEY=VALUE/);
    });
  });

  describe("by --exclude", () => {
    it("are all but those named, by number and by name with wildcards", async () => {
      const { report, stderr } = await org.report(["--exclude", org.management, "--exclude", "pay*"]);
      assert.deepEqual(read(report), [org.web]);
      assert.equal(whys(report)[org.payments], "left out by --exclude pay*");
      assert.equal(stderr, "");
    });

    it("are more than was meant, and this is told, where it matches nobody", async () => {
      const { code, report, stderr } = await org.report(["--exclude", "Pay*"]);
      assert.equal(code, 1);
      assert.deepEqual(read(report), org.members);
      assert.equal(stderr, "--exclude Pay* matches no account of the organization, so it leaves none out.\n");
    });

    it("are not asked for by half an account number", async () => {
      assert.match((await org.audit(["--exclude", "1111"])).stderr, /twelve digits, or a name, is expected/);
    });
  });

  describe("with --external-id", () => {
    it("are asked for their role with it, and the caller's role without", async () => {
      const ids: Record<string, string | null> = {};
      const hub = `arn:aws:iam::${org.management}:role/hub`;
      await org.report(
        ["--external-id", "audit:1", "--role-arn", hub, "--account", org.web],
        (action, _, params) => {
          if (action === "AssumeRole") ids[params.get("RoleArn") ?? ""] = params.get("ExternalId");
          return undefined;
        },
      );
      assert.deepEqual(ids, {
        [hub]: null,
        [`arn:aws:iam::${org.web}:role/OrganizationAccountAccessRole`]: "audit:1",
      });
    });

    it("are not asked with one that AWS does not take", async () => {
      assert.match((await org.audit(["--external-id", "a b"])).stderr, /2 to 1224 characters are expected/);
    });
  });

  it("of one shard are told beside those of the others", async () => {
    const { report } = await org.report(["--shard", "1/2"]);
    const told = [...read(report), ...report.leftOut.map(({ id }) => id)].sort();
    assert.deepEqual(told, [...org.members, org.closed].sort());
    for (const { id, why } of report.leftOut)
      assert.match(why, id === org.closed ? /SUSPENDED/ : /^in another shard than that of --shard$/);
  });
});

describe("accounts that are left out, by thousands", () => {
  it("are named together in a message", () => {
    const members = Array.from({ length: 3000 }, (_, i): Member => {
      const id = `${100_000_000_000 + i}`;
      return {
        id,
        name: `n${i}`,
        organization: "",
        partition: "aws",
        management: false,
        state: "CLOSED",
        unit: known("Root"),
      };
    });
    assert.throws(
      () => chooseMembers(members, {}),
      (error: Error) =>
        /3000 accounts were left out: its state is CLOSED.*account 100000000009 .* and 2990 more$/.test(
          error.message,
        ),
    );
  });
});
