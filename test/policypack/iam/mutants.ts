import { MFA_KEY } from "../../../policypack/iam/self-service-actions";
import type { JsonDocument, JsonStatement } from "./documents";

/** A document that differs from the original in one place. */
export interface Mutant {
  /** "DenyAllExceptListedIfNoMFA: Resource narrowed to arn:aws:s3:::*" */
  readonly what: string;
  readonly document: JsonDocument;
}

type Edit = readonly [what: string, changes: JsonStatement];

/** Every single edit of a document: each element and each entry of each list dropped, flipped, widened and narrowed. */
export function mutantsOf(document: JsonDocument): Mutant[] {
  const { Statement } = document;
  const versions = [undefined, "2008-10-17"].map((Version) => ({
    what: `Version ${Version ?? "dropped"}`,
    document: { ...document, Version } as JsonDocument,
  }));
  const ofStatements = Statement.flatMap((statement, i) => {
    const at = String(statement["Sid"]);
    const dropped = {
      what: `${at}: dropped`,
      document: { ...document, Statement: Statement.toSpliced(i, 1) },
    };
    const edited = editsOf(statement).map(([what, changes]) => ({
      what: `${at}: ${what}`,
      document: { ...document, Statement: Statement.with(i, { ...statement, ...changes }) },
    }));
    return [dropped, ...edited];
  });
  return [...versions, ...ofStatements];
}

function editsOf(statement: JsonStatement): Edit[] {
  const effect = statement["Effect"] === "Allow" ? "Deny" : "Allow";
  return [
    [`Effect ${effect}`, { Effect: effect }],
    ...actionEdits(statement),
    ...resourceEdits(statement),
    ...conditionEdits(statement),
  ];
}

/** Actions that somebody might add: that disarm, that take over, that merely read, and whole services. */
const ADDED_ACTIONS = [
  "iam:DeactivateMFADevice",
  "iam:DeleteVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:CreateVirtualMFADevice",
  "iam:CreateLoginProfile",
  "iam:ChangePassword",
  "iam:ListUsers",
  "iam:*",
  "sts:AssumeRole",
  "sts:*",
  "s3:*",
  "ec2:RunInstances",
  "*",
];

function actionEdits(statement: JsonStatement): Edit[] {
  const name = "NotAction" in statement ? "NotAction" : "Action";
  const opposite = name === "Action" ? "NotAction" : "Action";
  const list = asList(statement[name]);
  const put = (entries: string[]): JsonStatement => ({ [name]: entries });
  return [
    [`${opposite} for ${name}`, { [name]: undefined, [opposite]: list }],
    ...list.flatMap((entry, i): Edit[] => [
      ...(list.length > 1 ? [[`${name} without ${entry}`, put(list.toSpliced(i, 1))] as const] : []),
      ...wider(entry).map((w): Edit => [`${name} ${entry} widened to ${w}`, put(list.with(i, w))]),
      [`${name} ${entry} misspelt`, put(list.with(i, `${entry}x`))],
      [`${name} ${entry} in capitals`, put(list.with(i, entry.toUpperCase()))],
    ]),
    ...ADDED_ACTIONS.filter((added) => !list.includes(added)).map((added): Edit => [
      `${name} with ${added}`,
      put([...list, added]),
    ]),
  ];
}

function wider(action: string): string[] {
  const [service = "", name = ""] = action.split(":");
  const verb = /^[A-Z][a-z]+/.exec(name)?.[0] ?? "";
  return [`${action}*`, `${service}:${verb}*`, `${service}:*MFA*`, `${service}:*`, "*"];
}

function resourceEdits(statement: JsonStatement): Edit[] {
  const list = asList(statement["Resource"]);
  const put = (entries: string[]): JsonStatement => ({ Resource: entries });
  return [
    ["NotResource for Resource", { Resource: undefined, NotResource: list }],
    ...list.flatMap((entry, i): Edit[] => [
      ...(list.length > 1 ? [[`Resource without ${entry}`, put(list.toSpliced(i, 1))] as const] : []),
      ...otherResources(entry).map((other): Edit => [
        `Resource ${entry} made ${other}`,
        put(list.with(i, other)),
      ]),
    ]),
    ["Resource with every bucket", put([...list, "arn:aws:s3:::*"])],
    ["Resource with everything", put([...list, "*"])],
  ];
}

function otherResources(entry: string): string[] {
  const others = [
    "*",
    "arn:aws:s3:::*",
    "arn:aws:iam::*:mfa/*",
    "arn:aws:iam::*:mfa/${aws:username}",
    "arn:aws:iam::*:user/*",
    "arn:aws:iam::*:user/somebody",
    entry.replace("arn:aws:", "arn:aws-cn:"),
    entry.replace("arn:aws:", "arn:*:"),
    entry.replace("::*:", "::111122223333:"),
    entry.replace("::*:", "::999999999999:"),
    entry.replace("${aws:username}", "*"),
  ];
  return [...new Set(others)].filter((other) => other !== entry);
}

const OPERATORS = ["Bool", "BoolIfExists", "StringEquals", "StringLike", "Null", "NumericEquals", "Boolean"];
const SET_OPERATORS = [
  "ForAnyValue:Bool",
  "ForAllValues:Bool",
  "StringEqualsIfExists",
  "ForAnyValue:BoolIfExists",
];
const OTHER_KEYS = ["aws:SecureTransport", "aws:ViaAWSService"];

const ADDED_CONDITIONS: readonly (readonly [operator: string, key: string, value: string])[] = [
  ["IpAddress", "aws:SourceIp", "10.0.0.0/8"],
  ["NotIpAddress", "aws:SourceIp", "10.0.0.0/8"],
  ["Bool", "aws:ViaAWSService", "false"],
  ["Bool", "aws:ViaAWSService", "true"],
  ["DateGreaterThan", "aws:CurrentTime", "2027-01-01T00:00:00Z"],
  ["DateLessThan", "aws:CurrentTime", "2027-01-01T00:00:00Z"],
  ["StringNotEquals", "aws:username", "break-glass"],
  ["StringLike", "aws:username", "*"],
  ["Bool", MFA_KEY, "true"],
  ["Null", MFA_KEY, "true"],
  ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"],
];

function conditionEdits(statement: JsonStatement): Edit[] {
  const block = (statement["Condition"] ?? {}) as Record<string, Record<string, string>>;
  const added = ADDED_CONDITIONS.map(([operator, key, value]): Edit => {
    const condition = { ...block, [operator]: { ...block[operator], [key]: value } };
    return [`Condition with ${operator} ${key} ${value}`, { Condition: condition }];
  });
  const [operator, keys] = Object.entries(block)[0] ?? [];
  const [key, value] = Object.entries(keys ?? {})[0] ?? [];
  if (operator === undefined || key === undefined || value === undefined) return added;
  const put = (op: string, k: string, v: unknown): JsonStatement => ({ Condition: { [op]: { [k]: v } } });
  const opposite = value === "true" ? "false" : "true";
  return [
    ["Condition dropped", { Condition: undefined }],
    ...[...OPERATORS, ...SET_OPERATORS]
      .filter((op) => op !== operator)
      .map((op): Edit => [`operator ${op}`, put(op, key, value)]),
    ...OTHER_KEYS.map((other): Edit => [`key ${other}`, put(operator, other, value)]),
    ...[opposite, [value, opposite], [], "", "0"].map((v): Edit => [
      `value ${JSON.stringify(v)}`,
      put(operator, key, v),
    ]),
    ["value in capitals", put(operator, key, value.toUpperCase())],
    ...added,
  ];
}

function asList(value: unknown): string[] {
  return Array.isArray(value) ? (value as string[]) : [String(value)];
}
