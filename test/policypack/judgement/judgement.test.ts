import assert from "node:assert/strict";
import { loadActionList } from "../../../cli/verify/action-list";
import { verifyAccount } from "../../../cli/verify/verify";
import { describeOpen, describeVerdict } from "../../../cli/verify/describe-verdict";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { consoleUserMfa } from "../../../policypack/rules/console-user-mfa";
import { forceMfaCoverage } from "../../../policypack/rules/force-mfa-coverage";
import { CONTEXT, NOW } from "../../support/accounts";
import { CASES, type Ternary } from "./cases";
import { FURTHER_CASES } from "./further-cases";
import { HARDER_CASES } from "./harder-cases";
import { plainAccount } from "./plain-account";
import { TRAP_CASES } from "./trap-cases";
import { GUARDRAIL_CASES } from "./trap-cases-guardrails";

const ALL_CASES = { ...CASES, ...HARDER_CASES, ...FURTHER_CASES, ...TRAP_CASES, ...GUARDRAIL_CASES };

let actions: readonly string[];

/** How `verify` and the rules say what is true, and all that they say. */
interface Answer {
  readonly truth: Ternary;
  readonly words: string;
}

function byVerify(account: AccountFacts): Answer {
  const { groups, gaps } = verifyAccount(account, { rollout: null, now: NOW, actions });
  const verdict = groups[0]?.users[0].verdict;
  if (!verdict) return { truth: "open question", words: gaps[0]?.reason.message ?? "" };
  const open = groups.flatMap(({ answer }) =>
    answer.moments.flatMap((moment) => moment.open.map(describeOpen)),
  );
  const words = [describeVerdict(verdict), ...open].join("; ");
  switch (verdict.kind) {
    case "passes":
    case "grace":
      return { truth: "covered", words };
    case "fails":
      return { truth: "weak", words };
    case "locked out":
    case "security key only":
      return { truth: "lockout", words };
    case "uncovered":
      return { truth: "uncovered", words };
  }
}

function byRules(account: AccountFacts): Answer {
  const [outcome] = consoleUserMfa.check(account, CONTEXT).outcomes;
  if (outcome?.kind === "unknown") return { truth: "open question", words: outcome.reason.message };
  if (outcome?.kind !== "violation") return { truth: "covered", words: "" };
  const words = outcome.message;
  const isDenied = forceMfaCoverage.check(account, CONTEXT).outcomes.length === 0;
  if (isDenied) return { truth: "lockout", words };
  return { truth: /not denied everything/.test(words) ? "weak" : "uncovered", words };
}

describe("the judgement of a user", () => {
  before(async () => {
    actions = (await loadActionList()).actions;
  });

  for (const [name, { truth, account, says }] of Object.entries(ALL_CASES)) {
    it(`${name}: ${truth}, by verify and by the rules`, () => {
      const facts = plainAccount(account);
      const verified = byVerify(facts);
      assert.equal(verified.truth, truth, `verify: ${verified.words}`);
      const ruled = byRules(facts);
      assert.equal(ruled.truth, truth, `rules: ${ruled.words}`);
      if (says) assert.match(`${verified.words}\n${ruled.words}`, says);
    });
  }
});
