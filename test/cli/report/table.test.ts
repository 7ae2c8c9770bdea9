import assert from "node:assert/strict";
import picocolors from "picocolors";
import { known } from "../../../policypack/facts/fact";
import { RULES } from "../../../policypack/rules";
import { modelAccount, userWithoutMfa } from "../../support/accounts";
import { fullReport, reportOf } from "../reports";
import { organizationReport } from "./several-accounts";
import { toTable } from "../texts";

const PLAIN = picocolors.createColors(false);

describe("the audit's table", () => {
  for (const [what, report] of [
    ["an account", fullReport()],
    ["an organization", organizationReport()],
  ] as const) {
    it(`of ${what} is no wider than a terminal`, () => {
      const wide = toTable(report, PLAIN, 80)
        .split("\n")
        .filter((line) => line.length > 80);
      assert.deepEqual(wide, []);
    });

    it(`of ${what} has whole lines for other programs`, () => {
      const [narrow, whole] = [toTable(report, PLAIN, 80), toTable(report, PLAIN)];
      const words = (text: string) => text.split(/\s+/).filter(Boolean);
      assert.deepEqual(words(narrow), words(whole));
      assert.ok(whole.split("\n").length < narrow.split("\n").length);
    });

    it(`of ${what} tells each step once, after all findings`, () => {
      const text = toTable(report, PLAIN);
      const [findings = "", steps = ""] = text.split("\nWhat to do\n");
      const all = new Set(RULES.flatMap(({ remediation }) => remediation));
      for (const step of all) {
        assert.ok(!findings.includes(step), step);
        assert.ok(steps.split(step).length <= 2, step);
      }
      assert.match(steps, / 1\. The user signs in to the console and opens their name/);
    });
  }

  it("of many accounts shows a terminal the first ones, and how many more there are", () => {
    const accounts = Array.from({ length: 150 }, (_, i) => ({
      ...modelAccount([userWithoutMfa(`user-${i}`)]),
      label: `account ${i}`,
    }));
    const report = reportOf(accounts);
    const headings = (text: string) => text.match(/^1 of \d console users of account \d+ has/gm)?.length;
    const [short, whole] = [toTable(report, PLAIN, 80, 20), toTable(report, PLAIN, 80)];
    const shown = headings(short) ?? 0;
    assert.ok(shown > 0 && shown < 100, `${shown}`);
    assert.match(
      short.replace(/\s+/g, " "),
      new RegExp(`… \\d+ violations in ${150 - shown} more accounts: --all shows them here`),
    );
    assert.match(short, /… 110 more accounts, none worse: --all shows them here/);
    assert.ok(short.split("\n").length < 1500);
    assert.equal(headings(whole), 150);
    assert.doesNotMatch(whole, /--all/);
  });

  it("tells root's steps as they are in the partition, and of several all", () => {
    const root = { ...modelAccount().root, hasAccessKeys: known(true), hasMfa: known(false) };
    const inPartition = (partition: string) => {
      const account = modelAccount([], { root });
      assert.ok(account.identity.known);
      return { ...account, identity: known({ ...account.identity.value, partition }) };
    };
    const stepsIn = (...partitions: string[]) =>
      toTable(reportOf(partitions.map(inPartition)), PLAIN).split("\nWhat to do\n")[1] ?? "";
    const [CONSOLE, KEYS, SUPPORT] = [
      /Sign in as root in the console/,
      /delete its access keys/,
      /ask AWS Support/,
    ];
    const told = (text: string) => [CONSOLE, KEYS, SUPPORT].map((step) => step.test(text));
    assert.deepEqual(told(stepsIn("aws")), [true, false, false]);
    assert.deepEqual(told(stepsIn("aws-us-gov")), [false, true, false]);
    assert.deepEqual(told(stepsIn("aws-cn")), [false, false, true]);
    assert.deepEqual(told(stepsIn("aws", "aws-us-gov")), [true, true, false]);
  });

  it("refers to steps that another rule has too", () => {
    const text = toTable(fullReport(), PLAIN);
    assert.match(text, /^ {2}console-user-mfa-pending\n {4}1\. As steps 1 to 7 of console-user-mfa\.$/m);
    assert.match(
      text,
      /^ {2}root-mfa\n {4}1\. Check that .*\n {4}2\. .*\n {4}3\. As steps 2 to 5 of console-user-mfa\.\n {4}4\. .*Troubleshoot MFA.*\n {4}5\. MFA on root/m,
    );
    // By the numbers that a reader sees there, not those of the steps that a reference stands for.
    assert.match(
      text,
      /^ {2}root-hardware-mfa\n {4}1\. As steps 1 to 2 of root-mfa\.\n {4}2\. As steps 2 to 4 of console-user-mfa\.\n {4}3\. As steps 4 to 5 of root-mfa\.\n {4}4\. With a security key/m,
    );
  });

  it("tells each reason once why rules do not apply", () => {
    const text = toTable(fullReport(), PLAIN);
    assert.match(
      text,
      /^– Not applicable\n {2}- new-console-user-covered, self-lockout: only for what a stack/m,
    );
  });
});
