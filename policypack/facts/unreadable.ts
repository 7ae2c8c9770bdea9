import type { Unknown } from "./fact";
import type { AccountFacts } from "./account-facts";

/** An account of which nothing is known, for one and the same reason. */
export function unreadable(label: string, reason: Unknown, readAt: Date): AccountFacts {
  return {
    label,
    readAt,
    identity: reason,
    alias: reason,
    root: { hasPassword: reason, hasAccessKeys: reason, hasMfa: reason, virtualDevices: reason },
    users: { found: [], complete: reason },
    groups: { found: new Map(), complete: reason },
    policies: { found: new Map(), complete: reason },
    roles: { found: [], complete: reason },
    unassignedDevices: reason,
    passwordPolicy: reason,
    scps: reason,
    consoleAuthorization: reason,
    rootAccess: reason,
    otherCredentials: reason,
    certifications: reason,
    passwordsComplete: reason,
    credentialReportAt: reason,
    credentialReportComplete: reason,
    otherIdentities: [],
    plannedScps: [],
    unresolved: [],
  };
}
