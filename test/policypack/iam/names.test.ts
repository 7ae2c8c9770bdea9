import assert from "node:assert/strict";
import { subjectsOf } from "../../../cli/rollout/subjects";
import { byName } from "../../../policypack/iam/names";
import { RULES_BY_NAME } from "../../../policypack/rules";
import { CONTEXT, found, modelAccount, NOW, role, userWithoutMfa } from "../../support/accounts";

const NAMES = ["late-10", "Late-3", "late-2", "late-02", "Bob"];
const READ = ["Bob", "late-02", "late-2", "Late-3", "late-10"];

describe("names, as people look for them", () => {
  it("have one order, from wherever they come", () => {
    assert.deepEqual([...NAMES].sort(byName), READ);
    assert.deepEqual([...NAMES].reverse().sort(byName), READ);
    assert.equal(byName("ann", "ann"), 0);
  });

  it("come in it in findings", () => {
    const account = modelAccount(NAMES.map((name) => userWithoutMfa(name)));
    const { outcomes } = RULES_BY_NAME["console-user-mfa"].check(account, CONTEXT);
    assert.deepEqual(
      outcomes.map((outcome) => "subject" in outcome && outcome.subject),
      READ,
    );
  });

  it("come in it in plan, status, letters and reminders", () => {
    const account = modelAccount(NAMES.map((name) => userWithoutMfa(name)));
    assert.deepEqual(
      subjectsOf(account, null, NOW).map(({ name }) => name),
      ["ann", ...READ],
    );
  });

  it("come in it where roles are named, and users of one", () => {
    const Statement = [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }];
    const account = modelAccount(
      ["u10", "u9"].map((name) => userWithoutMfa(name)),
      { roles: found([role("r10", { Statement }), role("r9", { Statement })]) },
    );
    const { outcomes } = RULES_BY_NAME["role-trust-mfa"].check(account, CONTEXT);
    const said = outcomes.map((outcome) => (outcome.kind === "violation" ? outcome.message : ""));
    assert.deepEqual(
      said.map((text) => text.slice(0, text.indexOf(" can"))),
      ["r9: ann, u9 and u10", "r10: ann, u9 and u10"],
    );
  });
});
