import type { z } from "zod";
import type { AccountFacts } from "../model";
import { Documents } from "./documents";
import { HEADER, snapshotSchema } from "./schema";

/**
 * The facts of accounts as JSON text, to be judged later or elsewhere. There is no secret in it, but there is who has
 * no MFA: it is to be kept like the audit that it is.
 * @throws Error for facts over which a stack's plan is laid.
 */
export function toSnapshot(accounts: readonly AccountFacts[]): string {
  const documents = new Documents();
  const schema = snapshotSchema(documents);
  const snapshot = { ...HEADER, documents: [], accounts };
  // The model's lists may only be read, which the schema's type does not say of its own.
  const encoded = schema.encode(snapshot as unknown as z.output<typeof schema>);
  return `${JSON.stringify({ ...encoded, documents: documents.written() }, null, 1)}\n`;
}
