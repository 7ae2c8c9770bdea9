import type { AccountFacts } from "@mfa-guard/policypack/internal/facts/account-facts";
import { isoMinute } from "@mfa-guard/policypack/internal/iam/days";
import {
  type LiveCover,
  liveCovers,
  liveStart,
  type Names,
} from "@mfa-guard/policypack/internal/judgement/covered-account";
import { sameCase } from "@mfa-guard/policypack/internal/rollout/assign";
import { type Cover, coverByUser, describeCover, type Note } from "./cover";

type LiveCovers = ReadonlyMap<string, LiveCover>;

/** Who comes, moves and goes, and what is put off, in words: all that a deployment changes for anybody. */
export function changeNotes(covers: readonly Cover[], account: AccountFacts, names: Names): readonly Note[] {
  const live = liveCovers(account, names);
  return [
    ...covers.flatMap((cover) => putOff(cover, account)),
    ...covers.flatMap((cover) => whoComes(cover, live, account.readAt)),
    ...covers.flatMap((cover) => whoMoves(cover, live)),
    ...whoIsExempt(covers, live),
    ...whoGoes(covers, account, live),
  ];
}

function putOff(cover: Cover, account: AccountFacts): Note[] {
  const before = liveStart(account, cover);
  if (before === undefined || !isLater(cover.from, before)) return [];
  const users = cover.users.length === 1 ? "its 1 user" : `its ${cover.users.length} users`;
  const message =
    `The deadline of ${describeCover(cover)} moves later, from ${showDate(before)} to ${showDate(cover.from)}: ` +
    `${users} may work without MFA until then.`;
  return [{ severity: "warning", message }];
}

function whoComes(cover: Cover, live: LiveCovers, now: Date): Note[] {
  const comes = cover.users.filter((user) => !live.has(sameCase(user)));
  if (comes.length === 0) return [];
  const into = (from: string) => `Into ${describeCover(cover)}, ${from}: ${showNames(comes)}.`;
  if (cover.from === null) return [{ severity: "info", message: into("denied immediately") }];
  const from = `denied from ${showDate(cover.from)} until they sign in with MFA`;
  if (cover.from > now) return [{ severity: "info", message: into(from) }];
  return [{ severity: "warning", message: into(`${from}, which is past, so immediately`) }];
}

function whoMoves(cover: Cover, live: LiveCovers): Note[] {
  return fromGroups(cover.users, live)
    .filter(([before]) => sameCase(before.groupName) !== sameCase(cover.groupName))
    .map(([before, users]) => {
      const later = isLater(cover.from, before.from);
      const deadline = `, which puts their deadline off, from ${showDate(before.from)} to ${showDate(cover.from)}`;
      const message = `From group ${before.groupName} into ${describeCover(cover)}${later ? deadline : ""}: ${showNames(users)}.`;
      return { severity: later ? "warning" : "info", message };
    });
}

/** Said at every deployment, whether they were covered before or not: nobody is left out silently. */
function whoIsExempt(covers: readonly Cover[], live: LiveCovers): Note[] {
  return covers.flatMap((cover) =>
    cover.exempt.map(({ user, owner, expires }): Note => {
      const before = live.get(sameCase(user));
      const left = before ? `Out of group ${before.groupName}` : `Left out of ${describeCover(cover)}`;
      const message = `${left}, exempt until ${showDate(expires)} by ${owner}: ${user}.`;
      return { severity: "info", message };
    }),
  );
}

/** Those whom another stack has put into the group stay in it: only memberships of this stack are removed. */
function whoGoes(covers: readonly Cover[], account: AccountFacts, live: LiveCovers): Note[] {
  const planned = coverByUser(covers);
  const exempt = new Set(covers.flatMap((cover) => cover.exempt.map(({ user }) => sameCase(user))));
  const gone = account.users.found
    .flatMap(({ name }) => name ?? [])
    .filter((name) => !planned.has(sameCase(name)) && !exempt.has(sameCase(name)));
  return fromGroups(gone, live).map(([{ groupName }, users]) => ({
    severity: "warning",
    message: `Out of group ${groupName}, and denied nothing any more, unless another stack put them there: ${showNames(users)}.`,
  }));
}

/** Users by the group of ours that they are in; who is in none is left out. */
function fromGroups(users: readonly string[], live: LiveCovers): [LiveCover, string[]][] {
  const groups = new Map<string, [LiveCover, string[]]>();
  for (const user of users) {
    const before = live.get(sameCase(user));
    if (!before) continue;
    const group = groups.get(before.groupName) ?? [before, []];
    group[1].push(user);
    groups.set(before.groupName, group);
  }
  return [...groups.values()];
}

function isLater(after: Date | null, before: Date | null): boolean {
  return (after?.getTime() ?? 0) > (before?.getTime() ?? 0);
}

const LISTED = 20;

/** A moment for messages. Null: "now". */
function showDate(date: Date | null): string {
  return date === null ? "now" : isoMinute(date);
}

/** The first 20 names; all of them are resources of the preview. */
function showNames(names: readonly string[]): string {
  const more =
    names.length > LISTED ? ` and ${names.length - LISTED} more, each a resource of this preview` : "";
  return `${names.slice(0, LISTED).join(", ")}${more}`;
}
