import type { PasswordPolicy } from "../account-facts";
import { type PlannedResource, readProperty } from "./resource";

/**
 * What `aws.iam.AccountPasswordPolicy` sets: all of it, and at once, so that passwords that there are expire by it.
 * What a program leaves out is not known in preview, as the provider computes it; AWS then has its default.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/accountpasswordpolicy/
 */
export function plannedPasswordPolicy(resource: PlannedResource): PasswordPolicy {
  const read = (property: string, otherwise: unknown): string => {
    const fact = readProperty(resource, property, () => resource.props[property]);
    // A program in YAML may have it as text.
    return String((fact.known ? fact.value : undefined) ?? otherwise);
  };
  return {
    minimumLength: Number(read("minimumPasswordLength", 6)),
    maximumAge: Number(read("maxPasswordAge", 0)) || null,
    hardExpiry: read("hardExpiry", false) === "true",
    usersMayChange: read("allowUsersToChangePassword", true) === "true",
  };
}
