import { parsePolicyDocument, type PolicyDocument } from "../../iam/policy-document";
import { isSecret } from "./secret";
import { type Fact, known, mapFact, unknown } from "../fact";

/**
 * What is used of a resource as @pulumi/policy hands it to a stack policy. The engine hands over one resource for each
 * URN, as it will be: of a replacement the new one, an adopted or imported one like any other. It does not tell
 * deletions, so that a user who is about to go counts as staying.
 */
export interface PlannedResource {
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  /** Reading a property that is not known in preview throws. */
  readonly props: Record<string, unknown>;
  /** The component that it is part of. */
  readonly parent?: PlannedParent;
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

export interface PlannedParent {
  readonly urn: string;
  readonly parent?: PlannedParent;
}

/**
 * Whether a resource is one that the command will not make, by `--target` or `--exclude`: the engine hands such a one
 * over without any properties. One that exists already comes with those that it has.
 * AnalyzeResources and NewSkippedCreateStep in https://github.com/pulumi/pulumi/tree/master/pkg/resource/deploy
 */
export function isSkipped({ props }: Pick<PlannedResource, "props">): boolean {
  return Object.keys(props).length === 0;
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

/** A property that is true or false; an absent one is false. */
export function readFlag(resource: PlannedResource, path: string, read: () => unknown): Fact<boolean> {
  // A program in YAML may have it as text.
  return mapFact(readProperty(resource, path, read), (value) => String(value ?? false) === "true");
}

/** The elements of a property that is a list, each known or not; the whole may be unknown too. */
export function readElements(resource: PlannedResource, property: string): Fact<Fact<unknown>[]> {
  const list = readProperty(resource, property, () => resource.props[property]);
  if (!list.known) return list;
  const elements = Array.isArray(list.value) ? (list.value as unknown[]) : [];
  return known(
    Array.from({ length: elements.length }, (_, index) =>
      readProperty(resource, `${property}[${index}]`, () => elements[index]),
    ),
  );
}

/** A name that is set; undefined where it is not, or not known in preview. */
export function readName(resource: PlannedResource, property: string): string | undefined {
  const name = readString(resource, property);
  return name.known && name.value !== "" ? name.value : undefined;
}

/** A policy document, which a program may give as JSON text or as an object. */
export function readDocument(
  resource: PlannedResource,
  path: string,
  read: () => unknown,
): Fact<PolicyDocument> {
  // Copying an object finds what is not known anywhere in it.
  const json = readProperty(resource, path, () => {
    const document = read() ?? "";
    return typeof document === "string" ? document : JSON.stringify(document);
  });
  if (!json.known) return json;
  try {
    return known(parsePolicyDocument(json.value as string));
  } catch (error) {
    return unknown({
      what: `\`${path}\` of ${resource.urn}`,
      call: "pulumi preview",
      code: "UnreadableDocument",
      // The words of JSON's own errors quote the document.
      message: isSecret(resource.props, path.replace(/[.[].*/, ""))
        ? "the document is marked secret, so that its mistake is not shown"
        : (error as Error).message,
      remedy: "IAM will not take this document; correct it.",
    });
  }
}
