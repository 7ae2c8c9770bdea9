import type { ContextValue } from "../../../policypack/iam/request-context";
import { isPermittedBeforeMfa } from "../../../policypack/iam/probes";
import { ALLOW_ALL, type JsonDocument } from "./documents";
import { askOracle } from "./oracle";

type Context = Readonly<Record<string, ContextValue>>;

const ACCOUNT = "111122223333";
const CREATE = "iam:CreateVirtualMFADevice";
const ENABLE = "iam:EnableMFADevice";
const FREE_DEVICE = `arn:aws:iam::${ACCOUNT}:mfa/my-phone`;
const BUCKET = "arn:aws:s3:::some-bucket";

const USERS = ["user/ann", "user/team/ann", "user/break-glass"].map(
  (user) => `arn:aws:iam::${ACCOUNT}:${user}`,
);
const ANN = USERS[0] as string;
/** All dates of the mutants are past: what begins later is intact, what ends is not. */
const LATE = { "aws:CurrentTime": "2100-01-01T00:00:00Z", "aws:SecureTransport": "true" };

function context(user: string, mfa: string | null, more: Context = {}): Context {
  return {
    ...LATE,
    "aws:PrincipalArn": user,
    "aws:username": user.split("/").at(-1) ?? "",
    "aws:MultiFactorAuthPresent": mfa,
    "aws:ViaAWSService": "false",
    "aws:SourceIp": "10.1.2.3",
    ...more,
  };
}

/**
 * How a policy is weak, by the oracle's answers alone; null: it is not. The definition is that of the rule: more than
 * the self-service set is open without MFA; or a user with MFA is denied; or enrolling is.
 */
export function weaknessOf(document: JsonDocument, actions: readonly string[]): string | null {
  return whatIsOpen(document, actions) ?? lockedOut(document) ?? brokenEnrolment(document);
}

function isDenied(
  documents: readonly JsonDocument[],
  action: string,
  resource: string,
  context: Context,
): boolean {
  return askOracle(documents, { action, resource, context }) === "explicitly denied";
}

function whatIsOpen(document: JsonDocument, actions: readonly string[]): string | null {
  const open = (action: string, resource: string, where: Context) =>
    !isPermittedBeforeMfa(action) && !isDenied([document, ALLOW_ALL], action, resource, where);
  const everywhere = [null, "false"].flatMap((mfa) =>
    USERS.flatMap((user) =>
      ["10.1.2.3", "192.0.2.1"].flatMap((ip) =>
        ["false", "true"].map((via) => context(user, mfa, { "aws:SourceIp": ip, "aws:ViaAWSService": via })),
      ),
    ),
  );
  for (const where of everywhere) {
    for (const resource of [BUCKET, ANN]) {
      if (open("ec2:RunInstances", resource, where)) return `ec2:RunInstances on ${resource}`;
    }
  }
  const plain = [context(ANN, null), context(ANN, "false")];
  return actions.find((action) => plain.some((where) => open(action, ANN, where))) ?? null;
}

function lockedOut(document: JsonDocument): string | null {
  const denied = isDenied([document, ALLOW_ALL], "ec2:RunInstances", BUCKET, context(ANN, "true"));
  return denied ? "denied with MFA" : null;
}

function brokenEnrolment(document: JsonDocument): string | null {
  const brings = allowsAnywhere(document, CREATE) || allowsAnywhere(document, ENABLE);
  for (const user of USERS) {
    const created = step(document, CREATE, FREE_DEVICE, user, brings);
    const securityKeysOnly = created === "denied" && !allowsAnywhere(document, CREATE);
    if (created !== "works" && !securityKeysOnly) return `${CREATE} ${created} for ${user}`;
    const enabled = step(document, ENABLE, user, user, brings);
    if (enabled !== "works") return `${ENABLE} ${enabled} for ${user}`;
  }
  return null;
}

function step(document: JsonDocument, action: string, resource: string, user: string, mustAllow: boolean) {
  const places = [null, "false"].flatMap((mfa) =>
    ["10.1.2.3", "192.0.2.1"].map((ip) => context(user, mfa, { "aws:SourceIp": ip })),
  );
  if (places.every((where) => isDenied([document, ALLOW_ALL], action, resource, where))) return "denied";
  const allowed = places.some(
    (where) => askOracle([document], { action, resource, context: where }) === "allowed",
  );
  return allowed || !mustAllow ? "works" : "not allowed";
}

function allowsAnywhere({ Statement, ...rest }: JsonDocument, action: string): boolean {
  const allows = { ...rest, Statement: Statement.filter((s) => s["Effect"] === "Allow") };
  if (allows.Statement.length === 0) return false;
  const resources = [
    BUCKET,
    ...USERS,
    FREE_DEVICE,
    `arn:aws:iam::${ACCOUNT}:mfa/ann`,
    "arn:aws-cn:iam::111122223333:user/ann",
  ];
  return [null, "false", "true"].some((mfa) =>
    resources.some(
      (resource) => askOracle([allows], { action, resource, context: context(ANN, mfa) }) === "allowed",
    ),
  );
}
