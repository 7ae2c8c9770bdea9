import assert from "node:assert/strict";
import { byCause, firstOf, type Gap, sharedReason } from "../../../policypack/facts/causes";

/** As AWS words it: the message has the user's name. */
function denied(subject: string, call = "iam:ListMFADevices"): Gap {
  const message = `User: arn:aws:iam::111122223333:role/auditor is not authorized to perform: ${call} on resource: user ${subject} because no identity-based policy allows the ${call} action`;
  const what = `the MFA devices of user ${subject} of account 111122223333`;
  return { subject, reason: { what, call, code: "AccessDenied", message, remedy: `Needs ${call}.` } };
}

describe("causes", () => {
  it("are one for a call that is denied for each of many users, and say how many", () => {
    const users = Array.from({ length: 1600 }, (_, index) => `user${index}`);
    const [cause, ...others] = byCause(users.map((name) => denied(name)));
    assert.deepEqual(others, []);
    assert.deepEqual(cause?.subjects, users);
    assert.equal(
      sharedReason(cause).what,
      "the MFA devices of user user0 of account 111122223333, and the same of 1599 more",
    );
  });

  it("are two where the calls or the answers differ", () => {
    const throttled = { ...denied("bob"), reason: { ...denied("bob").reason, code: "Throttling" } };
    assert.equal(byCause([denied("ann"), throttled, denied("cid", "iam:GetLoginProfile")]).length, 3);
  });

  it("are not told apart by names that hold a pattern, or lie in one another", () => {
    assert.equal(byCause(["a.b", "a+b", "ann", "ann-2", "$&", "="].map((name) => denied(name))).length, 1);
  });

  it("count a user once whom several rules could not judge", () => {
    const [cause] = byCause([denied("ann"), denied("ann")]);
    assert.deepEqual({ subjects: cause?.subjects, gaps: cause?.gaps.length }, { subjects: ["ann"], gaps: 2 });
    assert.ok(cause);
    assert.equal(sharedReason(cause).what, cause.reason.what);
  });

  it("are one for a reason that is about the account, told of it and of its users", () => {
    const { reason } = denied("ann");
    const gaps = ["account 111122223333", "ann", "bob"].map((subject) => ({
      subject,
      reason: { ...reason, what: "users, groups and policies of account 111122223333" },
    }));
    const [cause, ...others] = byCause(gaps);
    assert.deepEqual(others, []);
    assert.ok(cause);
    assert.equal(sharedReason(cause).what, "users, groups and policies of account 111122223333");
  });

  it("name the first of their users", () => {
    assert.equal(firstOf(["ann"]), "ann");
    assert.equal(firstOf(["ann", "bob", "cid"]), "ann and 2 more");
  });
});
