import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import permissions from "../../../cli/organization/permissions.json";
import rootPermissions from "../../../cli/organization/root-permissions.json";
import readPermissions from "../../../policypack/facts/permissions.json";
import type { Report } from "../../../cli/report/report-model";
import { AwsError } from "../../support/fake-aws";
import type { Twist } from "../../support/fault-proxy";
import { environmentOf } from "../run-cli";
import { OrganizationFixture, refusing, roleIn } from "./organization-fixture";

/** By account number: console users without MFA, of how many. */
function numbers({ accounts }: Report): Record<string, string> {
  return Object.fromEntries(
    accounts.map(({ id, consoleUsers: { withoutMfa, total } }) => [id, `${withoutMfa}/${total}`]),
  );
}

describe("audit --org", () => {
  let org: OrganizationFixture;

  before(async () => {
    org = await OrganizationFixture.start();
  });

  after(() => org.emulator.stop());

  it("reads every active account through its role, and judges each by its own users", async () => {
    const { code, stderr, report } = await org.report();
    assert.equal(code, 1);
    assert.equal(stderr, "", "a pipeline sees no progress");
    assert.deepEqual(numbers(report), { [org.management]: "2/7", [org.payments]: "4/14", [org.web]: "1/1" });
    assert.deepEqual(
      org.assumedSorted,
      org.members.map((id) => roleIn(id)),
    );
    assert.deepEqual(
      report.accounts.map(({ id }) => id),
      org.members,
    );
    assert.deepEqual(report.failures, []);
  });

  it("names accounts as the organization does", async () => {
    const { report } = await org.report(["--account", org.payments]);
    assert.equal(report.accounts[0]?.label, `account ${org.payments} (payments)`);
    const { id, ...named } = report.accounts[0].organization ?? {};
    assert.match(id ?? "", /^o-/);
    // The emulator tells no paths.
    assert.deepEqual(named, { accountName: "payments", unit: null });
  });

  it("names a closed account as not read, which fails nothing", async () => {
    const { report } = await org.report();
    const organization = report.accounts[0]?.organization;
    assert.deepEqual(report.leftOut, [
      {
        account: `account ${org.closed} (closed)`,
        id: org.closed,
        organization: { ...organization, accountName: "closed" },
        why: "its state is SUSPENDED, so that nobody can sign in to it",
      },
    ]);
  });

  it("assumes the role that is named, with its path", async () => {
    await org.report(["--org-role", "audit/reader", "--account", org.web]);
    assert.deepEqual(org.assumed, [roleIn(org.web, "audit/reader")]);
  });

  it("assumes it as the role of --role-arn, where there is one", async () => {
    const hub = roleIn(org.management, "hub");
    await org.report(["--role-arn", hub, "--account", org.web]);
    assert.deepEqual(new Set(org.assumed), new Set([hub, roleIn(org.web)]));
    assert.equal(org.assumed[0], hub);
  });

  it("looks for AWS Organizations where its own variable says", async () => {
    const here = org.emulator.endpoint;
    const env = {
      ...environmentOf({ endpoint: "http://127.0.0.1:1" }),
      AWS_ENDPOINT_URL_ORGANIZATIONS: here,
    };
    const own = { AWS_ENDPOINT_URL_IAM: here, AWS_ENDPOINT_URL_STS: here };
    const { code, stderr } = await org.audit([], undefined, { env: { ...env, ...own } });
    assert.deepEqual({ code, stderr }, { code: 1, stderr: "" });
  });

  it("needs no other permissions than those it says", async () => {
    await org.report();
    const all = [permissions, rootPermissions, readPermissions];
    const allowed = all.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
    // The one call without a name is JSON, as AWS Organizations has it: ListAccounts.
    const called = Object.keys(org.calls).map((name) => (name === "" ? "ListAccounts" : name));
    const names = allowed.map((action) => action.split(":")[1]);
    assert.deepEqual(
      called.filter((name) => !names.includes(name)),
      [],
    );
    assert.deepEqual(
      permissions.Statement.flatMap(({ Action }) => Action)
        .map((action) => action.split(":")[1])
        .sort(),
      // The emulator tells of no organizational units, so that nobody asks for their names: accounts.test.ts.
      ["AssumeRole", "DescribeOrganizationalUnit", "GetCallerIdentity", "ListAccounts"],
    );
  });

  describe("with an account that can't be read", () => {
    it("tells of it, what to do, and finishes the others", async () => {
      const { code, report } = await org.report([], refusing(org.payments));
      assert.equal(code, 2);
      assert.deepEqual(numbers(report), { [org.management]: "2/7", [org.web]: "1/1" });
      const [failure, ...others] = report.failures;
      assert.deepEqual(others, []);
      assert.equal(failure?.account, `account ${org.payments} (payments)`);
      assert.ok(
        failure.message.includes(`no session as ${roleIn(org.payments)}: AccessDenied`),
        failure.message,
      );
      assert.match(failure.message, /Check that the role is there, that it trusts arn:aws:/);
    });

    it("ends with 2 where the others are fine", async () => {
      const args = ["--fail-on", "critical"];
      assert.equal((await org.report(args)).code, 0);
      assert.equal((await org.report(args, refusing(org.payments))).code, 2);
      assert.equal((await org.report([...args, "--allow-unknown"], refusing(org.payments))).code, 2);
    });

    it("does not take it for fine in any format", async () => {
      for (const format of ["table", "json", "csv", "sarif", "junit", "ocsf"]) {
        const { stdout } = await org.audit(["--format", format], refusing(org.payments));
        assert.ok(stdout.includes("no session as"), format);
      }
    });

    it("has in HTML a page for each account that was read, beside an overview of all", async () => {
      const cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-org-"));
      try {
        const args = ["--format", "html", "--output", "mfa.html"];
        const { code } = await org.audit(args, refusing(org.payments), { cwd });
        assert.equal(code, 2);
        assert.match(await readFile(path.join(cwd, "mfa.html"), "utf8"), /no session as/);
        const read = [org.management, org.web].sort();
        assert.deepEqual(
          (await readdir(path.join(cwd, "mfa-accounts"))).sort(),
          read.map((id) => `${id}.html`),
        );
      } finally {
        await rm(cwd, { recursive: true });
      }
    });

    it("asks AWS nothing for HTML that has no file", async () => {
      const { code, stdout, stderr } = await org.audit(["--format", "html"]);
      assert.deepEqual([code, stdout, org.calls], [2, "", {}]);
      assert.match(stderr, /such as --output mfa\.html/);
    });

    it("tells of throttling", async () => {
      const { report } = await org.report(
        [],
        refusing(org.web, new AwsError("Throttling", "Rate exceeded", 400)),
      );
      assert.match(report.failures[0]?.message ?? "", /Throttling \(Rate exceeded\)\. AWS kept throttling/);
      assert.equal(report.accounts.length, 2);
    });

    it("reads the caller's own account as the caller", async () => {
      const { report } = await org.report([], refusing(org.management));
      assert.deepEqual(report.failures, []);
      const own = report.accounts.find(({ id }) => id === org.management);
      assert.equal(own?.consoleUsers.withoutMfa, 2);
      assert.doesNotMatch(own?.facts.identity ?? "assumed-role", /assumed-role/);
    });
  });

  describe("where the session expires on the way", () => {
    const expiring =
      (from: number) =>
      (action: string, before: number): AwsError | undefined =>
        action === "AssumeRole" && before >= from ? new AwsError("ExpiredToken", "expired", 403) : undefined;

    it("asks for no further account, says so, and shows what it has", async () => {
      const { code, stderr, report } = await org.report(["--concurrency", "1"], expiring(1));
      const [first = "", ...others] = org.members;
      assert.equal(code, 2);
      assert.deepEqual(
        report.accounts.map(({ id }) => id),
        [first],
      );
      assert.deepEqual(
        report.failures.map(({ id }) => id),
        others,
      );
      assert.equal(org.assumed.length, 2, "the third account was asked for");
      assert.match(report.failures[1]?.message ?? "", /^the session expired before its turn\. Sign in again/);
      assert.match(stderr, /^The session expired\. Sign in again, then re-run; with --resume <folder>/);
    });
  });

  describe("refuses", () => {
    const inJson =
      (code: string, status = 400): Twist =>
      (_, response) =>
        response
          .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
          .end(JSON.stringify({ __type: code, Message: "told by the test" }));

    for (const { what, code, says } of [
      {
        what: "an account in no organization",
        code: "AWSOrganizationsNotInUseException",
        says: /: This account is in no organization \(AWSOrganizationsNotInUse\).*: leave --org out/,
      },
      {
        what: "a caller who may not list the accounts",
        code: "AccessDeniedException",
        says: /answered AccessDenied .*Only the management account and delegated administrators/,
      },
      { what: "an expired session", code: "ExpiredTokenException", says: /Sign in again, then re-run\./ },
    ])
      it(`${what}, in one message`, async () => {
        const {
          code: exit,
          stdout,
          stderr,
        } = await org.audit([], (action) => (action === "" ? inJson(code) : undefined));
        assert.deepEqual({ exit, stdout }, { exit: 2, stdout: "" });
        assert.match(stderr, says);
        assert.equal(stderr.trim().split("\n").length, 1);
      });

    for (const { what, args, says } of [
      {
        what: "a snapshot beside it",
        args: ["--facts", "x.json"],
        says: /'--org' cannot be used with option '--facts/,
      },
      {
        what: "a role's ARN",
        args: ["--org-role", roleIn("111122223333")],
        says: /name is expected, not its ARN/,
      },
      { what: "no account at once", args: ["--concurrency", "0"], says: /A number from 1 to 50 is expected/ },
      { what: "half an account number", args: ["--account", "1111"], says: /twelve digits/ },
      {
        what: "a strange account",
        args: ["--account", "999999999999"],
        says: /no account 999999999999\. Check/,
      },
    ])
      it(what, async () => {
        const { code, stdout, stderr } = await org.audit(args);
        assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
        assert.match(stderr, says);
      });

    it("to read no account at all", async () => {
      const { code, stderr } = await org.audit(["--account", org.closed]);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /no account left to read\. .*account \d+ \(closed\) was left out: its state is SUSPENDED/,
      );
    });
  });

  it("reads all but those to skip, by the older name of --exclude", async () => {
    const { report } = await org.report(["--skip-account", org.payments, org.web]);
    assert.deepEqual(Object.keys(numbers(report)), [org.management]);
    assert.deepEqual(
      report.leftOut
        .filter(({ why }) => why.startsWith("left out by --exclude "))
        .map(({ id }) => id)
        .sort(),
      [org.payments, org.web].sort(),
    );
  });
});
