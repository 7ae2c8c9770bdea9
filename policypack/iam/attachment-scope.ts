import type { Accepted } from "./accepted";
import type { Condition, PolicyDocument } from "./policy-document";
import { gather, overlapOf, overlaps } from "./overlap";
import { DEFAULT_PARTITION, PARTITIONS } from "./partitions";
import { ARN_PARTS, splitPattern } from "./resources";
import { contextOf, type Principal } from "./request-scenarios";
import { isDoubt } from "./ternary";
import { resolve } from "./variables";
import {
  ANY,
  fillWildcards,
  matchesPattern,
  ONE,
  ONE_FILLER,
  parseWildcards,
  type Pattern,
} from "./wildcard";

/** What is known of where a policy applies; the less is, the less is asked of it. */
export interface AttachmentScope {
  /** By its name; undefined: the policy may be meant for any one of them. */
  readonly partition?: string;
  readonly accountId?: string;
  /** The paths of the users to whom it applies, "/" where nothing is known of them. */
  readonly paths?: readonly string[];
  /** The one user to whom it applies. */
  readonly user?: Pick<Principal, "name" | "path" | "tags" | "id">;
  /** Whether calls that AWS services make for a user may pass without MFA: an opt-in. */
  readonly viaAwsServices?: boolean;
  /** What else may work without MFA at a time; left out: nothing. */
  readonly accepted?: (at: Date) => Accepted;
}

/** Stands for users whom a document does not name; in a name, for what a wildcard takes in. */
const ANYBODY = "mfa-guard-user";
const ANY_PART = "mfa-guard-part";
const ANY_ACCOUNT = "111122223333";

/** The partitions that a document may be meant for: those that its ARNs name; else any. */
export function partitionsOf(document: PolicyDocument): readonly [string, ...string[]] {
  const named = [...resourcesOf(document), ...principalArnsOf(document)]
    .map((arn) => /^arn:([a-z-]+):/.exec(arn)?.[1])
    .filter((partition) => partition !== undefined);
  const [first = DEFAULT_PARTITION, ...others] = named.length > 0 ? new Set(named) : PARTITIONS;
  return [first, ...others];
}

/** Where a document is asked about in one partition only: the account's; else the first that it may be meant for. */
export function partitionFor(document: PolicyDocument, { partition }: AttachmentScope): string {
  return partition ?? partitionsOf(document)[0];
}

/**
 * Users to judge a document by: one of each path, and those whom its conditions name, by aws:username or, with their
 * path, by aws:PrincipalArn, or by both together; so that "everybody but root-admin" is told by what it does for
 * root-admin. Of a name or an ARN with wildcards it is somebody whom it takes in.
 */
export function principalsFor(
  document: PolicyDocument,
  partition: string,
  { accountId, paths = ["/"], user }: AttachmentScope,
): Principal[] {
  const account = accountId ?? accountOf(document) ?? ANY_ACCOUNT;
  const anybody = paths.map((path) => ({ name: ANYBODY, path }));
  const first: Principal = { name: ANYBODY, path: "/", partition, accountId: account };
  const users = user ? [user] : [...anybody, ...namedInConditions(document, first)];
  return users.map((one) => ({ ...one, partition, accountId: account }));
}

const LISTED = 7;

/** "user ops/bob", "users a, svc-* and everybody whom it does not name". */
export function describeUsers(users: readonly Principal[]): string {
  const anybody = users.filter(({ name }) => name === ANYBODY);
  const names = users.filter(({ name }) => name !== ANYBODY).map(nameOf);
  const more = names.length > LISTED ? `, … (${names.length} in all)` : "";
  const isOne = names.length === 1 && !/[*?]/.test(names[0] ?? "");
  const named = `${isOne ? "user" : "users"} ${names.slice(0, LISTED).join(", ")}${more}`;
  const paths = anybody.map(({ path }) => path);
  const where = paths.includes("/") ? "" : ` below ${paths.join(", ")}`;
  const rest = `everybody${where} whom it does not name`;
  return [names.length > 0 && named, anybody.length > 0 && rest].filter(Boolean).join(" and ");
}

/** A path and name as they are told: with a star for who is made up. */
export function nameOf({ path, name }: Principal): string {
  return `${path}${name}`
    .slice(1)
    .replaceAll(ANY_PART, "*")
    .replaceAll(ONE_FILLER, "?")
    .replaceAll(ANYBODY, "*");
}

/** Any path, and the last slash of it. */
const ANY_PATH: Pattern = [ANY, "/"];

/** Of each condition's users one, and one of those whom several conditions take in together. */
function namedInConditions(
  document: PolicyDocument,
  somebody: Principal,
): Pick<Principal, "name" | "path">[] {
  const patterns = gather(
    document.statements
      .flatMap(({ conditions }) => conditions)
      .flatMap((condition, number) =>
        usersIn(condition, document.version, somebody).map((pattern) => ({
          parts: [pattern],
          // Plain names have nothing in common, so that no two of them have to be compared.
          statement: pattern.some((item, i) => i > 0 && (item === ANY || item === ONE)) ? number : -1,
        })),
      ),
  );
  const found = [...patterns.map(({ parts }) => parts), ...overlaps(patterns)];
  const texts = new Set(found.map(([pattern = []]) => fillUser(pattern)));
  return [...texts].map((text) => {
    const slash = text.lastIndexOf("/") + 1;
    return { path: text.slice(0, slash), name: text.slice(slash) };
  });
}

/** "/bob" for any path before the name. */
function fillUser(pattern: Pattern): string {
  return fillWildcards(pattern[0] === ANY ? pattern.slice(1) : pattern, ANY_PART, ONE_FILLER);
}

/** Patterns of the path and name of those whom a condition names. */
function usersIn(condition: Condition, version: string | undefined, somebody: Principal): Pattern[] {
  const key = condition.key.toLowerCase();
  if (!["aws:username", "aws:principalarn"].includes(key)) return [];
  const context = contextOf({ mfa: "false", viaService: false }, somebody);
  return condition.values.flatMap((value) => {
    const pattern = resolve(value, context, version);
    if (pattern === null || isDoubt(pattern)) return [];
    if (key === "aws:username") return [[...ANY_PATH, ...pattern]];
    const user = userOfArn(pattern, somebody);
    return user ? [user] : [];
  });
}

/** "/ops/bob" of "arn:*:iam::*:user/ops/bob"; null: no user of this partition and account. */
function userOfArn(pattern: Pattern, { partition, accountId }: Principal): Pattern | null {
  const parts = splitPattern(pattern);
  const part = (i: number): Pattern => parts[i] ?? [ANY];
  if (parts.length < ARN_PARTS && parts.at(-1)?.at(-1) !== ANY) return null;
  const before = ["arn", partition, "iam", "", accountId];
  if (!before.every((text, i) => matchesPattern(part(i), text))) return null;
  const user = overlapOf(part(ARN_PARTS - 1), parseWildcards("user/*"));
  return user && user.slice("user".length);
}

function resourcesOf({ statements }: PolicyDocument): string[] {
  return statements.flatMap((s) => [...(s.resources ?? []), ...(s.notResources ?? [])]);
}

function principalArnsOf({ statements }: PolicyDocument): string[] {
  return statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => key.toLowerCase() === "aws:principalarn")
    .flatMap((condition) => condition.values);
}

function accountOf(document: PolicyDocument): string | undefined {
  const arns = [...resourcesOf(document), ...principalArnsOf(document)];
  return arns.map((arn) => /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1]).find((id) => id !== undefined);
}
