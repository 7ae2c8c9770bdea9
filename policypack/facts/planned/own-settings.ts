import { type Fact, known, mapFact } from "../fact";
import type { Role } from "../account-facts";
import type { UserSettings } from "../unplanned";
import { type PlannedResource, readElements, readProperty, readString } from "./resource";

/**
 * What IAM gives a user of whom nothing is said:
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html
 */
export const DEFAULT_SETTINGS: UserSettings = {
  path: known("/"),
  permissionsBoundary: known(null),
  tags: known({}),
};

/**
 * What `aws.iam.User` says of a user itself. It sets all of it: what it does not name becomes AWS's default.
 * https://www.pulumi.com/registry/packages/aws/api-docs/iam/user/
 * @param boundary key of the policy that it names; "": none.
 */
export function awsUserSettings(resource: PlannedResource, boundary: Fact<string>): UserSettings {
  return {
    path: mapFact(readString(resource, "path"), (path) => path || "/"),
    permissionsBoundary: mapFact(boundary, (key) => key || null),
    tags: readTags(resource),
  };
}

/** `tagsAll` has the provider's default tags too. */
function readTags(resource: PlannedResource): UserSettings["tags"] {
  const tags = readProperty(resource, "tags", () => {
    const { tagsAll, tags } = resource.props;
    // Copying finds what is not known anywhere in it.
    return JSON.parse(JSON.stringify(tagsAll ?? tags ?? {})) as unknown;
  });
  return mapFact(tags, (value) => value as Record<string, string>);
}

/**
 * The same of `aws-native`'s user, which leaves what it does not name as it is.
 * https://www.pulumi.com/registry/packages/aws-native/api-docs/iam/user/
 */
export function nativeUserSettings(resource: PlannedResource, boundary: Fact<string>): Partial<UserSettings> {
  const path = readString(resource, "path");
  const list = readElements(resource, "tags");
  return {
    ...(!isLeft(path) && { path }),
    ...(!isLeft(boundary) && { permissionsBoundary: boundary }),
    ...(!(list.known && list.value.length === 0) && { tags: readTagList(resource) }),
  };
}

/** What a stack may set of a role itself. */
export type RoleSettings = Pick<Role, "path" | "tags">;

/** What IAM gives a role of which nothing is said. */
export const DEFAULT_ROLE_SETTINGS: RoleSettings = { path: known("/"), tags: known({}) };

/** What `aws.iam.Role` says of a role itself: all of it, as of a user. */
export function awsRoleSettings(resource: PlannedResource): RoleSettings {
  return { path: mapFact(readString(resource, "path"), (path) => path || "/"), tags: readTags(resource) };
}

/** The same of `aws-native`'s role, which leaves what it does not name as it is. */
export function nativeRoleSettings(resource: PlannedResource): Partial<RoleSettings> {
  const { path, tags } = nativeUserSettings(resource, known(""));
  return { ...(path && { path }), ...(tags && { tags }) };
}

function isLeft(property: Fact<string>): boolean {
  return property.known && property.value === "";
}

function readTagList(resource: PlannedResource): UserSettings["tags"] {
  const tags = readProperty(
    resource,
    "tags",
    () => JSON.parse(JSON.stringify(resource.props["tags"])) as unknown,
  );
  return mapFact(tags, (list) =>
    Object.fromEntries((list as { key: string; value: string }[]).map(({ key, value }) => [key, value])),
  );
}
