import assert from "node:assert/strict";
import { unknown } from "../../policypack/facts/fact";
import { answer, CONTROLS, type Question, STANDARDS, type Verdict } from "../../policypack/rules/controls";
import { COMPLETE, known } from "../../policypack/facts/fact";
import type { User } from "../../policypack/facts/account-facts";
import REQUIREMENTS from "./prowler-requirements.json";
import { consoleUser, DENIED, found, modelAccount, userWithoutMfa, VIRTUAL } from "../support/accounts";

const NO_PASSWORD = { loginProfile: known(null) };

/**
 * Verdicts of Prowler's check iam_user_mfa_enabled_console_access, by what its source does with each user; it counts
 * who has no password as passing.
 */
const USERS: readonly {
  who: string;
  user: User;
  console: Verdict;
  every: Verdict;
  prowler?: "PASS" | "FAIL";
}[] = [
  {
    who: "a password and a virtual device",
    user: consoleUser("abe"),
    ...{ console: "pass", every: "pass", prowler: "PASS" },
  },
  {
    who: "a password and no device",
    user: userWithoutMfa("bob"),
    ...{ console: "fail", every: "fail", prowler: "FAIL" },
  },
  {
    who: "no password and no device",
    user: userWithoutMfa("ci", {}, NO_PASSWORD),
    ...{ console: "not-applicable", every: "fail", prowler: "PASS" },
  },
  {
    who: "no password and a device",
    user: consoleUser("kim", {}, NO_PASSWORD),
    ...{ console: "not-applicable", every: "pass", prowler: "PASS" },
  },
  {
    who: "devices that could not be read",
    user: userWithoutMfa("una", {}, { devices: found([], unknown(DENIED)) }),
    ...{ console: "unknown", every: "unknown" },
  },
  {
    who: "a password that could not be read and no device",
    user: userWithoutMfa("pat", {}, { loginProfile: unknown(DENIED) }),
    ...{ console: "unknown", every: "fail" },
  },
];

const verdictsOf = (account: ReturnType<typeof modelAccount>, question: Question) =>
  answer(account)
    .filter((one) => one.question === question)
    .map(({ verdict }) => verdict);

describe("the controls of standards", () => {
  for (const { who, user, console, every, prowler } of USERS)
    it(`answer a user with ${who}`, () => {
      const account = modelAccount([user]);
      const own = answer(account).filter(({ subject }) => subject === user.name);
      assert.deepEqual(
        own.map(({ question, verdict }) => [question, verdict]),
        [
          ["console-user-has-mfa", console],
          ["user-has-mfa", every],
        ],
      );
      if (prowler) assert.equal(console === "fail" ? "FAIL" : "PASS", prowler);
    });

  const root = modelAccount().root;
  const hardware = { ...root, hasPassword: known(true), hasMfa: known(true), virtualDevices: known([]) };
  const ROOTS = [
    ["has hardware MFA only", hardware, "pass", "pass"],
    ["has a virtual device", { ...hardware, virtualDevices: known([VIRTUAL]) }, "pass", "fail"],
    ["has no MFA", { ...hardware, hasMfa: known(false) }, "fail", "fail"],
    [
      "has nothing to sign in with",
      { ...hardware, hasMfa: known(false), hasPassword: known(false), hasAccessKeys: known(false) },
      "not-applicable",
      "not-applicable",
    ],
    ["could not be read", { ...hardware, hasMfa: unknown(DENIED) }, "unknown", "unknown"],
  ] as const;
  it("ask nothing of root in AWS GovCloud (US), as the rules do, unless it has access keys", () => {
    for (const [keys, verdict] of [
      [false, "not-applicable"],
      [true, "fail"],
    ] as const) {
      const model = modelAccount([], {
        root: { ...root, hasPassword: known(true), hasAccessKeys: known(keys), hasMfa: known(false) },
      });
      assert.ok(model.identity.known);
      const identity = known({ ...model.identity.value, partition: "aws-us-gov" });
      assert.deepEqual(verdictsOf({ ...model, identity }, "root-has-mfa"), [verdict]);
    }
  });

  it("are unknown of root in China where AWS's documents disagree", () => {
    const CHINA = [
      [{ ...hardware }, "pass", "pass"],
      [{ ...hardware, virtualDevices: known([VIRTUAL]) }, "pass", "unknown"],
      [{ ...hardware, hasMfa: known(false) }, "unknown", "unknown"],
      [{ ...hardware, hasMfa: known(false), hasAccessKeys: known(true) }, "fail", "fail"],
      [{ ...hardware, hasMfa: known(false), hasPassword: known(false) }, "not-applicable", "not-applicable"],
    ] as const;
    for (const [root, mfa, strong] of CHINA) {
      const model = modelAccount([], { root });
      assert.ok(model.identity.known);
      const account = { ...model, identity: known({ ...model.identity.value, partition: "aws-cn" }) };
      assert.deepEqual(verdictsOf(account, "root-has-mfa"), [mfa]);
      assert.deepEqual(verdictsOf(account, "root-has-hardware-mfa"), [strong]);
      const said = answer(account).filter(({ verdict }) => verdict === "unknown");
      for (const { why } of said)
        assert.match(why, /AWS's documents disagree: .*docs\.amazonaws\.cn[^ ]*\)\. Ask AWS/);
    }
  });

  for (const [what, root, mfa, strong] of ROOTS)
    it(`answer a root user who ${what}`, () => {
      const account = modelAccount([], { root });
      assert.deepEqual(verdictsOf(account, "root-has-mfa"), [mfa]);
      assert.deepEqual(verdictsOf(account, "root-has-hardware-mfa"), [strong]);
    });

  it("are unknown for users who may be missing", () => {
    const account = modelAccount([], { users: found([], unknown(DENIED)) });
    assert.deepEqual(verdictsOf(account, "console-user-has-mfa"), ["unknown"]);
    assert.deepEqual(verdictsOf(modelAccount([], { users: found([], COMPLETE) }), "user-has-mfa"), []);
  });

  it("ask for what their sources say, where that is Prowler's table", () => {
    const tables: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = REQUIREMENTS;
    const missing = CONTROLS.flatMap(({ standard, reference, question, source }) => {
      const table = /\/aws\/(.*)_aws\.json$/.exec(source)?.[1];
      if (table === undefined) return [];
      return reference
        .split(", ")
        .filter((one) => !tables[table]?.[question]?.includes(one))
        .map((one) => `${standard} ${one}: ${question}`);
    });
    assert.deepEqual(missing, []);
  });

  it("have a source each, of AWS or of Prowler", () => {
    for (const { standard, source } of CONTROLS)
      assert.match(source, /^https:\/\/(docs\.aws\.amazon\.com|github\.com\/prowler-cloud)\/./, standard);
  });

  it("name no standard of which no source asks for MFA, and no rule's id of another product", () => {
    assert.deepEqual(Object.values(REQUIREMENTS.soc2).flat(), []);
    assert.doesNotMatch(STANDARDS.join(), /soc|cloudlytics|trend/i);
  });

  it("are chosen by an id, and IAM.19 asks of every user", () => {
    assert.ok(STANDARDS.includes("cis-3.0") && STANDARDS.includes("security-hub"));
    const own = (standard: string) =>
      CONTROLS.filter((control) => control.standard === standard).map((c) => [c.reference, c.question]);
    assert.deepEqual(own("cis-3.0"), [
      ["1.10", "console-user-has-mfa"],
      ["1.5", "root-has-mfa"],
      ["1.6", "root-has-hardware-mfa"],
    ]);
    assert.deepEqual(
      own("security-hub").map(([reference]) => reference),
      ["IAM.5", "IAM.19", "IAM.9", "IAM.6"],
    );
    assert.deepEqual(own("well-architected"), [
      ["SEC02-BP01", "console-user-has-mfa"],
      ["SEC01-BP02", "root-has-mfa"],
      ["SEC01-BP02", "root-has-hardware-mfa"],
    ]);
    for (const id of ["hipaa", "nist-csf-1.1", "fedramp-low-r4", "fedramp-moderate-r4", "c5-2025"])
      assert.equal(own(id).length, 3, id);
    for (const id of ["ens-rd2022", "nis2", "pci-dss-4.0.1"]) assert.equal(own(id).length, 3, id);
  });
});
