import { type Fact, known, mapFact, type Reason } from "../fact";
import { type PlannedParent, type PlannedResource, readElements, readName, readString } from "./resource";

/** What a property refers to: the keys found, and the reason where it refers to more than could be told. */
export interface References {
  readonly keys: readonly string[];
  readonly unresolved: Reason | undefined;
  /** Whether some keys are there by dependency alone, and may be more than the property refers to. */
  readonly guessed: boolean;
}

/**
 * A planned user or group is known by its name, a planned policy by its ARN; by its URN where that is not known in
 * preview. References to it are followed by value where it is known, and by dependency where it is not.
 */
export class PlannedKeys {
  private readonly byUrn = new Map<string, string>();
  /** Keys of what is in a component, at any depth, by the component's URN. */
  private readonly byComponent = new Map<string, string[]>();

  /** @param properties the property that names a resource, by the resource's type; other types have no key. */
  constructor(resources: readonly PlannedResource[], properties: Readonly<Record<string, string>>) {
    for (const resource of resources) {
      const property = properties[resource.type];
      if (property !== undefined) this.add(resource, readName(resource, property) ?? resource.urn);
    }
  }

  of(resource: PlannedResource): string {
    return this.byUrn.get(resource.urn) ?? resource.urn;
  }

  /** What a property that holds one name or ARN refers to. */
  one(resource: PlannedResource, property: string): Fact<string> {
    const value = readString(resource, property);
    if (value.known) return value;
    const candidates = this.candidates(resource, property, []);
    return candidates.length === 1 && candidates[0] !== undefined ? known(candidates[0]) : value;
  }

  /** What a property that holds a list of names or ARNs refers to. */
  many(resource: PlannedResource, property: string): References {
    const list = readElements(resource, property);
    const elements = list.known ? list.value.map((element) => mapFact(element, String)) : [list];
    const keys = elements.filter((e) => e.known).map((e) => e.value);
    const missing = elements.filter((e) => !e.known);
    if (missing[0] === undefined) return { keys, unresolved: undefined, guessed: false };
    const candidates = this.candidates(resource, property, keys);
    const told = list.known && candidates.length === missing.length;
    if (told) return { keys: [...keys, ...candidates], unresolved: undefined, guessed: false };
    // A list that is worked out from what it depends on need not have it all in it.
    const guessed = candidates.length > 0 && (!list.known || candidates.length < missing.length);
    return { keys: guessed ? [...keys, ...candidates] : keys, unresolved: missing[0].reason, guessed };
  }

  private add(resource: PlannedResource, key: string): void {
    this.byUrn.set(resource.urn, key);
    for (let parent: PlannedParent | undefined = resource.parent; parent; parent = parent.parent) {
      const keys = this.byComponent.get(parent.urn) ?? [];
      // In place: the stack itself is a component of thousands, and a copy for each would take the square of that.
      keys.push(key);
      this.byComponent.set(parent.urn, keys);
    }
  }

  /** What depends on a component may mean what is in it. */
  private candidates(resource: PlannedResource, property: string, except: readonly string[]): string[] {
    const dependencies = resource.propertyDependencies[property] ?? resource.dependencies;
    const keys = dependencies.flatMap(({ urn }) => this.byUrn.get(urn) ?? this.byComponent.get(urn) ?? []);
    return [...new Set(keys)].filter((key) => !except.includes(key));
  }
}
