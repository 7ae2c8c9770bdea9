import type { PolicyDocument } from "./document";
import { decide, prepare } from "./evaluate";
import { momentsFrom } from "./moments";
import { besideEverything } from "./find-weaknesses";
import { SIGN_IN_ACTIONS } from "./self-service";
import { contextOf, WITHOUT_MFA } from "./request-scenarios";
import { partitionFor, principalsFor, type AttachmentScope } from "./attachment-scope";
import { NO_RESOURCE } from "./resources";

/**
 * Whether a document denies somebody without MFA to sign in where that takes permissions, now or after one of its
 * dates. Asked of anybody: of whom it spares by name, it is another document that counts.
 */
export function deniesSignIn(
  document: PolicyDocument,
  now: Date,
  attachmentScope: AttachmentScope = {},
): boolean {
  const partition = partitionFor(document, attachmentScope);
  const [somebody] = principalsFor(document, partition, attachmentScope);
  if (!somebody) return false;
  const policies = besideEverything(document);
  return momentsFrom(now, [document]).some(({ at }) =>
    WITHOUT_MFA.some((mfa) => {
      const ready = prepare(policies, contextOf({ mfa, viaService: false, at }, somebody));
      return SIGN_IN_ACTIONS.some((action) => decide(ready, action, NO_RESOURCE).outcome === "denied");
    }),
  );
}
