import assert from "node:assert/strict";
import fc from "fast-check";
import { known } from "../../../policypack/facts/fact";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import type { ContextValue } from "../../../policypack/iam/request-context";
import { type Decision, decide, prepare } from "../../../policypack/iam/evaluate";
import type { MomentAnswer } from "../../../policypack/iam/judge-user";
import { contextOf, type RequestScenario, scenarios } from "../../../policypack/iam/request-scenarios";
import { judgeOf, type UserJudgement } from "../../../policypack/judgement/judge";
import { NOW } from "../../support/accounts";
import { read } from "../iam/documents";
import { askOracle, type JsonPolicySet } from "../iam/oracle";
import { type PlainUser, plainAccount } from "./plain-account";
import { type RandomAccount, randomAccount } from "./random-accounts";

/** Accounts of two users each. */
const RUNS = Number(process.env["MFA_GUARD_PROPERTY_RUNS"] ?? 250);
/** Unset: another one each time; a failure prints its own. */
const SEED = process.env["MFA_GUARD_PROPERTY_SEED"];

const ACCOUNT = "111122223333";
const REGIONS: Readonly<Record<string, string>> = {
  aws: "us-east-1",
  "aws-cn": "cn-north-1",
  "aws-us-gov": "us-gov-west-1",
  "aws-eusc": "eusc-de-east-1",
};

/** Actions that nobody may do without MFA, and where they are asked about. */
const ASKED = ["s3:GetObject", "iam:DeleteUser", "iam:DeactivateMFADevice"] as const;

/** Where AWS's text leaves open what holds, or where a key of the request is not known. */
const DOUBTS = /has no value|aws:RequestedRegion is not known|before the fifth colon/;

function factsOf({ partition, scps, ...plain }: RandomAccount): AccountFacts {
  const account = plainAccount(plain);
  assert.ok(account.identity.known);
  return {
    ...account,
    identity: known({ ...account.identity.value, accountId: ACCOUNT, partition }),
    scps: known(scps.map((document, i) => [{ name: `scp ${i}`, document: read(document) }])),
  };
}

/** All that applies to a user, put together from the plain account: what is compared is this, too. */
function policiesFor(user: PlainUser, { groups = {}, policies, scps }: RandomAccount): JsonPolicySet {
  const holders = [user, ...(user.groups ?? []).map((group) => groups[group] ?? {})];
  const identity = holders.flatMap(({ attached = [], inline = {} }) => [
    ...Object.values(inline),
    ...attached.map((name) => policies[name] as object),
  ]);
  const boundary = user.boundary === undefined ? undefined : policies[user.boundary];
  return { identity, ...(boundary && { boundary }), ...(scps.length > 0 && { scps }) };
}

function userArn({ path = "/", name }: PlainUser, partition: string): string {
  return `arn:${partition}:iam::${ACCOUNT}:user${path}${name}`;
}

function contextFor(user: PlainUser, { mfa, viaService, at }: RequestScenario, partition: string) {
  const tags = Object.entries(user.tags ?? {}).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return {
    ...(Object.fromEntries(tags) as Record<string, ContextValue>),
    "aws:username": user.name,
    "aws:PrincipalArn": userArn(user, partition),
    "aws:PrincipalAccount": ACCOUNT,
    "aws:PrincipalType": "User",
    "aws:ViaAWSService": String(viaService),
    "aws:MultiFactorAuthPresent": mfa === "absent" ? null : mfa,
    "aws:CurrentTime": at?.toISOString() ?? null,
  };
}

/** What was compared, by ours and how it ended. */
class Tally {
  readonly counts: Record<string, number> = {};

  compare(what: string, decision: Decision, isAllowed: () => boolean): void {
    const outcome = decision.outcome;
    this.add(`${what}: ${outcome}`);
    if (outcome === "can't tell") assert.match(decision.why, DOUBTS);
    else assert.equal(outcome === "may succeed", isAllowed(), `${what}: ours ${JSON.stringify(decision)}`);
  }

  add(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  of(pattern: RegExp): number {
    return Object.entries(this.counts).reduce((sum, [what, n]) => sum + (pattern.test(what) ? n : 0), 0);
  }
}

type Allows = (action: string, resource: string, scenario: RequestScenario, region?: string) => boolean;

/** Each call of enrolling, on the user's own resources, in both ways of making it. */
function compareEnrolling(
  user: PlainUser,
  partition: string,
  answer: MomentAnswer,
  allows: Allows,
  tally: Tally,
) {
  const mfa = (name: string) => `arn:${partition}:iam::${ACCOUNT}:mfa/${name}`;
  const own = userArn(user, partition);
  for (const [way, key] of [
    ["console", "false"],
    ["accessKey", "absent"],
  ] as const) {
    const scenario: RequestScenario = { mfa: key, viaService: false, at: answer.at };
    const steps = answer.enrolment[way];
    for (const [step, action, resource] of [
      ["create", "iam:CreateVirtualMFADevice", mfa("mfa-guard-sample-phone")],
      ["createOwnName", "iam:CreateVirtualMFADevice", mfa(user.name)],
      ["enable", "iam:EnableMFADevice", own],
      ["changePassword", "iam:ChangePassword", own],
    ] as const) {
      const isAllowed = () => allows(action, resource, scenario, REGIONS[partition]);
      tally.compare(`enrolling, ${step}`, steps[step], isAllowed);
    }
  }
}

function resourcesFor(action: string, user: PlainUser, partition: string): string[] {
  if (action === "s3:GetObject") {
    return ["ann", "bob", "red", "all", "x"]
      .map((home) => `arn:${partition}:s3:::home/${home}/file`)
      .concat(`arn:${partition}:s3:::home/${user.name}/public/file`, `arn:${partition}:s3:::other/public/x`);
  }
  const others = ["/bob", "/ops/dan"].map((name) => `arn:${partition}:iam::${ACCOUNT}:user${name}`);
  return [userArn(user, partition), ...others];
}

/** What works without MFA: each request that is asked about, and that the judgement finds what is open. */
function compareOpen(
  { policies, principal }: UserJudgement,
  user: PlainUser,
  answer: MomentAnswer,
  allows: Allows,
  tally: Tally,
) {
  const { partition } = principal;
  for (const scenario of scenarios([answer.at]).filter(({ mfa }) => mfa !== "true")) {
    const ready = prepare(policies, contextOf(scenario, principal));
    for (const action of ASKED) {
      const found = answer.open.some(
        (open) =>
          open.actions.includes(action) &&
          open.scenarios.some((s) => s.mfa === scenario.mfa && s.viaService === scenario.viaService),
      );
      for (const resource of resourcesFor(action, user, partition)) {
        const decision = decide(ready, action, resource);
        const isAllowed = () => allows(action, resource, scenario);
        tally.compare("without MFA", decision, isAllowed);
        if (decision.outcome !== "may succeed") continue;
        tally.add("openings found");
        assert.ok(found, `${action} on ${resource} is open, and not found`);
      }
    }
  }
}

function compareAccount(account: RandomAccount, tally: Tally): void {
  const facts = factsOf(account);
  const judge = judgeOf(facts, { rollout: null, now: NOW, actions: ASKED });
  account.users.forEach((user, i) => {
    const judgement = judge.judge(facts.users.found[i] as (typeof facts.users.found)[number]);
    assert.ok(judgement.known);
    const policies = policiesFor(user, account);
    const { partition } = account;
    const allows: Allows = (action, resource, scenario, region) => {
      const context = {
        ...contextFor(user, scenario, partition),
        ...(region !== undefined && { "aws:RequestedRegion": region }),
      };
      return askOracle(policies, { action, resource, context }) === "allowed";
    };
    for (const answer of judgement.value.answer.moments) {
      compareEnrolling(user, partition, answer, allows, tally);
      compareOpen(judgement.value, user, answer, allows, tally);
    }
    tally.add("users");
  });
}

describe("users of random accounts", () => {
  it("may do without MFA, and to enrol, what an independent evaluator says", () => {
    const tally = new Tally();
    fc.assert(
      fc.property(randomAccount, (account) => compareAccount(account, tally)),
      { numRuns: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) },
    );
    const enrolling = ["may succeed", "denied", "can't tell"].map(
      (outcome) => `${tally.of(new RegExp(`^enrolling.*${outcome}`))} ${outcome}`,
    );
    const open = ["may succeed", "denied", "can't tell"].map(
      (outcome) => `${tally.of(new RegExp(`^without.*${outcome}`))} ${outcome}`,
    );
    console.log(
      `      ${RUNS} accounts, ${tally.of(/^users$/)} users; enrolling: ${enrolling.join(", ")}; without MFA: ${open.join(", ")}`,
    );
    for (const what of [/^enrolling.*may succeed/, /^enrolling.*denied/, /^without.*may succeed/]) {
      assert.ok(tally.of(what) > RUNS / 2, `too few for this to show anything: ${what.source}`);
    }
  });
});
