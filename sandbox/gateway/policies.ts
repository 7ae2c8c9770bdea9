import type { GroupDetail, PolicyDetail, UserDetail } from "@aws-sdk/client-iam";
import type { Account } from "./account";

/** A policy document; its name is the ARN, or for an inline policy the words that tell it. */
export interface NamedPolicy {
  readonly name: string;
  readonly policy: unknown;
}

/** Everything that a user's permissions come from. */
export interface UserPolicies {
  readonly identity: readonly NamedPolicy[];
  /** Undefined where no boundary is set. */
  readonly boundary: NamedPolicy | undefined;
}

/**
 * The policies of a user: inline and attached, their own and their groups'.
 * @throws Error where a policy that is attached is not in the account
 */
export function policiesOf(user: UserDetail, account: Account): UserPolicies {
  const groups = account.groups.filter(({ GroupName = "" }) => user.GroupList?.includes(GroupName));
  const boundary = user.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    identity: [
      ...inline(user.UserPolicyList, `of user ${user.UserName}`),
      ...attached(user, account),
      ...groups.flatMap((group) => [
        ...inline(group.GroupPolicyList, `of group ${group.GroupName}`),
        ...attached(group, account),
      ]),
    ],
    boundary: boundary === undefined ? undefined : managed(boundary, account),
  };
}

function inline(policies: PolicyDetail[] = [], whose: string): NamedPolicy[] {
  return policies.map(({ PolicyName, PolicyDocument }) => ({
    name: `inline policy ${PolicyName} ${whose}`,
    policy: decoded(PolicyDocument),
  }));
}

function attached(holder: UserDetail | GroupDetail, account: Account): NamedPolicy[] {
  return (holder.AttachedManagedPolicies ?? []).map(({ PolicyArn = "" }) => managed(PolicyArn, account));
}

/** The default version, which is the one in force. */
function managed(arn: string, { policies }: Account): NamedPolicy {
  const detail = policies.find(({ Arn }) => Arn === arn);
  const version = detail?.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion);
  if (!version) throw new Error(`the policy ${arn} is attached, and the emulator has no version of it`);
  return { name: arn, policy: decoded(version.Document) };
}

/** IAM percent-encodes documents (RFC 3986). */
function decoded(document = ""): unknown {
  return JSON.parse(decodeURIComponent(document));
}
