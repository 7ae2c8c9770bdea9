import assert from "node:assert/strict";
import { Judge } from "../../../policypack/judgement/judge";
import { undoOf as undoOfUser } from "../../../policypack/judgement/undo";
import { describeUndo } from "../../../policypack/judgement/describe-judgement";
import { NOW } from "../../support/accounts";
import { ALLOW_ALL } from "../iam/documents";
import { type PlainAccount, plainAccount } from "./plain-account";
import { UNDO_CASES } from "./undo-cases";

function undoOf(account: PlainAccount) {
  const facts = plainAccount(account);
  const user = facts.users.found[0] ?? assert.fail();
  const judged = new Judge(facts, { rollout: null, now: NOW }).judge(user);
  return judged.known ? undoOfUser(user, facts, judged.value) : assert.fail(judged.reason.message);
}

describe("whether a user can undo the denial without MFA", () => {
  for (const [what, { answer, by, account }] of Object.entries(UNDO_CASES)) {
    it(`${answer}: ${what}`, () => {
      const undo = undoOf(account) ?? assert.fail("nothing to undo");
      assert.deepEqual(undo.ways.map(({ action }) => action).sort(), [...by].sort());
      assert.equal(undo.answer, answer);
    });
  }

  it("is no question of somebody under no policy that forces MFA", () => {
    const nobody = { users: [{ name: "ann", attached: ["work"] }], policies: { work: ALLOW_ALL } };
    assert.equal(undoOf(nobody), null);
  });

  it("is told with the statement that denies or allows it, and with the kind of call", () => {
    const words = (name: string) => describeUndo(undoOf(UNDO_CASES[name]!.account) ?? assert.fail());
    assert.equal(
      words("may do nothing of it under the self-service policy"),
      "without MFA, the denial can't be undone: that is denied by DenyAllExceptListedIfNoMFA of policy force of group mfa",
    );
    assert.equal(
      words("may leave the group"),
      "without MFA, the denial can be undone: iam:RemoveUserFromGroup (allowed by statement 1 of policy work)",
    );
    assert.match(
      words("may do all that works with an access key only, where Bool lets keys pass"),
      /can be undone: .* with a long-term access key .* and \d+ more calls$/,
    );
    assert.match(
      words("may leave the group from a network only"),
      /may be undone: .*aws:SourceIp is not known/,
    );
  });
});
