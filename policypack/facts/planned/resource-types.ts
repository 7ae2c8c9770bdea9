/** The types of Pulumi's `aws` provider that tell who has a password and what holds for them. */
export const TYPES = {
  user: "aws:iam/user:User",
  loginProfile: "aws:iam/userLoginProfile:UserLoginProfile",
  group: "aws:iam/group:Group",
  groupMembership: "aws:iam/groupMembership:GroupMembership",
  userGroupMembership: "aws:iam/userGroupMembership:UserGroupMembership",
  policy: "aws:iam/policy:Policy",
  groupPolicy: "aws:iam/groupPolicy:GroupPolicy",
  userPolicy: "aws:iam/userPolicy:UserPolicy",
  groupPolicyAttachment: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  userPolicyAttachment: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
  policyAttachment: "aws:iam/policyAttachment:PolicyAttachment",
} as const;

/** The provider resource itself, explicit or default. */
export const PROVIDER_TYPE = "pulumi:providers:aws";

/** Whether a resource is one of Pulumi's `aws` provider. */
export function isAwsResource(type: string): boolean {
  return type.startsWith("aws:");
}
