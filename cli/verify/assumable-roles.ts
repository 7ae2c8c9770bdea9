import type { Reason } from "../../policypack/facts/fact";
import type { AccountFacts, User } from "../../policypack/facts/account-facts";
import { byName } from "../../policypack/iam/names";
import type { JudgeOptions } from "../../policypack/judgement/judge";
import { rolesWithoutMfa } from "../../policypack/judgement/role-reach";

/** The roles that a user can assume without MFA, by name, and from when on; `since` null: already. */
export interface AssumableRoles {
  readonly names: readonly string[];
  readonly since: Date | null;
}

/**
 * What the trust policies of an account's roles let its users do without MFA, whatever the users' own policies come
 * to: a trust policy that names a user lets them in unless a Deny of theirs is in the way.
 */
export class RolesOfUsers {
  /** Roles that could not be read, or not all of them. */
  readonly gaps: readonly { readonly role: string | null; readonly reason: Reason }[];
  private readonly byUser = new Map<User, { names: string[]; since: Date | null }>();
  private readonly doubtByUser = new Map<User, Reason>();

  constructor(account: AccountFacts, users: readonly User[], options: JudgeOptions) {
    const { complete, found } = account.roles;
    this.gaps = [
      ...(complete.known ? [] : [{ role: null, reason: complete.reason }]),
      ...found.flatMap(({ name, trust }) =>
        trust.known ? [] : [{ role: name ?? null, reason: trust.reason }],
      ),
    ];
    const roles = rolesWithoutMfa(account, users, options);
    // Unknown is the account's own number, which every user's own judgement tells.
    if (!roles.known) return;
    for (const { role, reached, doubts } of roles.value) {
      for (const { users, since } of reached) for (const user of users) this.add(user, role.name, since);
      for (const { users, reason } of doubts) for (const user of users) this.doubtByUser.set(user, reason);
    }
  }

  /** Null: none. */
  of(user: User): AssumableRoles | null {
    return this.byUser.get(user) ?? null;
  }

  /** Why it can't be told of a role whether the user can assume it; null: it can of each. */
  doubtOf(user: User): Reason | null {
    return this.doubtByUser.get(user) ?? null;
  }

  private add(user: User, role: string | undefined, since: Date | null): void {
    const before = this.byUser.get(user);
    const names = [...(before?.names ?? []), role ?? "of an unknown name"].sort(byName);
    this.byUser.set(user, { names, since: before ? earlier(before.since, since) : since });
  }
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return null;
  return a < b ? a : b;
}
