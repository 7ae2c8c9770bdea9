import type { AccountFacts, Role, User } from "../facts/account-facts";
import { byName } from "../iam/names";
import type { Outsiders } from "../iam/trust";
import { RolloutStatuses } from "../judgement/rollout-status";
import { type Reached, type RoleReach, rolesWithoutMfa } from "../judgement/role-reach";
import { isoDay } from "../iam/days";
import { usersUnread } from "./console-users";
import type { Outcome, Rule, RuleContext } from "./rule";

export const roleTrustMfa: Rule = {
  name: "role-trust-mfa",
  level: "advisory",
  severity: "medium",
  description:
    "No IAM user can assume a role without MFA: the role's trust policy asks for it, or the user is denied the call.",
  frameworks: [],
  remediation: [
    'Ask for MFA in the role\'s trust policy, on every statement that allows people: "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}. Not BoolIfExists, which lets long-term access keys through. NumericLessThan on aws:MultiFactorAuthAge asks for it as well.',
    "Or put the users who are named under a force-MFA policy: its Deny stops them, whatever the trust policy says.",
    "Another account that is trusted as a whole: name the role or user of it that needs the role, or ask for an external ID of a third party. Its programs have no MFA.",
    "A program that has a user of its own here: give it a role of its own (instance profile, OIDC, IAM Roles Anywhere), or exempt its user, with an owner and an end.",
    "People then assume the role after signing in with MFA, or with mfa_serial in their AWS CLI profile; `mfa-guard session` makes such a session.",
  ],
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html",

  check(account, context) {
    const { roles, label } = account;
    const unread = roles.complete.known
      ? []
      : [{ kind: "unknown" as const, subject: label, reason: roles.complete.reason }];
    const judged = rolesWithoutMfa(account, usersOf(account, context), {
      rollout: context.settings.rollout,
      now: context.now,
    });
    if (!judged.known) return { outcomes: [{ kind: "unknown", subject: label, reason: judged.reason }] };
    const outcomes = [...judged.value]
      .sort((a, b) => byName(nameOf(a.role), nameOf(b.role)))
      .flatMap(describe);
    const count = outcomes.filter(({ kind }) => kind === "violation").length;
    return {
      headline: `${count} of ${roles.found.length} ${roles.found.length === 1 ? "role" : "roles"} of ${label} can be assumed without MFA`,
      outcomes: [
        ...outcomes,
        ...roles.found.flatMap(trustUnread),
        ...unread,
        ...(roles.found.length > 0 ? usersUnread(account) : []),
      ],
    };
  },
};

/** Users who exist, or will; not those whom the rollout file exempts. */
function usersOf(account: AccountFacts, { settings, now }: RuleContext): User[] {
  const places = new RolloutStatuses(settings.rollout, account, now);
  return account.users.found
    .filter(({ urn, plannedLoginProfile }) => settings.scope === "account" || (urn ?? plannedLoginProfile))
    .filter((user) => places.of(user)?.kind !== "exempt")
    .sort((a, b) => byName(userName(a), userName(b)));
}

function trustUnread({ trust, ...role }: Role): Outcome[] {
  if (trust.known) return [];
  return [{ kind: "unknown", subject: nameOf(role), reason: trust.reason, ...urnOf(role) }];
}

function describe({ role, reached, doubts, outsiders }: RoleReach): Outcome[] {
  const subject = nameOf(role);
  const who = [...reached.map(describeReached), ...describeOutsiders(outsiders)];
  const made = role.origin === "planned" ? ", made by this deployment" : "";
  const message = `${subject}${made}: ${who.join("; ")}`;
  return [
    ...(who.length > 0 ? [{ kind: "violation" as const, subject, message, ...urnOf(role) }] : []),
    ...doubts.map(({ users, reason }) => ({
      kind: "unknown" as const,
      subject,
      reason:
        reason.code === "CantTell"
          ? { ...reason, what: `whether ${names(users)} can assume role ${subject} without MFA` }
          : reason,
      ...urnOf(role),
    })),
  ];
}

function describeReached({ users, ways, since }: Reached): string {
  const from = since ? ` from ${isoDay(since)} on` : "";
  return `${names(users)} can assume it without MFA${HOW[ways.join()] ?? ""}${from}`;
}

/** By all ways that there are without MFA, nothing is said of them. */
const HOW: Readonly<Record<string, string>> = {
  absent: ", with a long-term access key",
  false: ", in a console session or another without MFA",
};

function describeOutsiders({ anybody, accounts }: Outsiders): string[] {
  const all = anybody
    ? ['everybody in every AWS account can assume it without MFA (its Principal is "*")']
    : [];
  if (accounts.length === 0) return all;
  const which = `${accounts.length === 1 ? "account" : "accounts"} ${listed(accounts)}`;
  return [
    ...all,
    `cross-account: it trusts ${which} as a whole (account root) without MFA, and who can assume it is decided there`,
  ];
}

const NAMED = 5;

function names(users: readonly User[]): string {
  return listed(users.map(userName).sort(byName), "users");
}

function listed(all: readonly string[], noun = ""): string {
  const more = all.length - NAMED;
  if (more > 0)
    return `${all.slice(0, NAMED).join(", ")} and ${[more, "more", noun].filter(Boolean).join(" ")}`;
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all.at(-1)}` : all.join("");
}

function userName({ name, urn }: Pick<User, "name" | "urn">): string {
  return name ?? urn ?? "a user whose name is not known in preview";
}

function nameOf({ name, urn }: Pick<Role, "name" | "urn">): string {
  return name ?? urn ?? "a role whose name is not known in preview";
}

function urnOf({ urn }: Pick<Role, "urn">): { urn?: string } {
  return urn === undefined ? {} : { urn };
}
