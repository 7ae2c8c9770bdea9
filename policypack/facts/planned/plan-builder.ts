import { COMPLETE, type Fact, type Reason, unknown } from "../fact";
import type {
  Group,
  InlinePolicy,
  ManagedPolicy,
  PasswordPolicy,
  PlannedLoginProfile,
  PlannedScp,
  Role,
  UnassignedDevice,
  Unresolved,
} from "../account-facts";
import type { UserSettings } from "../unplanned";
import { PlannedKeys, type References } from "./references";
import { type PlannedResource, readDocument, readName } from "./resource";
import { TYPES } from "./resource-types";
import type { RoleSettings } from "./own-settings";

/** What a stack's resources say of one account, before the account itself is looked at. All by key. */
export interface Plan {
  readonly users: ReadonlyMap<string, PlannedUser>;
  /** By user. */
  readonly loginProfiles: ReadonlyMap<string, PlannedLoginProfile>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  /** Groups by user. */
  readonly memberships: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ofUsers: Grants;
  readonly ofGroups: Grants;
  /** Groups whose members are just those of `memberships`: any other member is removed. */
  readonly exclusiveGroups: ReadonlyMap<string, WhetherAll>;
  /** Undefined: it stays as it is. */
  readonly passwordPolicy: PasswordPolicy | undefined;
  readonly roles: ReadonlyMap<string, PlannedRole>;
  readonly virtualDevices: readonly UnassignedDevice[];
  readonly scps: readonly PlannedScp[];
  readonly unresolved: readonly Unresolved[];
}

/**
 * Whether all of a list is known that takes away what it does not name; where it is not, it may name what it seems to
 * take away.
 */
export type WhetherAll = Fact<true>;

/** A list that takes away what it does not name. */
export interface OnlyThese {
  readonly names: ReadonlySet<string>;
  readonly complete: WhetherAll;
}

export interface PlannedUser {
  readonly name: string | undefined;
  readonly urn: string;
  /** What the stack sets of the user itself; the rest stays as it is. */
  readonly settings: Partial<UserSettings>;
}

export interface PlannedRole extends Pick<Role, "name" | "trust"> {
  readonly urn: string;
  /** What the stack sets of the role itself; the rest stays as it is. */
  readonly settings: Partial<RoleSettings>;
}

/** What the stack gives to users, or to groups, by the key of whom it gives it to. */
export interface Grants {
  readonly attachments: ReadonlyMap<string, ReadonlySet<string>>;
  readonly inlinePolicies: ReadonlyMap<string, readonly InlinePolicy[]>;
  /** By policy, those to whom it will be attached, and nobody else. */
  readonly onlyHolders: ReadonlyMap<string, OnlyThese>;
  /** Who will have the policies attached that are told here, and no others. */
  readonly onlyAttachments: ReadonlyMap<string, OnlyThese>;
  /** Who will have the inline policies of these names, and no others. */
  readonly onlyInline: ReadonlyMap<string, OnlyThese>;
}

/** Reads what one resource adds to the plan. */
export type PlanReader = (resource: PlannedResource, plan: PlanBuilder) => void;

/** The same as `Grants`, while it grows. */
class GrantsBuilder implements Grants {
  readonly attachments = new Map<string, Set<string>>();
  readonly inlinePolicies = new Map<string, InlinePolicy[]>();
  readonly onlyHolders = new Map<string, OnlyThese>();
  readonly onlyAttachments = new Map<string, OnlyThese>();
  readonly onlyInline = new Map<string, OnlyThese>();
}

type Keyed = "users" | "groups" | "policies" | "roles";

/** Gathers a plan. Keys are worked out first, so that any resource may refer to any other. */
export class PlanBuilder implements Plan {
  readonly users = new Map<string, PlannedUser>();
  readonly loginProfiles = new Map<string, PlannedLoginProfile>();
  readonly groups = new Map<string, Group>();
  readonly policies = new Map<string, ManagedPolicy>();
  readonly memberships = new Map<string, Set<string>>();
  readonly ofUsers = new GrantsBuilder();
  readonly ofGroups = new GrantsBuilder();
  readonly exclusiveGroups = new Map<string, WhetherAll>();
  passwordPolicy: PasswordPolicy | undefined;
  readonly roles = new Map<string, PlannedRole>();
  readonly virtualDevices: UnassignedDevice[] = [];
  readonly scps: PlannedScp[] = [];
  readonly unresolved: Unresolved[] = [];
  private readonly keys: Record<Keyed, PlannedKeys>;

  constructor(resources: readonly PlannedResource[]) {
    this.keys = {
      users: new PlannedKeys(resources, { [TYPES.user]: "name", [TYPES.nativeUser]: "userName" }),
      groups: new PlannedKeys(resources, { [TYPES.group]: "name", [TYPES.nativeGroup]: "groupName" }),
      policies: new PlannedKeys(resources, {
        [TYPES.policy]: "arn",
        [TYPES.nativeManagedPolicy]: "policyArn",
      }),
      roles: new PlannedKeys(resources, { [TYPES.role]: "name", [TYPES.nativeRole]: "roleName" }),
    };
  }

  /** @returns the user's key. */
  addUser(resource: PlannedResource, property: string, settings: Partial<UserSettings>): string {
    const key = this.keys.users.of(resource);
    this.users.set(key, { name: readName(resource, property), urn: resource.urn, settings });
    return key;
  }

  /** Key of the policy that bounds a user; "": none. */
  boundaryOf(user: PlannedResource): Fact<string> {
    return this.keys.policies.one(user, "permissionsBoundary");
  }

  /** @returns the group's key. */
  addGroup(resource: PlannedResource, property: string): string {
    const key = this.keys.groups.of(resource);
    const name = readName(resource, property);
    const { urn } = resource;
    this.groups.set(key, { name, origin: "planned", urn, attachedPolicies: [], inlinePolicies: [] });
    return key;
  }

  /** @returns the policy's key. */
  addPolicy(resource: PlannedResource, properties: { name: string; document: string }): string {
    const key = this.keys.policies.of(resource);
    const { name, document } = namedDocument(resource, properties);
    this.policies.set(key, { name, document, origin: "planned", urn: resource.urn });
    return key;
  }

  addRole(
    resource: PlannedResource,
    properties: { name: string; trust: string },
    settings: Partial<RoleSettings>,
  ): void {
    const trust = readDocument(resource, properties.trust, () => resource.props[properties.trust]);
    const name = readName(resource, properties.name);
    this.roles.set(this.keys.roles.of(resource), { name, trust, urn: resource.urn, settings });
  }

  addMemberships(users: readonly string[], groups: readonly string[]): void {
    for (const user of users) addAll(this.memberships, user, groups);
  }

  attach(grants: GrantsBuilder, targets: readonly string[], policies: readonly string[]): void {
    for (const target of targets) addAll(grants.attachments, target, policies);
  }

  /** To these, and to no others of the account. */
  attachOnly(grants: GrantsBuilder, only: OnlyThese, policies: readonly string[]): void {
    this.attach(grants, [...only.names], policies);
    for (const policy of policies) {
      const { names = [], complete = COMPLETE } = grants.onlyHolders.get(policy) ?? {};
      const all = new Set([...names, ...only.names]);
      grants.onlyHolders.set(policy, { names: all, complete: complete.known ? only.complete : complete });
    }
  }

  addInline(grants: GrantsBuilder, targets: readonly string[], policy: Omit<InlinePolicy, "origin">): void {
    for (const target of targets) {
      const others = grants.inlinePolicies.get(target) ?? [];
      grants.inlinePolicies.set(target, [...others, { ...policy, origin: "planned" }]);
    }
  }

  /** What a property that holds one name or ARN refers to: one key, or none and a note of why not. */
  one(resource: PlannedResource, of: Keyed, property: string, about: Unresolved["about"]): string[] {
    const key = this.keys[of].one(resource, property);
    if (key.known) return [key.value];
    this.unresolved.push({ urn: resource.urn, about, reason: key.reason, overstated: false });
    return [];
  }

  /** What a property that holds a list refers to; where that is more than could be told, a note says so. */
  many(
    resource: PlannedResource,
    of: Keyed,
    property: string,
    about: Unresolved["about"],
  ): readonly string[] {
    return this.listed(resource, of, property, about).keys;
  }

  /** The same, with whether that is all. */
  listed(
    resource: PlannedResource,
    of: Keyed,
    property: string,
    about: Unresolved["about"],
    overstated?: true,
  ): References {
    const references = this.keys[of].many(resource, property);
    const { unresolved: reason, guessed } = references;
    if (reason) this.unresolved.push({ urn: resource.urn, about, reason, overstated: overstated ?? guessed });
    return references;
  }

  /** The same for a list that takes away what it does not name. */
  only(resource: PlannedResource, of: Keyed, property: string, about: Unresolved["about"]): OnlyThese {
    const { keys, unresolved } = this.listed(resource, of, property, about, true);
    return { names: new Set(keys), complete: whetherAll(unresolved) };
  }
}

/** @param unresolved of each of the lists, why not all of it is known. */
export function whetherAll(...unresolved: readonly (Reason | undefined)[]): WhetherAll {
  const reason = unresolved.find((one) => one !== undefined);
  return reason ? unknown(reason) : COMPLETE;
}

/** A policy's name and document, by the properties that hold them. */
export function namedDocument(
  resource: PlannedResource,
  properties: { name: string; document: string },
): Pick<PlannedScp, "name" | "document" | "urn"> {
  const name = readName(resource, properties.name) ?? resource.name;
  const document = readDocument(resource, properties.document, () => resource.props[properties.document]);
  return { name, document, urn: resource.urn };
}

function addAll(map: Map<string, Set<string>>, key: string, values: readonly string[]): void {
  const all = map.get(key) ?? new Set();
  for (const value of values) all.add(value);
  map.set(key, all);
}
