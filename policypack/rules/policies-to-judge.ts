import type { Fact } from "../facts/fact";
import type { AccountFacts, User } from "../facts/account-facts";
import type { PolicyDocument } from "../iam/policy-document";
import type { AttachmentScope } from "../iam/attachment-scope";

/** A policy of an account or a stack, as a rule about documents sees it. */
export interface PolicyToJudge {
  readonly name: string;
  readonly subject: string;
  readonly document: Fact<PolicyDocument>;
  readonly urn: string | undefined;
  /** Whom it applies to. */
  readonly appliesTo: () => Pick<AttachmentScope, "paths" | "user">;
}

/** Every managed and inline policy, whomever it applies to. */
export function policiesToJudge(account: AccountFacts): PolicyToJudge[] {
  const { policies, users, groups } = account;
  return [
    ...[...policies.found].map(([key, { name, document, urn }]) => {
      const appliesTo = () => ({ paths: pathsOf(usersUnder(key, account)) });
      return { name, subject: `policy ${name}`, document, urn, appliesTo };
    }),
    ...users.found.flatMap(inlinePoliciesOf),
    ...[...groups.found].flatMap(([key, { name, inlinePolicies }]) => {
      const isMember = (user: User) => user.groups.some(({ group }) => group === key);
      const appliesTo = () => ({ paths: pathsOf(users.found.filter(isMember)) });
      return inlinePolicies.map((policy) => ({
        ...policy,
        subject: `policy ${policy.name} of group ${name ?? key}`,
        appliesTo,
      }));
    }),
  ];
}

function inlinePoliciesOf(user: User): PolicyToJudge[] {
  const { name, tags, live } = user;
  const fact = live.known ? live.value?.id : undefined;
  const id = fact?.known === true && fact.value;
  const more = { ...(tags.known && { tags: tags.value }), ...(id && { id }) };
  const appliesTo = () => (name === undefined ? {} : { user: { name, path: pathOf(user), ...more } });
  const whose = user.name ?? user.urn ?? "whose name is not known in preview";
  return user.inlinePolicies.map((policy) => ({
    ...policy,
    subject: `policy ${policy.name} of user ${whose}`,
    appliesTo,
  }));
}

/** The users to whom a managed policy is attached, themselves or through a group. */
function usersUnder(policy: string, { users, groups }: AccountFacts): User[] {
  const attached = ({ attachedPolicies }: Pick<User, "attachedPolicies">) =>
    attachedPolicies.some((attachment) => attachment.policy === policy);
  const through = new Set([...groups.found].filter(([, group]) => attached(group)).map(([key]) => key));
  return users.found.filter((user) => attached(user) || user.groups.some(({ group }) => through.has(group)));
}

/** A user who does not exist yet is taken to have no path. */
function pathOf({ live }: User): string {
  return (live.known && live.value?.path) || "/";
}

function pathsOf(users: readonly User[]): string[] {
  return [...new Set(["/", ...users.map(pathOf)])];
}
