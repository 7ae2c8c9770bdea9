import assert from "node:assert/strict";
import { impactOf } from "../../../cli/rollout/impact";
import { verifyAccount } from "../../../cli/verify/verify";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import type { Unknown } from "../../../policypack/facts/fact";
import { consoleUserMfa } from "../../../policypack/rules/console-user-mfa";
import { consoleUserMfaPending } from "../../../policypack/rules/console-user-mfa-pending";
import { forceMfaCoverage } from "../../../policypack/rules/force-mfa-coverage";
import { CONTEXT, NOT_READ, NOW } from "../../support/accounts";
import { ALLOW_ALL, type JsonDocument, type JsonStatement } from "../iam/documents";
import { deny } from "./case-policies";
import { CASES, type JudgementCase } from "./cases";
import { HARDER_CASES } from "./harder-cases";
import { type PlainAccount, plainAccount, type PlainUser } from "./plain-account";
import { TRAP_CASES } from "./trap-cases";
import { GUARDRAIL_CASES } from "./trap-cases-guardrails";

/** One of each kind; each has one user, ann. */
const NAMES = [
  "the self-service policy beside everything",
  "forced by the permissions boundary alone",
  "everything allowed on the condition of MFA, and enrolling without",
  "others spared by a tag",
  "Bool where BoolIfExists should be",
  "a gap of a month next year",
  "a boundary without IAM",
  "another policy denies enabling a device on this user",
  "her own name only, with a key, and a device left over with it",
  "a password of an age that AWS does not tell, where passwords expire",
  "enrolling allowed by a variable of SAML, with her name for a default",
];

/** Whose answers could be better. */
const TROUBLED = [
  "Bool where BoolIfExists should be",
  "a boundary without IAM",
  "her own name only, with a key, and a device left over with it",
  "a password of an age that AWS does not tell, where passwords expire",
];

const ALL_CASES: Readonly<Record<string, JudgementCase>> = {
  ...{ ...CASES, ...HARDER_CASES, ...TRAP_CASES, ...GUARDRAIL_CASES },
};

function accountOf(name: string): PlainAccount {
  const found = ALL_CASES[name];
  assert.ok(found, `no case ${name}`);
  return found.account;
}

/** Not all that there are, so that this takes seconds. */
const actions = [
  "iam:CreateVirtualMFADevice",
  "iam:DeactivateMFADevice",
  "iam:EnableMFADevice",
  "s3:GetObject",
];

/** What is said of one user, without the words. */
interface Answer {
  readonly verify: string;
  readonly rules: readonly string[];
}

function answerFor(name: string, account: AccountFacts, now = NOW): Answer {
  const { groups, gaps } = verifyAccount(account, { rollout: null, now, actions });
  const user = groups.flatMap(({ users }) => users).find((user) => user.name === name);
  const rules = [consoleUserMfa, consoleUserMfaPending, forceMfaCoverage].flatMap((rule) =>
    rule
      .check(account, { ...CONTEXT, now })
      .outcomes.filter((outcome) => "subject" in outcome && [name, account.label].includes(outcome.subject))
      .map(({ kind }) => `${rule.name}: ${kind}`),
  );
  return {
    verify: user?.verdict.kind ?? `unknown: ${gaps.length > 0}`,
    rules: [...new Set(rules)].sort(),
  };
}

function planFor(name: string, account: AccountFacts): string {
  const person = impactOf(account, null, NOW).people.find((person) => person.name === name);
  return `${person?.verdict}${person?.unknown.length === 0 ? "" : ", as far as is known"}`;
}

type Change = (account: PlainAccount) => PlainAccount;

function inText(change: (text: string) => string): Change {
  return (account) => JSON.parse(change(JSON.stringify(account))) as PlainAccount;
}

/** Each statement of all policies becomes these. */
function ofStatements(change: (statement: JsonStatement) => readonly JsonStatement[]): Change {
  return ({ policies = {}, ...account }) => ({
    ...account,
    policies: Object.fromEntries(
      Object.entries(policies as Readonly<Record<string, JsonDocument>>).map(([name, document]) => [
        name,
        { ...document, Statement: document.Statement.flatMap(change) },
      ]),
    ),
  });
}

/** Each action, pattern or name of one. */
function ofActions(change: (action: string) => string): Change {
  return ofStatements(({ Action, NotAction, ...rest }) => [
    {
      ...rest,
      ...(Action !== undefined && { Action: [Action].flat().map((one) => change(one as string)) }),
      ...(NotAction !== undefined && { NotAction: [NotAction].flat().map((one) => change(one as string)) }),
    },
  ]);
}

function ofUsers(change: (user: PlainUser, account: PlainAccount) => PlainUser): Change {
  return (account) => ({ ...account, users: account.users.map((user) => change(user, account)) });
}

/** The documents of a user's policies, in the order of their names. */
function documentsOf({ attached = [], groups = [] }: PlainUser, account: PlainAccount): JsonDocument[] {
  const ofGroups = groups.flatMap((group) => account.groups?.[group]?.attached ?? []);
  return [...attached, ...ofGroups].sort().map((name) => account.policies?.[name] as JsonDocument);
}

function holdingInline(documents: (all: readonly JsonDocument[]) => readonly JsonDocument[]): Change {
  return ofUsers((user, account) => ({
    ...user,
    groups: [],
    attached: [],
    inline: Object.fromEntries(
      documents(documentsOf(user, account)).map((document, i) => [`own-${i}`, document]),
    ),
  }));
}

const VERSION = "2012-10-17";

/** The Deny or Allow of each value of BoolIfExists, and the same where the key is missing. */
function ifExistsInTwo(statement: JsonStatement): readonly JsonStatement[] {
  const { BoolIfExists, ...others } = (statement["Condition"] ?? {}) as Record<string, object>;
  if (!BoolIfExists || Object.keys(BoolIfExists).length > 1) return [statement];
  const [key = ""] = Object.keys(BoolIfExists);
  return [
    { ...statement, Condition: { ...others, Bool: BoolIfExists } },
    { ...statement, Sid: "Missing", Condition: { ...others, Null: { [key]: "true" } } },
  ];
}

const SHIFT = 11 * 24 * 60 * 60 * 1000;

/** What makes no difference to ann. */
const CHANGES: Readonly<Record<string, Change>> = {
  "another name of the group": inText((text) => text.replaceAll('"mfa"', '"team-x"')),
  "other names of policies": inText((text) => text.replace(/"(force|work|limit|gate|no)"/g, '"z-$1"')),
  GovCloud: (account) => ({
    ...inText((text) => text.replaceAll("arn:aws:", "arn:aws-us-gov:"))(account),
    partition: "aws-us-gov",
  }),
  "inline policies of her own": holdingInline((all) => all),
  "one policy for each statement": holdingInline((all) =>
    all.flatMap(({ Statement }) =>
      Statement.map((statement) => ({ Version: VERSION, Statement: [statement] })),
    ),
  ),
  "one policy for all statements, in the other order": holdingInline((all) => [
    { Version: VERSION, Statement: all.flatMap(({ Statement }) => Statement).reverse() },
  ]),
  "the same policies twice": ofUsers((user, account) => ({
    ...user,
    inline: Object.fromEntries(documentsOf(user, account).map((document, i) => [`again-${i}`, document])),
  })),
  "no names of statements": ofStatements((statement) => [{ ...statement, Sid: undefined }]),
  "actions in capital letters": ofActions((action) => action.toUpperCase()),
  "actions in small letters": ofActions((action) => action.toLowerCase()),
  "a star as a question mark and a star": ofActions((action) => action.replace(/:\*$/, ":?*")),
  "keys of conditions in capital letters": inText((text) =>
    text.replace(/"aws:(MultiFactorAuthPresent|username|CurrentTime)"/gi, (key) => key.toUpperCase()),
  ),
  "the false and the missing key in two statements": ofStatements(ifExistsInTwo),
  "a boundary that allows everything": (account) => ({
    ...account,
    policies: { ...account.policies, all: ALLOW_ALL },
    users: account.users.map((user) => ({ boundary: "all", ...user })),
  }),
  "a service control policy that allows everything": (account) => ({ ...account, scps: [[ALLOW_ALL]] }),
  "a Deny of something else": ofUsers((user) => ({ ...user, inline: { other: deny("braket:CancelJob") } })),
  "somebody else with nothing": (account) => ({ ...account, users: [{ name: "aaron" }, ...account.users] }),
  "a group that nobody is in": (account) => ({
    ...account,
    groups: { ...account.groups, none: { inline: { all: ALLOW_ALL } } },
  }),
};

/** Who may have the same policies. */
const OTHERS: readonly PlainUser[] = [
  { name: "aaron" },
  { name: "anna", path: "/team/" },
  { name: "robot", tags: { mfa: "off" } },
  { name: "zoe", keys: [true], devices: ["virtual"] },
];

/** Each place of a fact that is known, and the account with that fact unknown instead. */
function* withoutOne(value: unknown, path = ""): Generator<readonly [string, unknown]> {
  if (typeof value !== "object" || value === null || value instanceof Date) return;
  if ("known" in value) {
    if (value.known === true) yield [path, NOT_READ satisfies Unknown];
    // A document is read as a whole.
    if (value.known === true && !path.endsWith(".document"))
      for (const [at, changed] of withoutOne((value as unknown as { value: unknown }).value, path))
        yield [at, { ...value, value: changed }];
    return;
  }
  if (value instanceof Map) {
    for (const [key, one] of value)
      for (const [at, changed] of withoutOne(one, `${path}.${key}`))
        yield [at, new Map([...value, [key, changed]])];
    return;
  }
  for (const [key, one] of Object.entries(value))
    for (const [at, changed] of withoutOne(one, `${path}.${key}`))
      yield [at, Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }];
}

/** What no answer about a user goes by; and that all of a user is unknown only where the list of users is. */
const ELSEWHERE = /^\.(alias|root|consoleAuthorization)\b|^\.users\.found\.\d\.live$/;

const isGood = ({ verify }: Answer) => verify === "passes" || verify === "grace";
const isFound = ({ rules }: Answer) => rules.some((said) => /^console-user-mfa: /.test(said));
const isSure = (plan: string) => plan === "ready" || plan === "must enrol";

describe("the answer about a user", () => {
  for (const name of NAMES) {
    it(`is the same, however it is written: ${name}`, () => {
      const account = accountOf(name);
      const answer = answerFor("ann", plainAccount(account));
      for (const [what, change] of Object.entries(CHANGES))
        assert.deepEqual(answerFor("ann", plainAccount(change(account))), answer, what);
    });

    it(`is the same on another day, if all dates are: ${name}`, () => {
      const account = accountOf(name);
      const dates = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
      const later = inText((text) =>
        text.replace(dates, (date) => new Date(Date.parse(date) + SHIFT).toISOString()),
      )(account);
      const now = new Date(NOW.getTime() + SHIFT);
      assert.deepEqual(answerFor("ann", plainAccount(later), now), answerFor("ann", plainAccount(account)));
    });

    it(`is the same, whoever else has these policies: ${name}`, () => {
      const account = accountOf(name);
      const [ann] = account.users;
      assert.ok(ann);
      const others = OTHERS.map((other) => ({ ...ann, path: "/", keys: [], ...other }));
      const together = plainAccount({ ...account, users: [...others, ann] });
      for (const user of [...others, ann])
        assert.deepEqual(
          answerFor(user.name, together),
          answerFor(user.name, plainAccount({ ...account, users: [user] })),
          user.name,
        );
    });
  }

  for (const name of TROUBLED) {
    it(`gets no better by what can't be read: ${name}`, () => {
      const account = plainAccount(accountOf(name));
      const answer = answerFor("ann", account);
      const isPlanSure = isSure(planFor("ann", account));
      for (const [what, less] of withoutOne(account)) {
        if (ELSEWHERE.test(what)) continue;
        const without = answerFor("ann", less as AccountFacts);
        assert.ok(isGood(answer) || !isGood(without), `verify, without ${what}: ${without.verify}`);
        assert.ok(
          isFound(without) || !isFound(answer),
          `the rules, without ${what}: ${without.rules.join()}`,
        );
        const plan = planFor("ann", less as AccountFacts);
        assert.ok(isPlanSure || !isSure(plan), `plan, without ${what}: ${plan}`);
      }
    });
  }
});
