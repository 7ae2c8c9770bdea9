import { describeReason } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { readSnapshot } from "../../policypack/facts/snapshot/read-snapshot";
import type { Rollout } from "../../policypack/rollout/rollout";
import { RULES } from "../../policypack/rules";
import { type Judging, judgeBy } from "../judging";
import { type AccountOutline, outlineOf } from "../report/source";
import type { Entry } from "./accounts";
import type { Rollouts } from "./rollout-folder";

/** What kept accounts are judged by, in a form that goes to another thread: no functions. */
export interface KeptBasis {
  readonly judging: Omit<Judging, "rule"> & { readonly rule?: readonly string[] | undefined };
  /** One moment for all. */
  readonly now: Date;
  /** Milliseconds since its reading after which an account is not taken. */
  readonly maxAge: number;
  readonly rollouts: { readonly own: ReadonlyMap<string, Rollout>; readonly defaults: Rollout | null };
}

/** A snapshot that was kept of an account. */
export interface KeptText {
  readonly entry: Entry;
  readonly text: string;
  /** As the user would write its path. */
  readonly file: string;
}

/** The account's report as JSON, with its outline; or why the snapshot can't be used, null where it is too old. */
export type KeptAnswer =
  { readonly report: Uint8Array; readonly outline: AccountOutline } | { readonly unusable: string | null };

export type JudgeKept = (kept: KeptText) => KeptAnswer;

/** The basis of what the options of a command say. */
export function keptBasis(
  { strict, compliance, ruleOption, severity, rule }: Judging,
  basis: Omit<KeptBasis, "judging" | "rollouts">,
  { of, named, defaults }: Rollouts,
): KeptBasis {
  const names = rule?.map(({ name }) => name);
  const own = new Map(
    named
      .flatMap((id) => [[id, of(id)] as const])
      .filter((entry): entry is [string, Rollout] => entry[1] !== null),
  );
  return {
    ...basis,
    judging: {
      ...{ strict, severity, rule: names },
      ...(compliance && { compliance }),
      ...(ruleOption && { ruleOption }),
    },
    rollouts: { own, defaults },
  };
}

/** Judges a kept account as `audit` would have. The same in any thread. */
export function judgeKeptBy({ judging, now, maxAge, rollouts }: KeptBasis): JudgeKept {
  const { rule: names, ...rest } = judging;
  const rule = names && RULES.filter(({ name }) => names.includes(name));
  const judge = judgeBy({ ...rest, ...(rule && { rule }) }, () => now);
  return ({ entry: { id, account, organization }, text, file }) => {
    const facts = factsIn(text, { id, file, now, maxAge });
    if ("unusable" in facts) return facts;
    const rollout = rollouts.own.get(id) ?? rollouts.defaults;
    const report = { ...judge({ ...facts, label: account }, rollout, file), organization };
    return { report: Buffer.from(JSON.stringify(report)), outline: outlineOf(report) };
  };
}

interface Wanted {
  readonly id: string;
  readonly file: string;
  readonly now: Date;
  readonly maxAge: number;
}

/** The account in the text of a snapshot; or why it can't be used, null where it is too old. */
export function factsIn(
  text: string,
  { id, file, now, maxAge }: Wanted,
): AccountFacts | { unusable: string | null } {
  const accounts = readSnapshot(text, { maxAge, now, name: file });
  if (!accounts.known)
    return { unusable: accounts.reason.code === "SnapshotTooOld" ? null : describeReason(accounts.reason) };
  const found = accounts.value.find(({ identity }) => identity.known && identity.value.accountId === id);
  return found ?? { unusable: `it does not hold account ${id}` };
}
