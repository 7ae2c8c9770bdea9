import type { Exemption } from "@mfa-guard/policypack/internal/rollout/model";

/** IAM takes 50 tags a policy; the rest is for the provider's default tags. */
const MOST_EXEMPTIONS = 15;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;
const PREFIX = "mfa-guard:exempt:";

/**
 * Exemptions as tags of the policy that they leave somebody out of: groups take none. Three tags each, at most 15
 * exemptions, the first by name; where there are more, a tag says how many. They are for people to read; nothing
 * goes by them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
 */
export function exemptionTags(exemptions: readonly Exemption[]): Record<string, string> {
  const byName = [...exemptions].sort((a, b) => (a.user < b.user ? -1 : 1));
  const tags = byName
    .slice(0, MOST_EXEMPTIONS)
    .flatMap(({ user, owner, reason, expires }) => [
      tag(user, "owner", owner),
      tag(user, "reason", reason),
      tag(user, "expires", expires.toISOString()),
    ]);
  const more = byName.length > MOST_EXEMPTIONS ? [[`${PREFIX}all`, String(byName.length)]] : [];
  return Object.fromEntries([...tags, ...more]) as Record<string, string>;
}

function tag(user: string, what: string, value: string): [string, string] {
  // A comma may be in the name of a user and not in a tag; a slash the other way round.
  const key = `${PREFIX}${user.replaceAll(",", "/")}:${what}`;
  return [key.slice(0, LONGEST_KEY), allowed(value).slice(0, LONGEST_VALUE)];
}

/** Every other character becomes a space. */
function allowed(text: string): string {
  return text.replaceAll(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, " ").trim();
}
