import assert from "node:assert/strict";
import { exemptionTags } from "../../enforcement/force-mfa";

const expires = new Date("2027-06-30T00:00:00Z");
const of = (user: string, reason = "why") => ({ user, owner: "sec@example.com", reason, expires });

describe("tags of exemptions", () => {
  it("are of characters that IAM takes, and no longer than it takes", () => {
    const tags = exemptionTags([of("a,b", `é; "${"x".repeat(400)}"`), of("n".repeat(64))]);
    for (const [key, value] of Object.entries(tags)) {
      assert.match(key, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u);
      assert.match(value, /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
    }
    assert.equal(tags["mfa-guard:exempt:a/b:owner"], "sec@example.com");
    assert.equal(tags["mfa-guard:exempt:a/b:expires"], "2027-06-30T00:00:00.000Z");
  });

  it("are at most as many as IAM takes, and say how many exemptions there are", () => {
    const tags = exemptionTags(Array.from({ length: 40 }, (_, i) => of(`u${i}`)));
    assert.ok(Object.keys(tags).length <= 50);
    assert.equal(tags["mfa-guard:exempt:all"], "40");
  });
});
