import type { ResourceType } from "../resource-type";
import { accountPasswordPolicy } from "./account-password-policy";
import { configRule } from "./config-rule";
import { eventRule } from "./event-rule";
import { eventTarget } from "./event-target";
import { group } from "./group";
import { groupMembership } from "./group-membership";
import { groupPolicy, rolePolicy, userPolicy } from "./inline-policies";
import { functionEventInvokeConfig, lambdaFunction, lambdaPermission } from "./lambda";
import { logGroup } from "./log-group";
import { organizationManagedRule } from "./organization-managed-rule";
import { organizationPolicy, organizationPolicyAttachment } from "./organization-policy";
import { policy } from "./policy";
import { policyAttachment } from "./policy-attachment";
import { groupPolicyAttachment, rolePolicyAttachment, userPolicyAttachment } from "./policy-attachments";
import { role } from "./role";
import { stackSet } from "./stack-set";
import { stackSetInstance } from "./stack-set-instance";
import { topic, topicPolicy } from "./topic";
import { topicSubscription } from "./topic-subscription";
import { user } from "./user";
import { userGroupMembership } from "./user-group-membership";
import { userLoginProfile } from "./user-login-profile";
import { virtualMfaDevice } from "./virtual-mfa-device";

/** Every resource type that the stand-in provider knows. */
export const resourceTypes: readonly ResourceType[] = [
  accountPasswordPolicy,
  configRule,
  eventRule,
  eventTarget,
  functionEventInvokeConfig,
  group,
  groupMembership,
  groupPolicy,
  groupPolicyAttachment,
  lambdaFunction,
  lambdaPermission,
  logGroup,
  organizationManagedRule,
  organizationPolicy,
  organizationPolicyAttachment,
  policy,
  policyAttachment,
  role,
  rolePolicy,
  rolePolicyAttachment,
  stackSet,
  stackSetInstance,
  topic,
  topicPolicy,
  topicSubscription,
  user,
  userGroupMembership,
  userLoginProfile,
  userPolicy,
  userPolicyAttachment,
  virtualMfaDevice,
] as unknown as ResourceType[];
