import type { Connection } from "../../policypack/facts/connection";
import { describeReason, type Reason } from "../../policypack/facts/fact";
import { readAccount, type ReadOptions } from "../../policypack/facts/live/read-account";
import type { AccountFacts, CallerIdentity } from "../../policypack/facts/account-facts";
import { isSessionEnd } from "../renewal";
import { labelOf, type Member } from "./accounts";

/** What accounts are read with. */
export interface Access {
  /** The caller's own, from which the role of each account is assumed. */
  readonly connection: Connection;
  readonly caller: CallerIdentity;
  /** The role's name in each account, with its path where it has one. */
  readonly role: string;
  /** What the trust policy of that role asks for: sts:ExternalId. */
  readonly externalId?: string | undefined;
  readonly options: ReadOptions;
}

/** What an account is reached by. */
type Reached = Pick<Member, "id" | "partition" | "management">;

/** An account's facts, or why there are none. */
export type Reading = { readonly facts: AccountFacts } | Unread;

export interface Unread {
  readonly facts: null;
  readonly message: string;
  /** Whether the caller's own session has ended, so that no other account can be read either. */
  readonly signedOut: boolean;
}

/**
 * Reads an account through its role. The caller's own account is read as the caller where there is no such role: a
 * management account has none unless somebody makes it. Never throws.
 */
export async function readMember(member: Reached, access: Access): Promise<Reading> {
  const before = await keyOf(access.connection);
  const reading = await readOnce(member, access);
  if (reading.facts || !reading.signedOut) return reading;
  return (await hasRenewed(access.connection, before)) ? readOnce(member, access) : reading;
}

async function keyOf({ source }: Connection): Promise<string | null> {
  const keys = await source?.().catch(() => null);
  return keys?.accessKeyId ?? null;
}

/**
 * Whether there are other credentials than those with which a reading began: renewed for another account meanwhile, or
 * now, since their source may have some that end later than it said.
 */
async function hasRenewed(connection: Connection, before: string | null): Promise<boolean> {
  const now = await keyOf(connection);
  if (now !== null && now !== before) return true;
  const renewed = await connection.source?.({ forceRefresh: true }).catch(() => null);
  return renewed ? renewed.accessKeyId !== before : false;
}

async function readOnce(member: Reached, access: Access): Promise<Reading> {
  const reading = await readThroughRole(member, access);
  if (reading.facts || reading.signedOut || member.id !== access.caller.accountId) return reading;
  const facts = await readAccount(access.connection, access.options);
  if (facts.identity.known) return { facts };
  return unread(facts.identity.reason, describeReason(facts.identity.reason));
}

async function readThroughRole(member: Reached, access: Access): Promise<Reading> {
  const { options } = access;
  const { roleArn, connection } = throughRole(member, access);
  // A member account is refused; what the organization has enabled is the same for all.
  const asked = { ...options, rootAccess: member.management };
  const facts = await readAccount(connection, asked);
  if (facts.identity.known) return ofMember(member, facts, facts.identity.value);
  const { reason } = facts.identity;
  const remedy = /^AccessDenied/.test(reason.code) ? roleRemedy(member, access) : reason.remedy;
  return unread(reason, `no session as ${roleArn}: ${reason.code} (${reason.message}). ${remedy}`);
}

/** How an account is reached through its role. */
function throughRole(
  { id, partition }: Pick<Member, "id" | "partition">,
  { connection, role, externalId }: Access,
): { readonly roleArn: string; readonly connection: Connection } {
  const roleArn = `arn:${partition}:iam::${id}:role/${role}`;
  const assumed = { roleArn, ...(externalId !== undefined && { externalId }) };
  return { roleArn, connection: { ...connection, assumeRoles: [...connection.assumeRoles, assumed] } };
}

/**
 * How an account is reached that was read: as the caller, where that has read it, else through its role.
 * @param arn Who has read it; null: not known.
 */
export function connectionTo(
  member: Pick<Member, "id" | "partition">,
  arn: string | null,
  access: Access,
): Connection {
  return arn === access.caller.arn ? access.connection : throughRole(member, access).connection;
}

/** What answers in AWS's place may not know accounts apart. */
function ofMember({ id }: Reached, facts: AccountFacts, { accountId }: CallerIdentity): Reading {
  if (accountId === id) return { facts };
  const message = `the session in it is of account ${accountId}. Check the endpoint of STS.`;
  return { facts: null, message, signedOut: false };
}

/** AWS says AccessDenied for a role that is not there too. */
function roleRemedy({ management }: Reached, { caller: { arn }, externalId }: Access): string {
  const withId = externalId === undefined ? "" : " with this external ID";
  const check = `Check that the role is there, that it trusts ${arn}${withId}, and that this may do sts:AssumeRole on it.`;
  return management ? `${check} A management account has the role only where somebody made it.` : check;
}

function unread({ code }: Reason, message: string): Unread {
  return { facts: null, message, signedOut: isSessionEnd(code) };
}

/** The organization's name of the account tells people more than its number. */
export function named(facts: AccountFacts, member: Member): AccountFacts {
  return { ...facts, label: labelOf(member) };
}
