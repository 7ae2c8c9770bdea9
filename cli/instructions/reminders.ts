import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/model";
import { sameCase } from "../../policypack/rollout/assign";
import type { Rollout } from "../../policypack/rollout/model";
import { daysUntil } from "../times";
import { impactOf, type Person } from "../rollout/impact";
import { deadlineOf, subjectsOf } from "../rollout/subjects";
import { type State, stateOf } from "../status/burndown";
import { addressInTags, isAddress } from "../../policypack/rollout/mail-address";
import type { Addresses } from "./addresses";

/** Somebody to write to. */
export interface Reminder {
  readonly person: Person;
  readonly email: string;
  readonly wave: string;
  /** Null: denied already, since the account is new. */
  readonly deadline: Date | null;
  readonly daysLeft: number | null;
}

export interface Reminders {
  readonly reminders: readonly Reminder[];
  /** Who can't be written to, and why. */
  readonly unreachable: readonly { readonly name: string; readonly why: string }[];
  /** Who may have to be reminded too: it is not known. */
  readonly unknown: readonly string[];
}

export interface ReminderOptions {
  /** They go before those of the rollout file, and both before the tags; null: only these. */
  readonly addresses: Addresses | null;
  /** "in grace", and perhaps "overdue". */
  readonly states: readonly State[];
}

/** Who has yet to enrol and can be reminded. Pure. */
export function remindersOf(
  account: AccountFacts,
  rollout: Rollout | null,
  now: Date,
  { addresses, states }: ReminderOptions,
): Reminders {
  const impact = impactOf(account, rollout, now);
  const people = new Map(impact.people.map((person) => [person.name, person]));
  const subjects = subjectsOf(account, rollout, now).map((subject) => ({
    subject,
    state: stateOf(subject, now),
  }));
  const due = subjects.filter(({ state }) => states.includes(state)).map(({ subject }) => subject);
  const inRollout = new Map(addressesIn(rollout));
  const given = { get: (user: string) => addresses?.get(user) ?? inRollout.get(user) };
  const found = due.flatMap(({ name, live, standing }) => {
    const person = people.get(name);
    const email = emailOf(name, live.tags, given);
    const deadline = deadlineOf(standing);
    const wave = standing.kind === "wave" ? standing.wave : "";
    return person ? [{ person, email, wave, deadline, daysLeft: deadline && daysUntil(deadline, now) }] : [];
  });
  return {
    reminders: found.flatMap(({ email, ...rest }) =>
      "address" in email ? [{ ...rest, email: email.address }] : [],
    ),
    unreachable: found.flatMap(({ email, person }) =>
      "why" in email ? [{ name: person.name, why: email.why }] : [],
    ),
    unknown: [
      ...impact.unknown.map(describeReason),
      ...subjects
        .filter(({ state }) => state === "unknown")
        .map(({ subject }) => `${subject.name}: whether they have MFA`),
    ],
  };
}

type Email = { readonly address: string } | { readonly why: string };

function addressesIn(rollout: Rollout | null): [string, string][] {
  return Object.entries(rollout?.addresses ?? {}).map(([user, address]) => [sameCase(user), address]);
}

function emailOf(name: string, tags: LiveTags, addresses: Addresses): Email {
  const given = addresses.get(sameCase(name)) ?? null;
  if (given === null && !tags.known && !isAddress(name)) return { why: describeReason(tags.reason) };
  const address = given ?? (tags.known ? addressInTags(tags.value) : null) ?? (isAddress(name) ? name : null);
  if (address === null)
    return { why: "no address: there is no tag email, none in the rollout file, and no row of --addresses" };
  return isAddress(address)
    ? { address }
    : { why: "what stands for the address is not one plain mail address" };
}

type LiveTags = ReturnType<typeof subjectsOf>[number]["live"]["tags"];
