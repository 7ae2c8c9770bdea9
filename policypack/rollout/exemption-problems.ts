import { DAY, isoMinute } from "../iam/dates";
import { isInForce } from "./assign";
import { sameCase } from "./members";
import type { Problem, ProblemFacts } from "./problem";
import type { Exemption, Rollout } from "./model";

/** What is wrong with the exemptions, one after the other. That each has owner, reason and end is the schema's. */
export function exemptionProblems(rollout: Rollout, { now, users }: ProblemFacts): readonly Problem[] {
  const names = users && new Set(users.map(({ name }) => sameCase(name)));
  return rollout.exemptions.flatMap((exemption, index) => [
    ...expired(exemption, index, now),
    ...tooLong(exemption, index, now, rollout.maxExemptionDays),
    ...(names ? matchesNobody(exemption, index, names) : []),
    ...twice(rollout.exemptions, exemption, index),
  ]);
}

function expired(exemption: Exemption, index: number, now: Date): Problem[] {
  if (isInForce(exemption, now)) return [];
  const { user, owner, expires } = exemption;
  const message =
    `The exemption of ${user} expired at ${isoMinute(expires)}, and no longer holds. ` +
    `Remove it, or have ${owner} decide on another.`;
  return [{ kind: "exemption-expired", where: `exemptions[${index}].expires`, message }];
}

/** By whole days, so that the last day of a date counts in full. The file keeps no beginning, so from now. */
function tooLong({ user, expires }: Exemption, index: number, now: Date, most: number): Problem[] {
  const days = Math.floor((expires.getTime() - now.getTime()) / DAY);
  if (days <= most) return [];
  const message =
    `The exemption of ${user} runs for ${days} more days, until ${isoMinute(expires)}; ` +
    `at most ${most} are allowed (maxExemptionDays). Choose an earlier date: it can be renewed.`;
  return [{ kind: "exemption-too-long", where: `exemptions[${index}].expires`, message }];
}

function matchesNobody({ user }: Exemption, index: number, names: ReadonlySet<string>): Problem[] {
  if (names.has(sameCase(user))) return [];
  const message =
    `The exemption is for ${user}, who is not a user of the account: a user created with that name would be exempt. ` +
    "Correct the name, or remove the exemption.";
  return [{ kind: "exemption-matches-nobody", where: `exemptions[${index}].user`, message }];
}

function twice(exemptions: readonly Exemption[], { user }: Exemption, index: number): Problem[] {
  const first = exemptions.findIndex((other) => sameCase(other.user) === sameCase(user));
  if (first === index) return [];
  const message = `${user} has an exemption already, exemptions[${first}]; the one that ends last counts. Remove one of them.`;
  return [{ kind: "exempt-twice", where: `exemptions[${index}].user`, message }];
}
