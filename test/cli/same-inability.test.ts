import assert from "node:assert/strict";
import { describeBreak } from "../../cli/rollout/consequences";
import { impactOf } from "../../cli/rollout/impact";
import { verifyAccount } from "../../cli/verify/verify";
import { coveredAccount } from "../../policypack/judgement/covered-account";
import { prepare } from "../../enforcement/prepare";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { known } from "../../policypack/facts/fact";
import type { AccountFacts, LiveUser, LoginProfile, User } from "../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { ADA, account, inGroups, liveAccount, stackConfig } from "../enforcement/accounts";
import { CASES } from "../policypack/judgement/cases";
import { HARDER_CASES } from "../policypack/judgement/harder-cases";
import { plainAccount } from "../policypack/judgement/plain-account";
import {
  consoleUser,
  forceMfaGroup,
  inlinePolicy,
  managedPolicy,
  NOT_READ,
  NOW,
  userWithoutMfa,
} from "../support/accounts";

const LIMIT = "arn:aws:iam::111122223333:policy/limit";
/** Of another partition than the account. */
const ELSEWHERE = "arn:aws:iam::111122223333:policy/elsewhere";
const BOUNDED = { permissionsBoundary: known(LIMIT) };

const inline = (...Statement: object[]) => inlinePolicy("own", { Version: "2012-10-17", Statement });

const WITH_MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
const deny = (Action: string, Resource: string) => inline({ Sid: "No", Effect: "Deny", Action, Resource });

function password(changes: Partial<LoginProfile>): Pick<LiveUser, "loginProfile"> {
  const unused = { changed: new Date("2026-11-01T00:00:00Z"), lastUsed: null, nextRotation: null };
  return { loginProfile: known({ ...unused, resetRequired: known(false), ...changes }) };
}

const RESET = password({ resetRequired: known(true) });
const EXPIRED = password({ nextRotation: new Date("2026-07-30T00:00:00Z") });

const UNREAD = password({ nextRotation: new Date("2026-07-30T00:00:00Z"), resetRequired: NOT_READ });
/** A group of a team's own, that is named like one of ours. */
const ALIKE = forceMfaGroup({
  name: "force-mfa-contractors",
  attachedPolicies: [],
  ...deny("iam:*", "*"),
});

/** Who can't enrol once covered, or can do nothing with MFA either, and what tells it. */
const TROUBLED: readonly (readonly [User, RegExp])[] = [
  [userWithoutMfa("bounded", BOUNDED), /^iam:CreateVirtualMFADevice is not allowed by .* limit/],
  [
    userWithoutMfa("expired", {}, EXPIRED),
    /^the password expired on 2026-07-30 and must then be changed, and iam:ChangePassword is denied/,
  ],
  [
    userWithoutMfa("forced", {}, RESET),
    /^the password must be changed at the next sign-in, and iam:ChangePassword is denied/,
  ],
  [
    userWithoutMfa("denied", deny("iam:*", "*")),
    /^iam:CreateVirtualMFADevice is denied by No of policy own$/,
  ],
  [
    userWithoutMfa("unmade", deny("iam:CreateVirtualMFADevice", "*")),
    /^only a passkey or security key can be enrolled \(iam:CreateVirtualMFADevice is denied by No of policy own\)$/,
  ],
  [
    userWithoutMfa("both", BOUNDED, RESET),
    /^the password must be changed .*; and iam:CreateVirtualMFADevice is not allowed/,
  ],
  [
    userWithoutMfa("keyless", deny("iam:CreateVirtualMFADevice", "*"), RESET),
    /^the password must be changed .*; and only a passkey or security key/,
  ],
  [
    userWithoutMfa("foreign", { permissionsBoundary: known(ELSEWHERE) }),
    /^iam:CreateVirtualMFADevice is not allowed by .* elsewhere/,
  ],
  [userWithoutMfa("unread", {}, UNREAD), /^the password expired on 2026-07-30 and must then be changed/],
  [
    userWithoutMfa("contractor", inGroups("force-mfa-contractors")),
    /^iam:CreateVirtualMFADevice is denied by No of policy own of group force-mfa-contractors$/,
  ],
  [
    consoleUser(
      "idle",
      inline({ Sid: "No", Effect: "Deny", Action: "*", Resource: "*", Condition: WITH_MFA }),
    ),
    /^everything is denied with MFA too, by No of policy own$/,
  ],
];
/** Whom nothing keeps from it. */
const FINE = userWithoutMfa("fine");
const KEY = { rotated: null, lastUsed: { at: new Date("2025-09-01T00:00:00Z"), region: "", service: "s3" } };
/** Who gets past the password by an access key only. */
const KEYED = userWithoutMfa("keyed", {}, { ...RESET, accessKeys: known([{ active: true, ...KEY }]) });
const BY_KEY =
  /^only with their access key \(last used on 2025-09-01\), by `mfa-guard enrol`; the console is closed to them until then \(the password must be changed at the next sign-in, and iam:ChangePassword is denied by/;

const ROLLOUT = parseRolloutObject({ account: "new" }, "the test");

const allow = (Action: string, Resource: string) => ({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action, Resource },
});

const FACTS: AccountFacts = account([ADA, FINE, KEYED, ...TROUBLED.map(([user]) => user)], [ALIKE], {
  [LIMIT]: managedPolicy(allow("s3:*", "*"), { name: "limit" }),
  [ELSEWHERE]: managedPolicy(allow("*", "arn:aws-cn:*"), { name: "elsewhere" }),
});

type Reasons = Readonly<Record<string, string>>;

function ofPlan(facts: AccountFacts): Reasons {
  const kinds = ["cannot-enrol", "password-reset", "password-expired"];
  return Object.fromEntries(
    impactOf(facts, ROLLOUT, NOW).people.flatMap(({ name, breaks }) => {
      const told = breaks.filter(({ kind }) => kinds.includes(kind)).map(describeBreak);
      return told.length === 0
        ? []
        : [[name, told.map((one) => one.replace(/^could (not enrol|do nothing): /, "")).join("; and ")]];
    }),
  );
}

/** What the stack says of each: refused, or told where a passkey is still a way. */
async function stackSays(name: string, why: string): Promise<boolean> {
  const { refusals, notes } = await prepare(stackConfig({ account: "new" }), liveAccount(FACTS), NOW);
  const told = notes.map(({ message }) => message);
  return (
    refusals.some((one) => one.includes(` ${name} (${why})`)) ||
    told.some((one) => one === `${name} may not be able to enrol once covered: ${why}.`)
  );
}

/** Of the account as the stack leaves it: why somebody can't enrol, or how they can. */
function ofVerify(facts: AccountFacts, told: "why" | "way" = "why", partition = "aws"): Reasons {
  const { groupName, policyName } = ROLLOUT;
  const users = facts.users.found.map(({ name }) => name ?? "");
  const document = selfServicePolicy({ partition });
  const covered = coveredAccount(facts, [{ groupName, policyName, users, document }], ROLLOUT);
  const options = { rollout: ROLLOUT, now: NOW, actions: ["s3:GetObject"] };
  const { groups, gaps } = verifyAccount(covered, options);
  const verified = groups.flatMap((group) => group.users);
  const doubts = gaps.map(({ subject, reason }) => [subject, `may not be able to enrol: ${reason.message}`]);
  return Object.fromEntries([
    ...(told === "why" ? doubts : []),
    ...verified.flatMap(({ name, verdict }) => {
      const words: string | null = { why: null, way: null, ...verdict }[told];
      return words === null ? [] : [[name, words]];
    }),
  ]) as Reasons;
}

describe("why somebody can't enrol", () => {
  it("is the same sentence of the same users in the plan, in the stack's refusal and in verify", async () => {
    const plan = ofPlan(FACTS);
    assert.deepEqual(ofVerify(FACTS), plan);
    assert.deepEqual(Object.keys(plan).sort(), TROUBLED.map(([{ name }]) => name).sort());
    for (const [{ name = "" }, sentence] of TROUBLED) assert.match(plan[name] ?? "", sentence);
    for (const [name, why] of Object.entries(plan)) assert.ok(await stackSays(name, why), name);
    assert.equal(await stackSays("fine", ""), false);
    assert.equal(await stackSays("keyed", ""), false);
  });

  it("says in the same words of whom an access key is the only way", async () => {
    const { people } = impactOf(FACTS, ROLLOUT, NOW);
    const plan = people.flatMap(({ name, way }) => (way === null ? [] : [[name, way]]));
    assert.deepEqual(Object.fromEntries(plan), ofVerify(FACTS, "way"));
    const [[name = "", way = ""] = [], ...others] = plan;
    assert.equal(name, "keyed");
    assert.match(way, BY_KEY);
    assert.deepEqual(others, []);
    assert.equal(people.find((person) => person.name === name)?.verdict, "must enrol");
    const { notes } = await prepare(stackConfig({ account: "new" }), liveAccount(FACTS), NOW);
    assert.deepEqual(
      notes.filter(({ message }) => message.startsWith(`${name} `)),
      [{ severity: "info", message: `${name} can enrol ${way}.` }],
    );
  });

  for (const [name, { account: plain }] of Object.entries({ ...CASES, ...HARDER_CASES })) {
    it(`is the same once the stack has covered them, in plan and verify: ${name}`, () => {
      const facts = plainAccount(plain);
      const { partition } = plain;
      assert.deepEqual(ofPlan(facts), ofVerify(facts, "why", partition));
    });
  }
});
