import assert from "node:assert/strict";
import fc from "fast-check";
import { judgeForceMfa } from "../../policypack/iam/force-mfa-judgement";
import { parsePolicyDocument, PolicyDocumentError } from "../../policypack/iam/policy-document";
import { isAdministrator } from "../../policypack/iam/administrator";
import { repairForceMfa, writeBack } from "../../policypack/iam/repair";
import { resolve } from "../../policypack/iam/variables";
import { matchesPattern, parseWildcards, type Pattern } from "../../policypack/iam/wildcard";
import { ALL_ACTING, PROTOTYPE_NAMES } from "./words";

const NESTED = 100_000;
const brackets = `${"[".repeat(NESTED)}${"]".repeat(NESTED)}`;
const braces = `${'{"a":'.repeat(NESTED)}1${"}".repeat(NESTED)}`;
const allow = (more: string) => `{"Statement": [{"Effect": "Allow", ${more}}]}`;

/** The message with which a document is refused. */
function refusal(json: string): string | undefined {
  try {
    parsePolicyDocument(json);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof PolicyDocumentError, String(error));
    assert.ok(error.message.length < 500, `a message of ${error.message.length} characters`);
    return error.message;
  }
}

/** All that is done with a document that could be read. */
function judgeAll(json: string): void {
  const document = parsePolicyDocument(json);
  isAdministrator([document]);
  judgeForceMfa(document);
  const repair = repairForceMfa(document);
  if (repair) parsePolicyDocument(writeBack(json, document, repair.document));
}

describe("a hostile policy document", () => {
  const REFUSED: Readonly<Record<string, string>> = {
    "brackets in brackets": brackets,
    "braces in braces": braces,
    "brackets that never end": "[".repeat(NESTED),
    "brackets for a version": `{"Version": ${brackets}, "Statement": []}`,
    "brackets for a statement": `{"Statement": ${brackets}}`,
    "braces for an effect": `{"Statement": {"Effect": ${braces}}}`,
    "brackets for an action": allow(`"Action": ${brackets}`),
    "braces for a resource": allow(`"Resource": ${braces}`),
    "braces for conditions": allow(`"Condition": ${braces}`),
    "brackets for a condition's value": allow(`"Condition": {"Bool": {"a": ${brackets}}}`),
    "an object for an Sid, which has a toString of its own": allow('"Sid": {"toString": 1}'),
    "a version that can't be a text": '{"Version": {"toString": null, "valueOf": 1}, "Statement": []}',
    "megabytes of effect": `{"Statement": {"Effect": "${"x".repeat(900_000)}"}}`,
    "a megabyte of operator": allow(`"Condition": {"${"x".repeat(900_000)}": 1}`),
    "more than any policy has": allow(`"Action": "${"x".repeat(2_000_000)}"`),
    nothing: "",
    NUL: "\0",
  };
  for (const [name, json] of Object.entries(REFUSED)) {
    it(`is refused with one short message: ${name}`, () => assert.ok(refusal(json)));
  }

  it("has prototype names for elements, operators and keys, which change nothing", () => {
    for (const name of PROTOTYPE_NAMES) {
      const block = `{"${name}": {"${name}": "${name}"}, "Bool": {"${name}": "false"}}`;
      judgeAll(
        `{"${name}": 1, "Statement": [{"${name}": {"polluted": 1}, "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": ${block}}]}`,
      );
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.deepEqual(Object.keys(Object.prototype), []);
  });

  it("keeps prototype names where its conditions are written back", () => {
    const json = '{"Statement": {"Effect": "Deny", "Condition": {"__proto__": {"__proto__": "x"}}}}';
    const before = parsePolicyDocument(json);
    const [statement] = before.statements;
    assert.ok(statement);
    const another = { operator: "Bool", key: "a", values: ["true"] };
    const after = {
      ...before,
      statements: [{ ...statement, conditions: [...statement.conditions, another] }],
    };
    const written = writeBack(json, before, after);
    assert.match(written, /"Condition":\{"__proto__":\{"__proto__":"x"\},"Bool":\{"a":"true"\}\}/);
  });

  it("has texts that act, in every element", () => {
    for (const text of [ALL_ACTING, ...PROTOTYPE_NAMES.slice(0, 2)]) {
      const t = JSON.stringify(text);
      judgeAll(
        `{"Version": ${t}, "Statement": [{"Sid": ${t}, "Effect": "Deny", "NotAction": [${t}, "iam:*"], "Resource": ${t}, "Condition": {${t}: {${t}: ${t}}, "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]}`,
      );
    }
  });

  it("has any JSON in any place, and is read or refused", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    const key = fc.oneof(
      fc.constantFrom(...PROTOTYPE_NAMES, "Bool", "StringLike", "DateGreaterThan", "IpAddress", "Null"),
      fc.string(),
    );
    const element = fc.constantFrom(
      "Sid",
      "Effect",
      "Action",
      "NotAction",
      "Resource",
      "NotResource",
      "Condition",
      "__proto__",
    );
    const statement = fc.dictionary(
      element,
      fc.oneof(value, fc.constantFrom("Allow", "Deny", "*"), fc.dictionary(key, fc.dictionary(key, value))),
    );
    const document = fc.record({
      Version: fc.oneof(value, fc.constant("2012-10-17")),
      Statement: fc.oneof(value, fc.array(statement)),
    });
    fc.assert(
      fc.property(document, (document) => {
        const json = JSON.stringify(document);
        if (refusal(json) === undefined) judgeAll(json);
      }),
      { numRuns: 300 },
    );
  });
});

/** A pattern that counts how often an item of it is looked at. */
function counted(text: string): { pattern: Pattern; steps: () => number } {
  let steps = 0;
  const pattern = new Proxy(parseWildcards(text), {
    get: (target, key, receiver) => {
      if (typeof key === "string" && /^\d+$/.test(key)) steps++;
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  return { pattern, steps: () => steps };
}

describe("a catastrophic glob", () => {
  /** Patterns of a size at which other matchers take for ever; and the text that is worst for each. */
  const CATASTROPHIC: Readonly<Record<string, readonly [string, string]>> = {
    "stars and letters": [`${"*a".repeat(500)}*b`, "a".repeat(5_000)],
    "many stars": [`${"*".repeat(5_000)}b`, "a".repeat(5_000)],
    "stars and question marks": [`${"*?".repeat(500)}b`, "a".repeat(5_000)],
    "one long repetition": [`*${"a".repeat(500)}b`, "a".repeat(5_000)],
  };
  for (const [name, [text, subject]] of Object.entries(CATASTROPHIC)) {
    it(`takes no more steps than the product of both lengths: ${name}`, () => {
      const { pattern, steps } = counted(text);
      assert.equal(matchesPattern(pattern, subject), false);
      assert.ok(steps() <= 2 * (text.length + 1) * (subject.length + 1), `${steps()} steps`);
    });
  }

  it("takes steps in proportion to the text, for a pattern of one length", () => {
    const stepsFor = (length: number) => {
      const { pattern, steps } = counted(`${"*a".repeat(30)}*b`);
      matchesPattern(pattern, "a".repeat(length));
      return steps();
    };
    assert.ok(stepsFor(64_000) <= 2.2 * stepsFor(32_000));
  });
});

describe("policy variables without end", () => {
  const context = { get: () => "ann" } as unknown as Parameters<typeof resolve>[1];
  const VERSION = "2012-10-17";

  // A matcher by pattern looks to the end of the text for each brace, which takes minutes here.
  it("are text where no brace is closed", () => {
    const text = "${".repeat(500_000);
    assert.deepEqual(resolve(text, context, VERSION), parseWildcards(text));
  });

  it("are no variable where a comma leads to no default", () => {
    const blank = " ".repeat(200_000);
    const asked: string[] = [];
    const asking = { get: (key: string) => void asked.push(key) } as unknown as typeof context;
    resolve(`\${a${blank},${blank}x}`, asking, VERSION);
    assert.deepEqual(asked, [`a${blank},${blank}x`]);
  });

  it("are read with blanks and a default", () => {
    const missing = { get: () => null } as unknown as typeof context;
    assert.deepEqual(resolve("a-${ aws:username , 'x, y' }-b", missing, VERSION), [..."a-x, y-b"]);
    assert.deepEqual(resolve("${*}${?}${$}${aws:username}", context, VERSION), [..."*?$ann"]);
  });
});
