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
import { regional } from "./regional";
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
  regional(configRule),
  regional(eventRule),
  regional(eventTarget),
  regional(functionEventInvokeConfig),
  group,
  groupMembership,
  groupPolicy,
  groupPolicyAttachment,
  regional(lambdaFunction),
  regional(lambdaPermission),
  regional(logGroup),
  regional(organizationManagedRule),
  organizationPolicy,
  organizationPolicyAttachment,
  policy,
  policyAttachment,
  role,
  rolePolicy,
  rolePolicyAttachment,
  regional(stackSet),
  regional(stackSetInstance),
  regional(topic),
  regional(topicPolicy),
  regional(topicSubscription),
  user,
  userGroupMembership,
  userLoginProfile,
  userPolicy,
  userPolicyAttachment,
  virtualMfaDevice,
] as unknown as ResourceType[];
