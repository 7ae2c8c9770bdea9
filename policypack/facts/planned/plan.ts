import { parsePolicyDocument, type PolicyDocument } from "../../iam/document";
import { type Fact, known, type Reason, unknown } from "../fact";
import type { Group, InlinePolicy, ManagedPolicy, Unresolved } from "../model";
import { PlannedKeys } from "./references";
import { type PlannedResource, readString } from "./resource";
import { TYPES } from "./resource-types";

/** What a stack's resources say of one account, before the account itself is looked at. All by key. */
export interface Plan {
  readonly users: ReadonlyMap<string, { readonly name: string | undefined; readonly urn: string }>;
  /** URN of the login profile by user. */
  readonly loginProfiles: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  readonly memberships: readonly { readonly user: string; readonly group: string }[];
  readonly attachments: readonly PlannedAttachment[];
  readonly inlinePolicies: readonly (Target & { readonly policy: InlinePolicy })[];
  /** Groups whose members are just those of `memberships`: whoever else is in them now will be removed. */
  readonly exclusiveGroups: ReadonlySet<string>;
  /** Policies attached just where `attachments` says. */
  readonly exclusivePolicies: ReadonlySet<string>;
  readonly unresolved: readonly Unresolved[];
}

/** Whom something is attached to. */
export interface Target {
  readonly kind: "user" | "group";
  readonly key: string;
}

export interface PlannedAttachment extends Target {
  readonly policy: string;
}

/** Reads the plan off the resources of one account. Order does not matter. */
export function readPlan(resources: readonly PlannedResource[]): Plan {
  return new PlanReading(resources).read();
}

class PlanReading {
  private readonly users: PlannedKeys;
  private readonly groups: PlannedKeys;
  private readonly policies: PlannedKeys;
  private readonly loginProfiles = new Map<string, string>();
  private readonly memberships: { user: string; group: string }[] = [];
  private readonly attachments: PlannedAttachment[] = [];
  private readonly inlinePolicies: (Target & { policy: InlinePolicy })[] = [];
  private readonly exclusiveGroups = new Set<string>();
  private readonly exclusivePolicies = new Set<string>();
  private readonly unresolved: Unresolved[] = [];

  constructor(private readonly resources: readonly PlannedResource[]) {
    this.users = new PlannedKeys(resources, new Set([TYPES.user]), "name");
    this.groups = new PlannedKeys(resources, new Set([TYPES.group]), "name");
    this.policies = new PlannedKeys(resources, new Set([TYPES.policy]), "arn");
  }

  read(): Plan {
    for (const resource of this.resources) this.readers[resource.type]?.(resource);
    return {
      users: this.keyed(TYPES.user, this.users, (r) => ({ name: nameOf(r), urn: r.urn })),
      groups: this.keyed(TYPES.group, this.groups, (r) => ({
        name: nameOf(r),
        origin: "planned" as const,
        attachedPolicies: [],
        inlinePolicies: [],
      })),
      policies: this.keyed(TYPES.policy, this.policies, (r) => ({
        name: nameOf(r) ?? r.name,
        document: plannedDocument(r),
        origin: "planned" as const,
      })),
      loginProfiles: this.loginProfiles,
      memberships: this.memberships,
      attachments: this.attachments,
      inlinePolicies: this.inlinePolicies,
      exclusiveGroups: this.exclusiveGroups,
      exclusivePolicies: this.exclusivePolicies,
      unresolved: this.unresolved,
    };
  }

  private readonly readers: Record<string, (resource: PlannedResource) => void> = {
    [TYPES.loginProfile]: (r) => {
      const user = this.reference(r, this.users, "user", "login profile");
      if (user !== undefined) this.loginProfiles.set(user, r.urn);
    },
    [TYPES.groupMembership]: (r) => {
      const group = this.reference(r, this.groups, "group", "membership");
      if (group === undefined) return;
      const users = this.references(r, this.users, "users", "membership");
      this.memberships.push(...users.map((user) => ({ user, group })));
      this.exclusiveGroups.add(group);
    },
    [TYPES.userGroupMembership]: (r) => {
      const user = this.reference(r, this.users, "user", "membership");
      if (user === undefined) return;
      const groups = this.references(r, this.groups, "groups", "membership");
      this.memberships.push(...groups.map((group) => ({ user, group })));
    },
    [TYPES.userPolicyAttachment]: (r) =>
      this.attach(r, "user", [this.reference(r, this.users, "user", "attachment")]),
    [TYPES.groupPolicyAttachment]: (r) =>
      this.attach(r, "group", [this.reference(r, this.groups, "group", "attachment")]),
    [TYPES.policyAttachment]: (r) => {
      this.attach(r, "user", this.references(r, this.users, "users", "attachment"));
      const policy = this.attach(r, "group", this.references(r, this.groups, "groups", "attachment"));
      if (policy !== undefined) this.exclusivePolicies.add(policy);
    },
    [TYPES.userPolicy]: (r) => this.inline(r, "user", this.reference(r, this.users, "user", "policy")),
    [TYPES.groupPolicy]: (r) => this.inline(r, "group", this.reference(r, this.groups, "group", "policy")),
  };

  private attach(
    resource: PlannedResource,
    kind: Target["kind"],
    targets: readonly (string | undefined)[],
  ): string | undefined {
    const policy = this.reference(resource, this.policies, "policyArn", "attachment");
    if (policy === undefined) return undefined;
    for (const key of targets) if (key !== undefined) this.attachments.push({ kind, key, policy });
    return policy;
  }

  private inline(resource: PlannedResource, kind: Target["kind"], key: string | undefined): void {
    if (key === undefined) return;
    const policy = { name: nameOf(resource) ?? resource.name, document: plannedDocument(resource) };
    this.inlinePolicies.push({ kind, key, policy: { ...policy, origin: "planned" } });
  }

  private reference(
    resource: PlannedResource,
    keys: PlannedKeys,
    property: string,
    about: Unresolved["about"],
  ): string | undefined {
    const key = keys.one(resource, property);
    if (!key.known) this.note(resource, about, key.reason);
    return key.known ? key.value : undefined;
  }

  private references(
    resource: PlannedResource,
    keys: PlannedKeys,
    property: string,
    about: Unresolved["about"],
  ): readonly string[] {
    const found = keys.many(resource, property);
    if (found.unresolved) this.note(resource, about, found.unresolved);
    return found.keys;
  }

  private note(resource: PlannedResource, about: Unresolved["about"], reason: Reason): void {
    this.unresolved.push({ urn: resource.urn, about, reason });
  }

  private keyed<T>(type: string, keys: PlannedKeys, make: (r: PlannedResource) => T): Map<string, T> {
    return new Map(this.resources.filter((r) => r.type === type).map((r) => [keys.of(r), make(r)]));
  }
}

function nameOf(resource: PlannedResource): string | undefined {
  const name = readString(resource, "name");
  return name.known && name.value !== "" ? name.value : undefined;
}

function plannedDocument(resource: PlannedResource): Fact<PolicyDocument> {
  const json = readString(resource, "policy");
  if (!json.known) return json;
  try {
    return known(parsePolicyDocument(json.value));
  } catch (error) {
    return unknown({
      what: `\`policy\` of ${resource.urn}`,
      call: "pulumi preview",
      code: "UnreadableDocument",
      message: (error as Error).message,
      remedy: "IAM will not take this document; correct it.",
    });
  }
}
