import type { Disagreement } from "../model";
import type { Kind } from "./population";

/** Where two tools differ, user by user, gathered by what those users have. */
export function compare(
  ours: ReadonlySet<string>,
  theirs: ReadonlySet<string>,
  kinds: ReadonlyMap<string, Kind>,
): Disagreement[] {
  const groups = new Map<string, Disagreement>();
  for (const user of new Set([...ours, ...theirs])) {
    if (ours.has(user) && theirs.has(user)) continue;
    const one = disagreementAbout(user, ours.has(user), kinds.get(user));
    const key = `${one.have} ${one.flaggedBy}`;
    const group = groups.get(key) ?? { ...one, users: 0 };
    groups.set(key, { ...group, users: group.users + 1 });
  }
  return [...groups.values()];
}

/** Nobody has been made whom `kind` does not tell of, so that flagging one is wrong. */
function disagreementAbout(user: string, weFlag: boolean, kind: Kind | undefined): Disagreement {
  return {
    have: kind?.have ?? "no account here",
    flaggedBy: weFlag ? "mfa-guard" : "rival",
    right: weFlag === (kind?.flagged ?? false) ? "mfa-guard" : "rival",
    users: 1,
    example: user,
  };
}
