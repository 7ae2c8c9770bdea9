import {
  type IAMClient,
  paginateGetAccountAuthorizationDetails,
  type PolicyDetail,
} from "@aws-sdk/client-iam";
import { parsePolicyDocument, type PolicyDocument } from "../../iam/policy-document";
import { type Fact, known, unknown } from "../fact";
import type { ReadGroup, ReadPolicy, ReadRole, ReadUser } from "../answer-shapes";
import type { Attachment, Group, InlinePolicy, ManagedPolicy, Role } from "../account-facts";
import { attempt } from "./calls";
import { required, toLastPage } from "./pages";
import { UNWATCHED } from "./watch";

/** Users, groups, roles and policies of an account, with who is in what and what is attached where. */
export interface AuthorizationDetails {
  readonly users: readonly AuthorizedUser[];
  readonly groups: ReadonlyMap<string, Group>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  readonly roles: readonly Role[];
}

export interface AuthorizedUser {
  readonly name: string;
  readonly arn: string;
  readonly id: string | null;
  readonly path: string;
  readonly created: Date;
  readonly groups: readonly string[];
  readonly attachedPolicies: readonly Attachment[];
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly permissionsBoundary: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a watched reading names what the bulk call tells. */
export const USERS = "users";

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
  watch = UNWATCHED,
): Promise<Fact<AuthorizationDetails>> {
  const purpose = {
    what: "users, groups, roles and policies",
    call: "iam:GetAccountAuthorizationDetails",
    where,
  };
  const documents = new Documents();
  return attempt(
    purpose,
    async () => {
      const users: AuthorizedUser[] = [];
      const groups = new Map<string, Group>();
      const policies = new Map<string, ManagedPolicy>();
      const roles: Role[] = [];
      const pages = paginateGetAccountAuthorizationDetails(
        { client: iam, pageSize: PAGE_SIZE },
        { Filter: ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"] },
        { abortSignal: signal },
      );
      for await (const page of toLastPage(pages)) {
        const details = required(page.UserDetailList, "UserDetailList");
        users.push(...details.map((detail) => toUser(detail, documents)));
        watch(USERS, { done: users.length });
        for (const detail of page.GroupDetailList ?? [])
          groups.set(required(detail.GroupName, "GroupName"), toGroup(detail, documents));
        for (const detail of page.RoleDetailList ?? []) roles.push(toRole(detail, documents));
        for (const detail of page.Policies ?? [])
          policies.set(required(detail.Arn, "Arn"), toManagedPolicy(detail, documents));
      }
      return { users, groups, policies, roles };
    },
    signal,
  );
}

function toUser(detail: ReadUser, documents: Documents): AuthorizedUser {
  return {
    name: required(detail.UserName, "UserName"),
    arn: required(detail.Arn, "Arn"),
    id: detail.UserId ?? null,
    path: detail.Path ?? "/",
    created: required(detail.CreateDate, "CreateDate"),
    groups: detail.GroupList ?? [],
    attachedPolicies: toAttachments(detail.AttachedManagedPolicies),
    inlinePolicies: (detail.UserPolicyList ?? []).map((policy) => toInlinePolicy(policy, documents)),
    permissionsBoundary: detail.PermissionsBoundary?.PermissionsBoundaryArn ?? null,
    tags: toTags(detail.Tags),
  };
}

function toTags(tags: { Key: string | undefined; Value: string | undefined }[] = []) {
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}

function toGroup(detail: ReadGroup, documents: Documents): Group {
  return {
    name: required(detail.GroupName, "GroupName"),
    origin: "live",
    urn: undefined,
    attachedPolicies: toAttachments(detail.AttachedManagedPolicies),
    inlinePolicies: (detail.GroupPolicyList ?? []).map((policy) => toInlinePolicy(policy, documents)),
  };
}

function toRole(detail: ReadRole, documents: Documents): Role {
  const name = required(detail.RoleName, "RoleName");
  return {
    name,
    path: known(detail.Path ?? "/"),
    trust: documents.read(detail.AssumeRolePolicyDocument ?? "", `the trust policy of role ${name}`),
    tags: known(toTags(detail.Tags)),
    attachedPolicies: toAttachments(detail.AttachedManagedPolicies),
    inlinePolicies: (detail.RolePolicyList ?? []).map((policy) => toInlinePolicy(policy, documents)),
    origin: "live",
    urn: undefined,
  };
}

function toAttachments(attached: { PolicyArn?: string }[] | undefined): Attachment[] {
  return (attached ?? []).map(({ PolicyArn }) => ({
    policy: required(PolicyArn, "PolicyArn"),
    origin: "live",
  }));
}

function toInlinePolicy(detail: PolicyDetail, documents: Documents): InlinePolicy {
  const name = required(detail.PolicyName, "PolicyName");
  return {
    name,
    document: documents.read(detail.PolicyDocument, `the inline policy ${name}`),
    origin: "live",
    urn: undefined,
  };
}

function toManagedPolicy(detail: ReadPolicy, documents: Documents): ManagedPolicy {
  // The last part of an ARN is the name, after the path.
  const name = required(detail.Arn, "Arn").split("/").at(-1) ?? "";
  const version = detail.PolicyVersionList?.find((v) => v.IsDefaultVersion);
  const document = documents.read(version?.Document, `the policy ${name}`);
  return { name, document, origin: "live", urn: undefined };
}

/** The documents of one account, each parsed once: many users have the same inline policy. */
class Documents {
  private readonly parsed = new Map<string, Fact<PolicyDocument>>();

  /** One that can't be read is unknown; it does not hide the others. */
  read(encoded: string | undefined, what: string): Fact<PolicyDocument> {
    const text = required(encoded, "Document");
    const document = this.parsed.get(text) ?? parseEncoded(text, what);
    this.parsed.set(text, document);
    return document;
  }
}

/** IAM percent-encodes documents (RFC 3986). */
function parseEncoded(encoded: string, what: string): Fact<PolicyDocument> {
  try {
    return known(parsePolicyDocument(decodeURIComponent(encoded)));
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
