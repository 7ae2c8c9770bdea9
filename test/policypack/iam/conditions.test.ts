import assert from "node:assert/strict";
import { conditionHolds } from "../../../policypack/iam/conditions";
import { type ContextValue, RequestContext } from "../../../policypack/iam/request-context";
import { isDoubt } from "../../../policypack/iam/ternary";
import { askOracle, type OracleAnswer } from "./oracle";

type Answer = true | false | "can't tell";

interface Case {
  readonly shows: string;
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** Undefined: not known; null: not in the request. */
  readonly value: Exclude<ContextValue, symbol>;
  readonly holds: Answer;
}

function ask(
  { operator, key, values, value }: Omit<Case, "shows" | "holds">,
  version = "2012-10-17",
): Answer {
  const context = new RequestContext({ [key]: value, "aws:username": "ann", "tag:star": "*" }, null);
  const truth = conditionHolds({ operator, key, values }, context, version);
  return isDoubt(truth) ? "can't tell" : truth;
}

const MFA = "aws:MultiFactorAuthPresent";

const CASES: readonly Case[] = [
  {
    shows: "Bool on an absent key does not hold",
    operator: "Bool",
    key: MFA,
    values: ["false"],
    value: null,
    holds: false,
  },
  {
    shows: "BoolIfExists on an absent key holds",
    operator: "BoolIfExists",
    key: MFA,
    values: ["false"],
    value: null,
    holds: true,
  },
  {
    shows: "keys and operators in any case",
    operator: "boolIFexists",
    key: "AWS:multifactorAUTHpresent",
    values: ["FALSE"],
    value: "false",
    holds: true,
  },
  {
    shows: "a key that is not known",
    operator: "BoolIfExists",
    key: MFA,
    values: ["false"],
    value: undefined,
    holds: "can't tell",
  },
  {
    shows: "an unreadable value",
    operator: "Bool",
    key: MFA,
    values: ["maybe"],
    value: "false",
    holds: "can't tell",
  },
  {
    shows: "an unreadable value beside one that matches",
    operator: "Bool",
    key: MFA,
    values: ["maybe", "false"],
    value: "false",
    holds: true,
  },
  { shows: "no values at all", operator: "BoolIfExists", key: MFA, values: [], value: "false", holds: false },
  {
    shows: "an operator that does not exist",
    operator: "Boolean",
    key: MFA,
    values: ["false"],
    value: "false",
    holds: "can't tell",
  },
  {
    shows: "a set operator that does not exist",
    operator: "ForSomeValues:Bool",
    key: MFA,
    values: ["false"],
    value: "false",
    holds: "can't tell",
  },
  {
    shows: "an operator of another type than the key",
    operator: "StringEquals",
    key: MFA,
    values: ["false"],
    value: "false",
    holds: "can't tell",
  },
  {
    shows: "Null true on an absent key",
    operator: "Null",
    key: MFA,
    values: ["true"],
    value: null,
    holds: true,
  },
  {
    shows: "Null false on a key that is there",
    operator: "Null",
    key: MFA,
    values: ["false"],
    value: "true",
    holds: true,
  },
  {
    shows: "Null with a value that is no boolean",
    operator: "Null",
    key: MFA,
    values: ["yes"],
    value: null,
    holds: "can't tell",
  },
  {
    shows: "Null with IfExists, which AWS does not have",
    operator: "NullIfExists",
    key: MFA,
    values: ["true"],
    value: null,
    holds: "can't tell",
  },
  {
    shows: "ForAllValues on an absent key",
    operator: "ForAllValues:Bool",
    key: MFA,
    values: ["false"],
    value: null,
    holds: true,
  },
  {
    shows: "ForAnyValue on an absent key",
    operator: "ForAnyValue:Bool",
    key: MFA,
    values: ["false"],
    value: null,
    holds: false,
  },
  {
    shows: "ForAnyValue with IfExists on an absent key",
    operator: "ForAnyValue:BoolIfExists",
    key: MFA,
    values: ["false"],
    value: null,
    holds: "can't tell",
  },
  {
    shows: "ForAllValues where one value does not match",
    operator: "ForAllValues:StringLike",
    key: "aws:TagKeys",
    values: ["a*"],
    value: ["ab", "b"],
    holds: false,
  },
  {
    shows: "ForAnyValue where one value matches",
    operator: "ForAnyValue:StringLike",
    key: "aws:TagKeys",
    values: ["a*"],
    value: ["ab", "b"],
    holds: true,
  },
  {
    shows: "several values without a set operator",
    operator: "StringLike",
    key: "aws:TagKeys",
    values: ["a*"],
    value: ["ab", "b"],
    holds: "can't tell",
  },
  {
    shows: "a negated operator on an absent key",
    operator: "StringNotEquals",
    key: "x:y",
    values: ["a"],
    value: null,
    holds: true,
  },
  {
    shows: "a negated operator is about all of its values",
    operator: "StringNotEquals",
    key: "x:y",
    values: ["a", "b"],
    value: "b",
    holds: false,
  },
  {
    shows: "a star means nothing to StringEquals",
    operator: "StringEquals",
    key: "x:y",
    values: ["a*"],
    value: "ab",
    holds: false,
  },
  {
    shows: "a variable",
    operator: "StringEquals",
    key: "x:y",
    values: ["${aws:username}-1"],
    value: "ann-1",
    holds: true,
  },
  {
    shows: "a variable's default",
    operator: "StringEquals",
    key: "x:y",
    values: ["${tag:none, 'blue'}"],
    value: "blue",
    holds: true,
  },
  {
    shows: "a variable without value equals nothing",
    operator: "StringEquals",
    key: "x:y",
    values: ["${tag:none}"],
    value: "",
    holds: false,
  },
  {
    shows: "a variable without value under a negated operator",
    operator: "StringNotEquals",
    key: "x:y",
    values: ["${tag:none}"],
    value: "a",
    holds: "can't tell",
  },
  {
    shows: "a star that comes out of a variable is a star",
    operator: "StringLike",
    key: "x:y",
    values: ["${tag:star}"],
    value: "ab",
    holds: false,
  },
  { shows: "a literal star", operator: "StringLike", key: "x:y", values: ["${*}"], value: "*", holds: true },
  {
    shows: "a literal question mark",
    operator: "StringLike",
    key: "x:y",
    values: ["a${?}"],
    value: "ab",
    holds: false,
  },
  {
    shows: "a literal dollar",
    operator: "StringEquals",
    key: "x:y",
    values: ["${$}"],
    value: "$",
    holds: true,
  },
  {
    shows: "numbers as numbers",
    operator: "NumericLessThan",
    key: "x:y",
    values: ["10"],
    value: "9",
    holds: true,
  },
  {
    shows: "a number that is none",
    operator: "NumericLessThan",
    key: "x:y",
    values: ["1e3"],
    value: "9",
    holds: "can't tell",
  },
  {
    shows: "a date with a zone",
    operator: "DateGreaterThan",
    key: "aws:CurrentTime",
    values: ["2027-01-01T02:00:00+02:00"],
    value: "2027-01-01T00:00:01Z",
    holds: true,
  },
  {
    shows: "a time without a zone, which is no W3C date",
    operator: "DateGreaterThan",
    key: "aws:CurrentTime",
    values: ["2027-01-01T00:00:00"],
    value: "2028-01-01T00:00:00Z",
    holds: "can't tell",
  },
  {
    shows: "a variable in a date",
    operator: "DateGreaterThan",
    key: "aws:CurrentTime",
    values: ["${tag:none}"],
    value: "2028-01-01T00:00:00Z",
    holds: "can't tell",
  },
  {
    shows: "an address in a range",
    operator: "IpAddress",
    key: "aws:SourceIp",
    values: ["10.0.0.0/8"],
    value: "10.9.9.9",
    holds: true,
  },
  {
    shows: "an IPv6 address and a range of IPv4",
    operator: "NotIpAddress",
    key: "aws:SourceIp",
    values: ["10.0.0.0/8"],
    value: "2001:db8::1",
    holds: true,
  },
  {
    shows: "a range that is none",
    operator: "IpAddress",
    key: "aws:SourceIp",
    values: ["10.0.0.0/99"],
    value: "10.9.9.9",
    holds: "can't tell",
  },
  {
    shows: "an ARN part by part",
    operator: "ArnLike",
    key: "aws:PrincipalArn",
    values: ["arn:*:iam::*:user/*"],
    value: "arn:aws:iam::111122223333:user/team/ann",
    holds: true,
  },
  {
    shows: "an ARN with parts missing",
    operator: "ArnLike",
    key: "aws:PrincipalArn",
    values: ["arn:aws"],
    value: "arn:aws:iam::1:user/a",
    holds: "can't tell",
  },
  {
    shows: "a star over parts of an ARN",
    operator: "ArnLike",
    key: "aws:PrincipalArn",
    values: ["arn:aws:*:user/a:*:*:*"],
    value: "arn:aws:iam::1:user/a:b:c:d",
    holds: "can't tell",
  },
  {
    shows: "bytes, which are not read",
    operator: "BinaryEquals",
    key: "x:y",
    values: ["QQ=="],
    value: "QQ==",
    holds: "can't tell",
  },
];

/** Cases in which the oracle answers otherwise, and AWS's documentation decides. */
const KEPT: readonly (Case & { readonly oracle: OracleAnswer; readonly source: string })[] = [
  {
    shows: "a literal star is one for StringEquals too",
    operator: "StringEquals",
    key: "x:y",
    values: ["${*}"],
    value: "*",
    holds: true,
    oracle: "implicitly denied",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars",
  },
  {
    shows: "0.0.0.0/0 is every IPv4 address",
    operator: "IpAddress",
    key: "aws:SourceIp",
    values: ["0.0.0.0/0"],
    value: "192.0.2.1",
    holds: true,
    oracle: "implicitly denied",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress",
  },
  {
    shows: "a number as a date is seconds since 1970",
    operator: "DateGreaterThan",
    key: "aws:CurrentTime",
    values: ["1801472400"],
    value: "2027-01-31T00:00:00Z",
    holds: false,
    oracle: "allowed",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date",
  },
  {
    shows: "four digits as a date may be a year or seconds, and AWS does not say which",
    operator: "DateGreaterThan",
    key: "aws:CurrentTime",
    values: ["2027"],
    value: "2026-11-21T00:00:00Z",
    holds: "can't tell",
    oracle: "allowed",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date",
  },
  {
    shows: "a string operator on a boolean key is not for AWS's text to tell",
    operator: "StringEqualsIfExists",
    key: MFA,
    values: ["false"],
    value: "false",
    holds: "can't tell",
    oracle: "allowed",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
  },
];

describe("condition", () => {
  for (const { shows, holds, ...asked } of CASES) {
    it(`${shows}: ${holds}`, () => assert.equal(ask(asked), holds));
  }

  it("takes variables for plain text in a document of another version", () => {
    const asked = { operator: "StringEquals", key: "x:y", values: ["${aws:username}"], value: "ann" };
    assert.equal(ask(asked, "2008-10-17"), false);
    assert.equal(ask({ ...asked, value: "${aws:username}" }, "2008-10-17"), true);
  });

  for (const { shows, holds, oracle, source, ...asked } of KEPT) {
    it(`${shows}, by AWS's documentation and against the oracle (${source})`, () => {
      const { operator, key, values, value } = asked;
      const Statement = [
        { Effect: "Allow", Action: "*", Resource: "*", Condition: { [operator]: { [key]: values } } },
      ];
      const document = { Version: "2012-10-17", Statement };
      const request = {
        action: "ec2:RunInstances",
        resource: "arn:aws:ec2:a:1:i/1",
        context: { [key]: value },
      };
      assert.equal(ask(asked), holds);
      assert.equal(askOracle([document], request), oracle);
    });
  }
});
