import { type Fact, mapFact } from "../fact";
import { addScp, addVirtualDevice } from "./aws-readers";
import { namedDocument, type PlanBuilder, type PlanReader } from "./plan-builder";
import { type PlannedResource, readDocument, readElements, readFlag, readProperty } from "./resource";
import { TYPES } from "./resource-types";
import { nativeRoleSettings, nativeUserSettings } from "./own-settings";

const DOCUMENT = { name: "policyName", document: "policyDocument" };

/**
 * What each resource type of Pulumi's `aws-native` provider says. None of them takes away what it does not name.
 * Property names: https://www.pulumi.com/registry/packages/aws-native/api-docs/iam/
 */
export const NATIVE_READERS: Readonly<Record<string, PlanReader>> = {
  [TYPES.nativeUser]: (r, plan) => {
    const users = [plan.addUser(r, "userName", nativeUserSettings(r, plan.boundaryOf(r)))];
    addLoginProfile(r, plan, users);
    plan.addMemberships(users, plan.many(r, "groups", "groups", "membership"));
    plan.attach(plan.ofUsers, users, plan.many(r, "policies", "managedPolicyArns", "attachment"));
    addPolicies(r, plan, "ofUsers", users);
  },
  [TYPES.nativeGroup]: (r, plan) => {
    const groups = [plan.addGroup(r, "groupName")];
    plan.attach(plan.ofGroups, groups, plan.many(r, "policies", "managedPolicyArns", "attachment"));
    addPolicies(r, plan, "ofGroups", groups);
  },
  [TYPES.nativeManagedPolicy]: (r, plan) => {
    const policies = [plan.addPolicy(r, { name: "managedPolicyName", document: "policyDocument" })];
    plan.attach(plan.ofUsers, plan.many(r, "users", "users", "attachment"), policies);
    plan.attach(plan.ofGroups, plan.many(r, "groups", "groups", "attachment"), policies);
  },
  [TYPES.nativeUserToGroupAddition]: (r, plan) => {
    const groups = plan.one(r, "groups", "groupName", "membership");
    plan.addMemberships(plan.many(r, "users", "users", "membership"), groups);
  },
  [TYPES.nativeUserPolicy]: (r, plan) =>
    plan.addInline(plan.ofUsers, plan.one(r, "users", "userName", "policy"), namedDocument(r, DOCUMENT)),
  [TYPES.nativeGroupPolicy]: (r, plan) =>
    plan.addInline(plan.ofGroups, plan.one(r, "groups", "groupName", "policy"), namedDocument(r, DOCUMENT)),
  [TYPES.nativeRole]: (r, plan) =>
    plan.addRole(r, { name: "roleName", trust: "assumeRolePolicyDocument" }, nativeRoleSettings(r)),
  // Its `users` enrol nobody: IAM takes no device without two of its codes.
  [TYPES.nativeVirtualMfaDevice]: (r, plan) => addVirtualDevice(r, plan, "serialNumber"),
  [TYPES.nativeOrganizationsPolicy]: (r, plan) => addScp(r, plan),
};

/**
 * The password is write-only, so that a read from AWS may drop the profile around it from the outputs; the provider
 * keeps the program's inputs beside them: https://github.com/pulumi/pulumi-aws-native, CheckpointObject.
 */
function addLoginProfile(resource: PlannedResource, plan: PlanBuilder, users: readonly string[]): void {
  const profile = readProperty(resource, "loginProfile", () => {
    const { loginProfile, __inputs: inputs } = resource.props;
    return loginProfile ?? (inputs as Record<string, unknown> | undefined)?.["loginProfile"];
  });
  if (!profile.known) {
    plan.unresolved.push({
      urn: resource.urn,
      about: "login profile",
      reason: profile.reason,
      overstated: false,
    });
  } else if (profile.value !== undefined && profile.value !== null) {
    const passwordResetRequired = readFlag(
      resource,
      "loginProfile.passwordResetRequired",
      () => (profile.value as Record<string, unknown>)["passwordResetRequired"],
    );
    for (const user of users) plan.loginProfiles.set(user, { urn: resource.urn, passwordResetRequired });
  }
}

/** The inline policies within a user or group. */
function addPolicies(
  resource: PlannedResource,
  plan: PlanBuilder,
  of: "ofUsers" | "ofGroups",
  targets: readonly string[],
): void {
  const policies = readElements(resource, "policies");
  if (!policies.known) {
    plan.unresolved.push({ urn: resource.urn, about: "policy", reason: policies.reason, overstated: false });
    return;
  }
  policies.value.forEach((policy, index) => {
    plan.addInline(plan[of], targets, inlinePolicy(resource, policy, `policies[${index}]`));
  });
}

function inlinePolicy(resource: PlannedResource, policy: Fact<unknown>, path: string) {
  const parts = mapFact(policy, (value) => value as Record<string, unknown>);
  const name = parts.known && readProperty(resource, `${path}.policyName`, () => parts.value["policyName"]);
  return {
    name: name && name.known ? String(name.value) : `${resource.name} ${path}`,
    document: parts.known
      ? readDocument(resource, `${path}.policyDocument`, () => parts.value["policyDocument"])
      : parts,
    urn: resource.urn,
  };
}
