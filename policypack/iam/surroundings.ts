import type { PolicyDocument } from "./document";
import type { Principal } from "./situations";

/** What is known of where a policy applies; the less is, the less is asked of it. */
export interface Surroundings {
  /** "aws", "aws-cn" or "aws-us-gov"; undefined: the policy may be meant for any one of them. */
  readonly partition?: string;
  readonly accountId?: string;
  /** The paths of the users to whom it applies, "/" where nothing is known of them. */
  readonly paths?: readonly string[];
  /** The one user to whom it applies. */
  readonly user?: Pick<Principal, "name" | "path">;
  /** Whether calls that AWS services make for a user may pass without MFA: an opt-in. */
  readonly viaAwsServices?: boolean;
}

export const PARTITIONS = ["aws", "aws-cn", "aws-us-gov"] as const;

const ANYBODY = "mfa-guard-user";
const ANY_ACCOUNT = "111122223333";

/**
 * Users to judge a document by: one of each path, and those whom its conditions name, so that "everybody but
 * root-admin" is told by what it does for root-admin.
 */
export function principalsFor(
  document: PolicyDocument,
  partition: string,
  { accountId, paths = ["/"], user }: Surroundings,
): Principal[] {
  const named = namedInConditions(document).map((name) => ({ name, path: "/" }));
  const anybody = paths.map((path) => ({ name: ANYBODY, path }));
  const account = accountId ?? accountOf(document) ?? ANY_ACCOUNT;
  const users = user ? [user] : [...anybody, ...named];
  return users.map(({ name, path }) => ({ name, path, partition, accountId: account }));
}

function namedInConditions({ statements }: PolicyDocument): string[] {
  const keys = ["aws:username", "aws:principalarn"];
  const values = statements
    .flatMap(({ conditions }) => conditions)
    .filter(({ key }) => keys.includes(key.toLowerCase()))
    .flatMap((condition) => condition.values);
  return [...new Set(values.map((value) => (value.split("/").at(-1) ?? "").replaceAll(/[*?]/g, "x")))];
}

function accountOf({ statements }: PolicyDocument): string | undefined {
  const arns = statements.flatMap((s) => [...(s.resources ?? []), ...(s.notResources ?? [])]);
  return arns.map((arn) => /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1]).find((id) => id !== undefined);
}
