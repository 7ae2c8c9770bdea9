import { z } from "zod";
import { parsePolicyDocument, type PolicyDocument, type PrincipalRef } from "../../iam/policy-document";
import type { Codec } from "./codecs";

/**
 * The policy documents of a snapshot: each is written once and parsed once, and the policies that have it share it. In
 * the file, a policy says which one by its place in the list.
 */
export class Documents {
  private places = new Map<string, number>();
  private seen = new Map<PolicyDocument, number>();
  private texts: string[] = [];
  private list: readonly PolicyDocument[] = [];

  /**
   * Takes up another file, so that one schema does for all of them.
   * @param texts what the file lists; none for one that is to be written.
   * @throws PolicyDocumentError where one can't be read.
   */
  begin(texts: readonly string[] = []): void {
    this.places = new Map();
    this.seen = new Map();
    this.texts = [...texts];
    this.list = texts.map((text) => parsePolicyDocument(text));
  }

  /** The documents that were written, as JSON text in IAM's own form. */
  written(): readonly string[] {
    return this.texts;
  }

  readonly codec: Codec<PolicyDocument> = z.codec(
    z
      .number()
      .int()
      .nonnegative()
      .meta({ id: "Document", description: "The place of a policy document in `documents`, from 0." }),
    z.custom<PolicyDocument>(),
    {
      decode: (place, { issues }) => {
        const document = this.list[place];
        if (document) return document;
        issues.push({ code: "custom", input: place, message: "there is no document at this place" });
        return z.NEVER;
      },
      encode: (document) => this.placeOf(document),
    },
  );

  private placeOf(document: PolicyDocument): number {
    const place = this.seen.get(document) ?? this.placeOfText(JSON.stringify(toIamJson(document)));
    this.seen.set(document, place);
    return place;
  }

  private placeOfText(text: string): number {
    const place = this.places.get(text) ?? this.texts.push(text) - 1;
    this.places.set(text, place);
    return place;
  }
}

/** The document as IAM would show it; parsing it gives the same document again. */
function toIamJson({ version, statements }: PolicyDocument): object {
  return {
    Version: version,
    Statement: statements.map((s) => ({
      Sid: s.sid,
      Effect: s.effect,
      Principal: s.principals && toPrincipals(s.principals),
      NotPrincipal: s.notPrincipals && toPrincipals(s.notPrincipals),
      Action: s.actions,
      NotAction: s.notActions,
      Resource: s.resources,
      NotResource: s.notResources,
      Condition: s.conditions.length > 0 ? toBlock(s.conditions) : undefined,
    })),
  };
}

function toPrincipals(principals: readonly PrincipalRef[]): object {
  const types = new Map<string, string[]>();
  for (const { type, id } of principals) types.set(type, [...(types.get(type) ?? []), id]);
  return Object.fromEntries(types);
}

function toBlock(conditions: PolicyDocument["statements"][number]["conditions"]): object {
  const block = new Map<string, [string, readonly string[]][]>();
  for (const { operator, key, values } of conditions) {
    block.set(operator, [...(block.get(operator) ?? []), [key, values]]);
  }
  return Object.fromEntries([...block].map(([operator, keys]) => [operator, Object.fromEntries(keys)]));
}
