import assert from "node:assert/strict";
import { judgeAccount } from "../../cli/report/build";
import { impactOf } from "../../cli/rollout/impact";
import { burnDown, sum } from "../../cli/status/burndown";
import { countKinds } from "../../cli/verify/outcome";
import { verifyAccount } from "../../cli/verify/verify";
import { known } from "../../policypack/facts/fact";
import { readAccount } from "../../policypack/facts/live/read-account";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import type { Rollout } from "../../policypack/rollout/rollout";
import { RULES } from "../../policypack/rules";
import {
  consoleUser,
  CONTEXT,
  found,
  modelAccount,
  NOT_READ,
  NOW,
  userWithoutMfa,
} from "../support/accounts";
import { accountAnswers, type FakeUser } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";

/** How many console users each command tells of. */
function counts(account: AccountFacts, rollout: Rollout | null) {
  const context = { ...CONTEXT, settings: { ...CONTEXT.settings, rollout } };
  const verification = verifyAccount(account, { rollout, now: NOW, actions: ["s3:ListBucket"] });
  const kinds = Object.values(countKinds(verification)).reduce((total, count) => total + count, 0);
  return {
    audit: judgeAccount(account, { rules: RULES, context, snapshot: null }).consoleUsers.total,
    plan: impactOf(account, rollout, NOW).people.length,
    status: sum(burnDown(account, rollout, NOW).total),
    // The account as a whole counts as one unknown.
    verify: kinds - verification.gaps.filter(({ subject }) => subject === account.label).length,
  };
}

const NOBODY: AccountFacts = modelAccount([], { users: found<readonly User[]>([]) });

const USERS: Readonly<Record<string, { user: User; counts: 0 | 1 }>> = {
  "who has a device": { user: consoleUser("bob"), counts: 1 },
  "who has no device": { user: userWithoutMfa("bob"), counts: 1 },
  "who has no password": { user: consoleUser("bob", {}, { loginProfile: known(null) }), counts: 0 },
  "of whom it is not known whether they have a password": {
    user: userWithoutMfa("bob", {}, { loginProfile: NOT_READ }),
    counts: 1,
  },
  "who has a device, and of whom it is not known whether they have a password": {
    user: consoleUser("bob", {}, { loginProfile: NOT_READ }),
    counts: 1,
  },
  "whose devices could not be read": {
    user: userWithoutMfa("bob", {}, { devices: found([], NOT_READ) }),
    counts: 1,
  },
  "whose policies could not be read": {
    user: userWithoutMfa("bob", { policiesComplete: NOT_READ }),
    counts: 1,
  },
};

const ROLLOUTS: Readonly<Record<string, Rollout | null>> = {
  "no rollout file": null,
  "everybody in a wave": parseRolloutObject(
    { account: "existing", waves: [{ name: "all", rest: true, deadline: "2027-01-01T00:00:00Z" }] },
    "test",
  ),
};

describe("audit, plan, status and verify", () => {
  for (const [which, rollout] of Object.entries(ROLLOUTS)) {
    for (const [who, { user, counts: count }] of Object.entries(USERS)) {
      it(`count the same console users with ${which}: one ${who}`, () => {
        const account = { ...NOBODY, users: found([user]) };
        const same = { audit: count, plan: count, status: count, verify: count };
        assert.deepEqual(counts(account, rollout), same);
      });
    }
  }

  it("all say that there may be more, where users were perhaps given a password since the report", () => {
    const account = { ...NOBODY, passwordsComplete: NOT_READ };
    const verification = verifyAccount(account, { rollout: null, now: NOW, actions: [] });
    const report = judgeAccount(account, { rules: RULES, context: CONTEXT, snapshot: null });
    assert.equal(report.consoleUsers.complete, false);
    assert.deepEqual(impactOf(account, null, NOW).unknown, [NOT_READ.reason]);
    assert.deepEqual(burnDown(account, null, NOW).unknown, [NOT_READ.reason]);
    assert.deepEqual(verification.gaps, [{ subject: account.label, reason: NOT_READ.reason }]);
  });

  it("count one whose password is newer than the report, beside more machine users than are asked about", async () => {
    const robots: FakeUser[] = Array.from({ length: 101 }, (_, index) => ({ name: `robot${index}` }));
    const late = { name: "late", password: true, passwordUsed: "2026-11-21T11:30:00Z" };
    const fake = await FakeAws.start({
      ...accountAnswers([...robots, { ...late, report: { password: "false" } }]),
      GenerateCredentialReport: "<State>COMPLETE</State>",
    });
    const account = await readAccount(fake.connection());
    await fake.stop();
    for (const rollout of Object.values(ROLLOUTS))
      assert.deepEqual(counts(account, rollout), { audit: 1, plan: 1, status: 1, verify: 1 });
  });
});
