import { namedDocument, type PlanBuilder, type PlanReader, whetherAll } from "./plan-builder";
import { type PlannedResource, readFlag, readName, readString } from "./resource";
import { TYPES } from "./resource-types";
import { plannedPasswordPolicy } from "./password-policy";
import { awsRoleSettings, awsUserSettings } from "./own-settings";

const DOCUMENT = { name: "name", document: "policy" };

/**
 * What each resource type of Pulumi's `aws` provider says.
 * Property names: https://www.pulumi.com/registry/packages/aws/api-docs/iam/
 *
 * Of a role it is who may assume it; what a role may do is left out, as nobody signs in as one with a password.
 */
export const AWS_READERS: Readonly<Record<string, PlanReader>> = {
  [TYPES.user]: (r, plan) => void plan.addUser(r, "name", awsUserSettings(r, plan.boundaryOf(r))),
  [TYPES.group]: (r, plan) => void plan.addGroup(r, "name"),
  [TYPES.policy]: (r, plan) => void plan.addPolicy(r, DOCUMENT),
  [TYPES.loginProfile]: (r, plan) => {
    const passwordResetRequired = readFlag(
      r,
      "passwordResetRequired",
      () => r.props["passwordResetRequired"],
    );
    for (const user of plan.one(r, "users", "user", "login profile"))
      plan.loginProfiles.set(user, { urn: r.urn, passwordResetRequired });
  },
  [TYPES.groupMembership]: (r, plan) => {
    const groups = plan.one(r, "groups", "group", "membership");
    const { keys, unresolved } = plan.listed(r, "users", "users", "membership");
    plan.addMemberships(keys, groups);
    for (const group of groups) plan.exclusiveGroups.set(group, whetherAll(unresolved));
  },
  [TYPES.userGroupMembership]: (r, plan) => {
    const users = plan.one(r, "users", "user", "membership");
    plan.addMemberships(users, plan.many(r, "groups", "groups", "membership"));
  },
  [TYPES.userPolicyAttachment]: (r, plan) =>
    plan.attach(plan.ofUsers, plan.one(r, "users", "user", "attachment"), attached(r, plan)),
  [TYPES.groupPolicyAttachment]: (r, plan) =>
    plan.attach(plan.ofGroups, plan.one(r, "groups", "group", "attachment"), attached(r, plan)),
  [TYPES.policyAttachment]: (r, plan) => {
    const policies = attached(r, plan);
    const users = plan.listed(r, "users", "users", "attachment");
    const groups = plan.listed(r, "groups", "groups", "attachment");
    // Who loses it as a member of a group may be among the users.
    const complete = whetherAll(users.unresolved, groups.unresolved);
    plan.attachOnly(plan.ofUsers, { names: new Set(users.keys), complete }, policies);
    plan.attachOnly(plan.ofGroups, { names: new Set(groups.keys), complete }, policies);
  },
  [TYPES.userPolicy]: (r, plan) =>
    plan.addInline(plan.ofUsers, plan.one(r, "users", "user", "policy"), namedDocument(r, DOCUMENT)),
  [TYPES.groupPolicy]: (r, plan) =>
    plan.addInline(plan.ofGroups, plan.one(r, "groups", "group", "policy"), namedDocument(r, DOCUMENT)),
  [TYPES.userPolicyAttachmentsExclusive]: (r, plan) =>
    exclusiveAttachments(r, plan, "ofUsers", plan.one(r, "users", "userName", "attachment")),
  [TYPES.groupPolicyAttachmentsExclusive]: (r, plan) =>
    exclusiveAttachments(r, plan, "ofGroups", plan.one(r, "groups", "groupName", "attachment")),
  [TYPES.userPoliciesExclusive]: (r, plan) =>
    exclusiveInline(r, plan, "ofUsers", plan.one(r, "users", "userName", "policy")),
  [TYPES.groupPoliciesExclusive]: (r, plan) =>
    exclusiveInline(r, plan, "ofGroups", plan.one(r, "groups", "groupName", "policy")),
  [TYPES.accountPasswordPolicy]: (r, plan) => {
    plan.passwordPolicy = plannedPasswordPolicy(r);
  },
  [TYPES.role]: (r, plan) => plan.addRole(r, { name: "name", trust: "assumeRolePolicy" }, awsRoleSettings(r)),
  [TYPES.virtualMfaDevice]: (r, plan) => addVirtualDevice(r, plan, "arn"),
  [TYPES.organizationsPolicy]: (r, plan) => addScp(r, plan),
};

/** A device that exists already is known by its serial number; a new one has none in preview. */
export function addVirtualDevice(resource: PlannedResource, plan: PlanBuilder, property: string): void {
  const serial = readName(resource, property) ?? null;
  plan.virtualDevices.push({ kind: "virtual", serial, enabled: null, urn: resource.urn });
}

/** Organizations has policies of other types too; this one is the provider's default. */
export function addScp(resource: PlannedResource, plan: PlanBuilder): void {
  const type = readString(resource, "type");
  if (type.known && !["", "SERVICE_CONTROL_POLICY"].includes(type.value)) return;
  plan.scps.push(namedDocument(resource, { name: "name", document: "content" }));
}

function attached(resource: PlannedResource, plan: PlanBuilder): readonly string[] {
  return plan.one(resource, "policies", "policyArn", "attachment");
}

/** These resources attach what they list, and take away whatever else is attached. */
function exclusiveAttachments(
  resource: PlannedResource,
  plan: PlanBuilder,
  of: "ofUsers" | "ofGroups",
  targets: readonly string[],
): void {
  const only = plan.only(resource, "policies", "policyArns", "attachment");
  plan.attach(plan[of], targets, [...only.names]);
  for (const target of targets) plan[of].onlyAttachments.set(target, only);
}

/** These take away every inline policy that they do not name, and make none. */
function exclusiveInline(
  resource: PlannedResource,
  plan: PlanBuilder,
  of: "ofUsers" | "ofGroups",
  targets: readonly string[],
): void {
  const only = plan.only(resource, "policies", "policyNames", "policy");
  for (const target of targets) plan[of].onlyInline.set(target, only);
}
