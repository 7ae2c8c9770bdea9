import { type Fact, known, type Unknown, unknown } from "./fact";
import type { LiveUser, User } from "./account-facts";

/** What a stack may set of a user itself, rather than by resources beside it. */
export type UserSettings = Pick<User, "path" | "permissionsBoundary" | "tags">;

/** A user of whom a stack plans nothing. */
export function unplannedUser(user: Omit<User, keyof UserSettings | "urn" | "plannedLoginProfile">): User {
  return { ...user, urn: undefined, plannedLoginProfile: undefined, ...settingsOf(user.live) };
}

/** A user's settings as they are. */
export function settingsOf(live: Fact<LiveUser | null>): UserSettings {
  if (!live.known) return { path: live, permissionsBoundary: live, tags: live };
  if (live.value === null) return { path: NOWHERE, permissionsBoundary: NOWHERE, tags: NOWHERE };
  const { path, permissionsBoundary, tags } = live.value;
  return { path: known(path), permissionsBoundary, tags };
}

/** A stack may have a login profile for a user that it neither makes nor finds. */
const NOWHERE: Unknown = unknown({
  what: "a user's path, permissions boundary and tags",
  call: "iam:GetAccountAuthorizationDetails",
  code: "NotTold",
  message: "neither the account nor the stack has the user",
  remedy: "Deploy the stack that makes the user first, or make the user in this one.",
});
