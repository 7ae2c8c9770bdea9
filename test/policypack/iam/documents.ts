import assert from "node:assert/strict";
import { selfServicePolicy, type SelfServiceOptions } from "../../../policypack/policy/self-service-policy";
import { parsePolicyDocument, type PolicyDocument } from "../../../policypack/iam/policy-document";
import { MFA_KEY } from "../../../policypack/iam/self-service-actions";

/** A statement as IAM takes it. */
export type JsonStatement = Readonly<Record<string, unknown>>;

export interface JsonDocument {
  readonly Version?: string;
  readonly Statement: readonly JsonStatement[];
}

export const ALLOW_ALL: JsonDocument = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

export const NO_MFA = { BoolIfExists: { [MFA_KEY]: "false" } };

/** What our builder makes, as plain JSON. */
export function ours(partition = "aws", options: Omit<SelfServiceOptions, "partition"> = {}): JsonDocument {
  return JSON.parse(JSON.stringify(selfServicePolicy({ partition, ...options }))) as JsonDocument;
}

/** What our builder makes by its options. */
export const VARIANTS: Readonly<Record<string, JsonDocument>> = {
  "of a wave, from a date on": ours("aws", { from: new Date("2027-02-01T09:00:00Z") }),
  "with own credentials": ours("aws", {
    accessKeys: true,
    signingCertificates: true,
    sshKeys: true,
    gitCredentials: true,
  }),
  "with a password change before MFA": ours("aws", { passwordChangeBeforeMfa: true }),
  "with a limit to the age of a session": ours("aws", { maxSessionAge: 43200 }),
  "with enrolment from the office only": ours("aws", {
    sourceIps: ["203.0.113.0/24"],
    vpcs: ["vpc-12345678"],
  }),
};

export function read(document: object): PolicyDocument {
  return parsePolicyDocument(JSON.stringify(document));
}

/** Our policy with some elements of one statement replaced; undefined takes an element away. */
export function oursWith(sid: string, changes: JsonStatement): JsonDocument {
  const { Statement, ...rest } = ours();
  assert.ok(
    Statement.some((s) => s["Sid"] === sid),
    `our policy has no statement ${sid}`,
  );
  return { ...rest, Statement: Statement.map((s) => (s["Sid"] === sid ? { ...s, ...changes } : s)) };
}

export const DENY = "DenyAllExceptListedIfNoMFA";

export function withDeny(changes: JsonStatement): JsonDocument {
  return oursWith(DENY, changes);
}

export function exempt(): string[] {
  return [...(ours().Statement.find((s) => s["Sid"] === DENY)?.["NotAction"] as string[])];
}
