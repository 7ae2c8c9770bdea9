import fc from "fast-check";
import type { ContextValue } from "../../../policypack/iam/request-context";
import type { JsonDocument, JsonStatement } from "./documents";
import type { OracleRequest } from "./oracle";

/** What there is to know of a kind of condition: operators that fit, keys with the values that requests have, values of policies. */
interface Kind {
  readonly operators: readonly string[];
  readonly keys: Readonly<Record<string, readonly ContextValue[]>>;
  readonly values: readonly (string | boolean | number)[];
  /** Set operators; a key with several values takes nothing else. */
  readonly quantifiers: readonly string[];
}

const NO_QUANTIFIER = [""];
const ORDER = ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
const STRING = ["Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike"].map(
  (o) => `String${o}`,
);
const TEXTS = [
  "red",
  "RED",
  "r*",
  "re?",
  "*",
  "${aws:username}",
  "${aws:username}-*",
  "${tag:none, 'red'}",
  "a",
  "b",
];

const KINDS: readonly Kind[] = [
  {
    operators: ["Bool"],
    keys: { "aws:MultiFactorAuthPresent": [null, "true", "false"], "aws:ViaAWSService": ["true", "false"] },
    values: ["true", "false", true, false, "TRUE", "False"],
    quantifiers: ["", "ForAllValues:", "ForAnyValue:"],
  },
  {
    operators: STRING,
    keys: {
      "aws:PrincipalTag/team": [null, "red", "blue", "*", "ann-x"],
      "aws:RequestedRegion": [null, "a"],
    },
    values: TEXTS,
    quantifiers: ["", "ForAllValues:", "ForAnyValue:"],
  },
  {
    operators: ["StringLike", "StringNotLike"],
    keys: { "aws:PrincipalTag/star": [null, "*", "?", "$", "a"] },
    values: ["${*}", "${?}", "${$}", "*${*}"],
    quantifiers: NO_QUANTIFIER,
  },
  {
    operators: STRING,
    keys: { "aws:TagKeys": [null, [], ["a"], ["a", "b"], ["red", "zz"]] },
    values: TEXTS,
    quantifiers: ["ForAllValues:", "ForAnyValue:"],
  },
  {
    operators: ORDER.map((o) => `Numeric${o}`),
    keys: { "s3:max-keys": [null, "5", "-1", "10.5"] },
    values: ["5", 5, "10.5", "-1", "0"],
    quantifiers: NO_QUANTIFIER,
  },
  {
    operators: ORDER.map((o) => `Date${o}`),
    keys: { "aws:CurrentTime": ["2027-01-01T00:00:00Z", "2026-06-01T12:00:00.000Z"] },
    values: ["2027-01-01T00:00:00Z", "2027-01-01", "2026-06-01T14:00:00+02:00", "2026-01-01"],
    quantifiers: NO_QUANTIFIER,
  },
  {
    operators: ["IpAddress", "NotIpAddress"],
    keys: { "aws:SourceIp": [null, "10.1.2.3", "192.0.2.1", "2001:db8::1"] },
    values: ["10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"],
    quantifiers: NO_QUANTIFIER,
  },
  {
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    keys: { "aws:SourceArn": [null, "arn:aws:sns:eu-west-1:111122223333:topic", "arn:aws:s3:::bucket"] },
    values: ["arn:aws:sns:*:*:topic", "arn:aws:s3:::buck??", "arn:*:*:*:*:*", "arn:aws:s3:::${aws:username}"],
    quantifiers: NO_QUANTIFIER,
  },
];

const ACTIONS = [
  "*",
  "s3:*",
  "s3:GetObject",
  "S3:getobject",
  "s3:Get*",
  "s3:*Object",
  "iam:GetUse?",
  "iam:*",
  "ec2:RunInstances",
];

const RESOURCES = [
  "*",
  "arn:aws:s3:::bucket/*",
  "arn:aws:s3:::bucket/a?c",
  "arn:aws:s3:::bucket/${aws:username}/*",
  "arn:aws:s3:::bucket/${tag:none}/x",
  "arn:aws:s3:::bucket/${tag:none, 'ann'}/x",
  "arn:aws:iam::*:user/${aws:username}",
  "arn:aws:iam::111122223333:user/*/ann",
  "arn:aws-cn:s3:::*",
];

function listOf<T>(items: readonly T[]): fc.Arbitrary<T | T[]> {
  return fc.oneof(
    fc.constantFrom(...items),
    fc.array(fc.constantFrom(...items), { minLength: 1, maxLength: 3 }),
  );
}

const operand = fc.constantFrom(...KINDS).chain((kind) =>
  fc.record({
    operator: fc
      .tuple(
        fc.constantFrom(...kind.quantifiers),
        fc.constantFrom(...kind.operators),
        fc.constantFrom("", "", "IfExists"),
      )
      .map((parts) => parts.join("")),
    key: fc.constantFrom(...Object.keys(kind.keys)),
    values: listOf(kind.values),
  }),
);

const existence = fc.record({
  operator: fc.constant("Null"),
  key: fc.constantFrom(...KINDS.flatMap(({ keys }) => Object.keys(keys))),
  values: listOf(["true", "false"]),
});

const conditions = fc
  .array(fc.oneof({ weight: 5, arbitrary: operand }, { weight: 1, arbitrary: existence }), { maxLength: 2 })
  .map((list) => {
    const block: Record<string, Record<string, unknown>> = {};
    for (const { operator, key, values } of list) (block[operator] ??= {})[key] = values;
    return block;
  });

const statement = fc
  .record({
    effect: fc.constantFrom("Allow", "Allow", "Deny"),
    actionElement: fc.constantFrom("Action", "Action", "NotAction"),
    actions: listOf(ACTIONS),
    resourceElement: fc.constantFrom("Resource", "Resource", "NotResource"),
    resources: listOf(RESOURCES),
    conditions,
  })
  .map((s): JsonStatement => ({
    Effect: s.effect,
    [s.actionElement]: s.actions,
    [s.resourceElement]: s.resources,
    ...(Object.keys(s.conditions).length > 0 && { Condition: s.conditions }),
  }));

/** Documents of the grammar that we say to support, in which most operators have a key that fits. */
export const randomDocument: fc.Arbitrary<JsonDocument> = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

/** Requests of user ann with a value, or none, for each of the keys. */
export const randomRequest: fc.Arbitrary<OracleRequest> = fc.record({
  action: fc.constantFrom(
    "s3:GetObject",
    "s3:PutObject",
    "iam:GetUser",
    "iam:CreateUser",
    "ec2:RunInstances",
  ),
  resource: fc.constantFrom(
    "arn:aws:s3:::bucket/abc",
    "arn:aws:s3:::bucket/ann/x",
    "arn:aws:iam::111122223333:user/ann",
    "arn:aws:iam::111122223333:user/team/ann",
    "arn:aws:ec2:eu-west-1:111122223333:instance/i-1",
  ),
  context: fc
    .record(
      Object.fromEntries(
        KINDS.flatMap(({ keys }) => Object.entries(keys)).map(([key, values]) => [
          key,
          fc.constantFrom(...values),
        ]),
      ),
    )
    .map((values): OracleRequest["context"] => ({ ...values, "aws:username": "ann" })),
});
