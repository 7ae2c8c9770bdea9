/**
 * The types that tell who has a password and what holds for them: those of Pulumi's `aws` provider, and those of
 * `aws-native`, which puts into one resource what `aws` spreads over several.
 */
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
  groupPoliciesExclusive: "aws:iam/groupPoliciesExclusive:GroupPoliciesExclusive",
  userPoliciesExclusive: "aws:iam/userPoliciesExclusive:UserPoliciesExclusive",
  groupPolicyAttachmentsExclusive: "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
  userPolicyAttachmentsExclusive: "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
  virtualMfaDevice: "aws:iam/virtualMfaDevice:VirtualMfaDevice",
  accountPasswordPolicy: "aws:iam/accountPasswordPolicy:AccountPasswordPolicy",
  role: "aws:iam/role:Role",
  organizationsPolicy: "aws:organizations/policy:Policy",
  nativeUser: "aws-native:iam:User",
  nativeGroup: "aws-native:iam:Group",
  nativeManagedPolicy: "aws-native:iam:ManagedPolicy",
  nativeUserPolicy: "aws-native:iam:UserPolicy",
  nativeGroupPolicy: "aws-native:iam:GroupPolicy",
  // Only up to version 0.98 of the provider; stacks that were deployed with one still have it.
  nativeUserToGroupAddition: "aws-native:iam:UserToGroupAddition",
  nativeRole: "aws-native:iam:Role",
  nativeVirtualMfaDevice: "aws-native:iam:VirtualMfaDevice",
  nativeOrganizationsPolicy: "aws-native:organizations:Policy",
} as const;

const PROVIDER_TYPES: readonly string[] = ["pulumi:providers:aws", "pulumi:providers:aws-native"];

/** Whether a resource is an AWS provider itself, explicit or default. */
export function isAwsProvider(type: string): boolean {
  return PROVIDER_TYPES.includes(type);
}

/** Whether a resource is one that a provider of AWS deploys. */
export function isAwsResource(type: string): boolean {
  return type.startsWith("aws:") || type.startsWith("aws-native:");
}
