import {
  type GroupDetail,
  type IAMClient,
  type ManagedPolicyDetail,
  paginateGetAccountAuthorizationDetails,
  type PolicyDetail,
  type UserDetail,
} from "@aws-sdk/client-iam";
import { parsePolicyDocument, type PolicyDocument } from "../../iam/document";
import { type Fact, known, unknown } from "../fact";
import type { Attachment, Group, InlinePolicy, ManagedPolicy } from "../model";
import { attempt } from "./calls";

/** Users, groups and policies of an account, with who is in what and what is attached where. */
export interface AuthorizationDetails {
  readonly users: readonly AuthorizedUser[];
  readonly groups: ReadonlyMap<string, Group>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
}

export interface AuthorizedUser {
  readonly name: string;
  readonly arn: string;
  readonly path: string;
  readonly created: Date;
  readonly groups: readonly string[];
  readonly attachedPolicies: readonly Attachment[];
  readonly inlinePolicies: readonly InlinePolicy[];
}

/** As many items as IAM gives a page. */
export const PAGE_SIZE = 1000;

/**
 * The bulk call that replaces four or five calls for each user.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export function readAuthorizationDetails(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
): Promise<Fact<AuthorizationDetails>> {
  const purpose = { what: "users, groups and policies", call: "iam:GetAccountAuthorizationDetails", where };
  return attempt(purpose, async () => {
    const users: AuthorizedUser[] = [];
    const groups = new Map<string, Group>();
    const policies = new Map<string, ManagedPolicy>();
    const pages = paginateGetAccountAuthorizationDetails(
      { client: iam, pageSize: PAGE_SIZE },
      { Filter: ["User", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] },
      { abortSignal: signal },
    );
    for await (const page of pages) {
      users.push(...(page.UserDetailList ?? []).map(toUser));
      for (const detail of page.GroupDetailList ?? [])
        groups.set(required(detail.GroupName, "GroupName"), toGroup(detail));
      for (const detail of page.Policies ?? [])
        policies.set(required(detail.Arn, "Arn"), toManagedPolicy(detail));
    }
    return { users, groups, policies };
  });
}

function toUser(detail: UserDetail): AuthorizedUser {
  return {
    name: required(detail.UserName, "UserName"),
    arn: required(detail.Arn, "Arn"),
    path: detail.Path ?? "/",
    created: required(detail.CreateDate, "CreateDate"),
    groups: detail.GroupList ?? [],
    attachedPolicies: toAttachments(detail.AttachedManagedPolicies),
    inlinePolicies: (detail.UserPolicyList ?? []).map(toInlinePolicy),
  };
}

function toGroup(detail: GroupDetail): Group {
  return {
    name: required(detail.GroupName, "GroupName"),
    origin: "live",
    attachedPolicies: toAttachments(detail.AttachedManagedPolicies),
    inlinePolicies: (detail.GroupPolicyList ?? []).map(toInlinePolicy),
  };
}

function toAttachments(attached: { PolicyArn?: string }[] | undefined): Attachment[] {
  return (attached ?? []).map(({ PolicyArn }) => ({
    policy: required(PolicyArn, "PolicyArn"),
    origin: "live",
  }));
}

function toInlinePolicy(detail: PolicyDetail): InlinePolicy {
  const name = required(detail.PolicyName, "PolicyName");
  return { name, document: readDocument(detail.PolicyDocument, `the inline policy ${name}`), origin: "live" };
}

function toManagedPolicy(detail: ManagedPolicyDetail): ManagedPolicy {
  // The last part of an ARN is the name, after the path.
  const name = required(detail.Arn, "Arn").split("/").at(-1) ?? "";
  const version = detail.PolicyVersionList?.find((v) => v.IsDefaultVersion);
  return { name, document: readDocument(version?.Document, `the policy ${name}`), origin: "live" };
}

/** IAM percent-encodes documents (RFC 3986). One that can't be read is unknown; it does not hide the others. */
function readDocument(encoded: string | undefined, what: string): Fact<PolicyDocument> {
  try {
    return known(parsePolicyDocument(decodeURIComponent(required(encoded, "Document"))));
  } catch (error) {
    return unknown({
      what,
      call: "iam:GetAccountAuthorizationDetails",
      code: "UnreadableDocument",
      message: (error as Error).message,
      remedy: "Look at the policy in the IAM console; it counts as no protection until it can be read.",
    });
  }
}

function required<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Error(`the answer lacks the field ${field}, which AWS always gives`);
  return value;
}
