import { type Fact, mapFact, type Reason } from "../../policypack/facts/fact";
import type {
  AccountFacts,
  LiveUser,
  OtherCredentials,
  ServiceCredential,
} from "../../policypack/facts/account-facts";
import { DAY } from "../../policypack/iam/days";

/** Something active that a user holds beside a password and access keys. */
export type Holding =
  | { readonly kind: "ssh-key"; readonly count: number }
  | { readonly kind: "service-credential"; readonly service: string; readonly count: number }
  | { readonly kind: "signing-certificate"; readonly count: number };

export interface Holdings {
  readonly found: readonly Holding[];
  /** What could not be looked at, of which they may hold something as well. */
  readonly unknown: readonly Reason[];
}

/** What a user holds. Pure; what a fact is missing for is told, never taken for "nothing". */
export function holdingsOf(
  name: string,
  { signingCertificates }: Pick<LiveUser, "signingCertificates">,
  otherCredentials: AccountFacts["otherCredentials"],
  now: Date,
): Holdings {
  const { services, sshKeys } = ofUser(name, otherCredentials);
  const facts = [services, sshKeys, signingCertificates];
  return {
    found: [
      ...(services.known ? byService(services.value, now) : []),
      ...counted("ssh-key", sshKeys),
      ...counted("signing-certificate", signingCertificates),
    ],
    unknown: [...new Set(facts.flatMap((fact) => (fact.known ? [] : [fact.reason])))],
  };
}

function ofUser(name: string, others: AccountFacts["otherCredentials"]): OtherCredentials {
  if (!others.known) return { services: others, sshKeys: others };
  const own = others.value.get(name);
  if (!own) throw new Error(`nobody asked what ${name} holds`);
  return own;
}

function counted(kind: "ssh-key" | "signing-certificate", count: Fact<number>): Holding[] {
  return count.known && count.value > 0 ? [{ kind, count: count.value }] : [];
}

function byService(credentials: readonly ServiceCredential[], now: Date): Holding[] {
  const valid = credentials.filter(({ expires }) => expires === null || expires > now);
  return [...new Set(valid.map(({ service }) => service))].sort().map((service) => ({
    kind: "service-credential",
    service,
    count: valid.filter((one) => one.service === service).length,
  }));
}

/** Where and when a long-term access key was last used. */
export interface KeyUse {
  readonly at: Date;
  /** AWS's short name, such as "s3". */
  readonly service: string;
  readonly region: string;
}

/** Days after which a key that nobody used is taken for forgotten: whatever needed it would have run by then. */
const RECENT_DAYS = 90;

/** Whether a moment is not longer ago than `RECENT_DAYS`. */
export function isRecent(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() <= RECENT_DAYS * DAY;
}

/**
 * The last uses of a user's active access keys, as far as they are recent. A key that is switched off breaks nothing.
 */
export function recentKeyUses({ accessKeys }: LiveUser, now: Date): Fact<readonly KeyUse[]> {
  return mapFact(accessKeys, (keys) =>
    keys.flatMap(({ active, lastUsed }) =>
      active && lastUsed && isRecent(lastUsed.at, now) ? [lastUsed] : [],
    ),
  );
}
