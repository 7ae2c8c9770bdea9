import { type Fact, known, unknown } from "../fact";

/** What is used of a resource as @pulumi/policy hands it to a stack policy. */
export interface PlannedResource {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  /** Reading a property that is not known in preview throws. */
  readonly props: Record<string, unknown>;
  readonly dependencies: readonly { readonly urn: string; readonly type: string }[];
  readonly propertyDependencies: Readonly<
    Record<string, readonly { readonly urn: string; readonly type: string }[]>
  >;
  readonly provider?: {
    readonly urn: string;
    readonly name: string;
    readonly props: Record<string, unknown>;
  };
}

/**
 * Reads one value of a resource's properties. One that is not known in preview makes just this fact unknown:
 * uncaught, the SDK's exception would silence the whole policy for every other resource.
 */
export function readProperty(resource: { urn: string }, path: string, read: () => unknown): Fact<unknown> {
  try {
    return known(read());
  } catch (error) {
    return unknown({
      what: `\`${path}\` of ${resource.urn}`,
      call: "pulumi preview",
      code: "UnknownInPreview",
      message: (error as Error).message,
      remedy: "It is checked by `pulumi up`; give the resource a fixed name to have it checked in preview.",
    });
  }
}

/** A property that is a string; an absent one is the empty string. */
export function readString(resource: PlannedResource, property: string): Fact<string> {
  const fact = readProperty(resource, property, () => resource.props[property] ?? "");
  return fact.known ? known(String(fact.value)) : fact;
}

/** The elements of a property that is a list, each known or not; the whole may be unknown too. */
export function readList(resource: PlannedResource, property: string): Fact<Fact<string>[]> {
  const list = readProperty(resource, property, () => resource.props[property]);
  if (!list.known) return list;
  const elements = Array.isArray(list.value) ? (list.value as unknown[]) : [];
  return known(
    Array.from({ length: elements.length }, (_, index) => {
      const element = readProperty(resource, `${property}[${index}]`, () => elements[index]);
      return element.known ? known(String(element.value)) : element;
    }),
  );
}
