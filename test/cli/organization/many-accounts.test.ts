import assert from "node:assert/strict";
import picocolors from "picocolors";
import type { TerminalLayout } from "../../../cli/report/terminal-layout";
import { impactOf } from "../../../cli/rollout/impact";
import { organizationPlanTable } from "../../../cli/rollout/plan-organization";
import { accountPlan, totalOf } from "../../../cli/rollout/organization-plan";
import { addUp, burnDown } from "../../../cli/status/burndown";
import { organizationStatusTable } from "../../../cli/status/status-organization";
import { peopleOf } from "../../../cli/status/people";
import { accountVerification, organizationVerifyTable } from "../../../cli/verify/verify-organization";
import { verifyAccount } from "../../../cli/verify/verify";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../../policypack/rollout/parse";
import { consoleUser, found, modelAccount, NOT_READ, NOW, userWithoutMfa } from "../../support/accounts";

const COUNT = 100;
const PAST = { account: "existing", waves: [{ name: "all", rest: true, deadline: "2020-01-01T09:00:00Z" }] };
const ROLLOUT = parseRolloutObject(PAST, "a test");

/** Each has a user with MFA, and the last one somebody of whom there is more to say. */
const ACCOUNTS: readonly (readonly [string, AccountFacts])[] = Array.from({ length: COUNT }, (_, i) => {
  const id = String(100000000000 + i);
  const last =
    i < COUNT - 1
      ? []
      : [userWithoutMfa("late"), userWithoutMfa("unread", {}, { devices: found([], NOT_READ) })];
  return [id, { ...modelAccount([consoleUser("ann"), ...last]), label: `account ${id}` }];
});
const LAST = `account ${ACCOUNTS.at(-1)?.[0]}`;
const NONE = { at: NOW, failures: [], leftOut: [] };

const TABLES: Readonly<Record<string, readonly [(layout: TerminalLayout) => string, RegExp]>> = {
  plan: [
    (layout) => {
      const accounts = ACCOUNTS.map(([id, facts]) => accountPlan(id, impactOf(facts, null, NOW)));
      return organizationPlanTable({ ...NONE, accounts, total: totalOf(accounts) }, layout);
    },
    /^… 59 more accounts, none worse: --all lists them$/m,
  ],
  status: [
    (layout) => {
      const accounts = ACCOUNTS.map(([id, facts]) => ({
        ...{ id, now: burnDown(facts, ROLLOUT, NOW), people: peopleOf(facts, ROLLOUT, NOW) },
      }));
      const total = addUp(accounts.map(({ now }) => now.total));
      return organizationStatusTable({ ...NONE, accounts, total }, [], layout);
    },
    /^… 60 more accounts, none worse: --format html or json has them all$/m,
  ],
  verify: [
    (layout) => {
      const options = { rollout: null, now: NOW, actions: ["s3:GetObject"] };
      const accounts = ACCOUNTS.map(([id, facts]) => accountVerification(id, verifyAccount(facts, options)));
      return organizationVerifyTable({ ...NONE, actions: 1, actionList: "a list", accounts }, layout);
    },
    /^… 60 more accounts, none worse: --format json has them all$/m,
  ],
};

describe("the tables of an organization's accounts", () => {
  const colours = picocolors.createColors(false);
  const named = (text: string) => new Set(text.match(/account 1000000\d{5}/g));

  for (const [command, [table, more]] of Object.entries(TABLES)) {
    it(`show a terminal the worst, and how many more there are: ${command} --org`, () => {
      const text = table({ colours, columns: 120 });
      assert.match(text, more);
      assert.ok(named(text).size <= 41, `${named(text).size} accounts`);
      assert.ok(named(text).has(LAST), text);
    });

    it(`have all for other programs: ${command} --org`, () => {
      const text = table({ colours, columns: undefined });
      assert.doesNotMatch(text, /more accounts/);
      assert.equal(named(text).size, COUNT);
    });
  }

  it("have all at a terminal with --all: plan --org", () => {
    const [table] = TABLES["plan"] ?? assert.fail();
    assert.equal(named(table({ colours, columns: 120, all: true })).size, COUNT);
  });
});
