import { getPartitionOutput } from "@pulumi/aws/getPartition";
import { Group, GroupPolicyAttachment, Policy, UserGroupMembership } from "@pulumi/aws/iam";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  output,
} from "@pulumi/pulumi";
import { FORCE_MFA_DEFAULTS } from "@mfa-guard/policypack/internal/policy/self-service-options";
import {
  exempt,
  type PolicyException,
  selfServicePolicy,
} from "@mfa-guard/policypack/internal/policy/self-service-policy";
import type { Exemption, SelfService } from "@mfa-guard/policypack/internal/rollout/rollout";
import { type DenialArgs, type ExemptionArgs, type List, withDenial, withExemptions } from "./arguments";
import { withKeyed } from "./keyed";
import { refusing } from "./refusal";

/** What a deployment that was cut off has left behind, as Pulumi imports it. */
export interface ExistingResources {
  /** Name of the group. */
  readonly group?: string;
  /** ARN of the policy. */
  readonly policy?: string;
}

export interface ForceMfaArgs extends DenialArgs {
  /** Name of the group that carries the policy. */
  readonly groupName?: Input<string>;
  /** Name of the managed policy. */
  readonly policyName?: Input<string>;
  /** IAM path of group and policy, beginning and ending with a slash. To change it, change `policyName` too. */
  readonly path?: Input<string>;
  /**
   * Names of the IAM users to put into the group, such as "ann" or `user.name` of an `aws.iam.User`. They need not be
   * managed by Pulumi. A membership is named by its user's name where that is plain, and by its place in the list
   * where it is an output; `cover` takes a key of your own.
   */
  readonly users?: List<string>;
  /** Exemptions of users who are not in the group because of them; they become tags of the policy. */
  readonly exempt?: List<ExemptionArgs>;
  /** A group and a policy that exist already; the stack imports those that it does not have. */
  readonly existing?: ExistingResources;
}

/**
 * A group whose members are denied everything except setting up MFA, until they have signed in with it.
 *
 * Memberships are one resource a user and not exclusive, so that another stack may put its own users into the group.
 * Nothing of it is deleted before what takes its place has come. Under another name it needs an alias, like every
 * component: `{ aliases: [{ name: "before" }] }` covers its children too, whose names begin with its own.
 *
 * @example
 * const ann = new aws.iam.User("ann");
 * new ForceMfa("humans", { users: ["bob", ann.name], from: "2027-02-01T09:00:00Z" }, { provider: production });
 */
export class ForceMfa extends ComponentResource {
  /** The group that members are in. */
  readonly group: Group;
  /** What the group carries. */
  readonly policy: Policy;
  readonly groupName: Output<string>;
  readonly policyArn: Output<string>;
  /** The IAM actions that a member may use before they have signed in with MFA. */
  readonly allowedBeforeMfa: Output<string[]>;

  readonly #name: string;
  readonly #attachment: GroupPolicyAttachment;

  constructor(name: string, args: ForceMfaArgs = {}, options?: ComponentResourceOptions) {
    super("mfa-guard:index:ForceMfa", name, {}, options);
    this.#name = name;
    const { groupName = FORCE_MFA_DEFAULTS.groupName, path = FORCE_MFA_DEFAULTS.path } = args;

    this.policy = this.makePolicy(path, args);
    this.group = new Group(
      `${name}-group`,
      { name: groupName, path },
      // Renamed in place, it would leave members and policies behind that are to go: these know its old name.
      { parent: this, import: args.existing?.group, replaceOnChanges: ["name"], deleteBeforeReplace: false },
    );
    this.#attachment = new GroupPolicyAttachment(
      `${name}-attachment`,
      { group: this.group.name, policyArn: this.policy.arn },
      // The provider would detach the old policy first, in case it is the same; that one is never replaced here.
      { parent: this, deleteBeforeReplace: false },
    );

    this.groupName = this.group.name;
    this.policyArn = this.policy.arn;
    this.allowedBeforeMfa = output(
      withDenial(args, ({ selfService, exceptions }) => [...allowedBeforeMfa(selfService, exceptions)]),
    );
    withKeyed(args.users, (users) => {
      for (const { key, value } of users) this.cover(key, value);
    });
    this.registerOutputs({
      groupName: this.groupName,
      policyArn: this.policyArn,
      allowedBeforeMfa: this.allowedBeforeMfa,
    });
  }

  /**
   * Puts one more user into the group.
   * @param key Tells this membership from the others; it becomes part of the resource's name.
   * @param user The IAM user's name, such as `user.name` of an `aws.iam.User`.
   */
  cover(key: string, user: Input<string>): UserGroupMembership {
    return new UserGroupMembership(
      `${this.#name}-member-${key}`,
      { user, groups: [this.groupName] },
      {
        parent: this,
        // Not before the policy is attached: a member is covered from the first moment.
        dependsOn: [this.#attachment],
        // To change the groups of one in place, the provider removes the user before it adds them.
        replaceOnChanges: ["groups"],
        deleteBeforeReplace: false,
      },
    );
  }

  private makePolicy(path: Input<string>, args: ForceMfaArgs): Policy {
    const { policyName = FORCE_MFA_DEFAULTS.policyName, existing } = args;
    return new Policy(
      `${this.#name}-policy`,
      {
        name: policyName,
        path,
        description:
          "Denies everything except setting up MFA until the user has signed in with MFA. By mfa-guard.",
        policy: this.document(args),
        tags: withExemptions(args.exempt, exemptionTags),
      },
      {
        parent: this,
        import: existing?.policy,
        // A policy by another name is attached before the old one goes.
        deleteBeforeReplace: false,
        // IAM can't change it, and no two policies have one name: a new wording would be a replacement that fails.
        // Nor may what is imported differ from what is wanted; its tags follow with the next deployment.
        ignoreChanges: existing?.policy ? ["description", "tags"] : ["description"],
      },
    );
  }

  private document(args: ForceMfaArgs): Output<string> {
    const { partition } = getPartitionOutput({}, { parent: this });
    const document = withDenial({ ...args, partition }, ({ selfService, ...denial }) =>
      refusing(`ForceMfa ${this.#name}`, { selfService }, () =>
        JSON.stringify(selfServicePolicy({ ...selfService, ...denial })),
      ),
    );
    return output(document);
  }
}

/** The IAM actions that such options leave open to a user who has not signed in with MFA. */
export function allowedBeforeMfa(
  selfService: Partial<SelfService> = {},
  exceptions: readonly PolicyException[] = [],
): readonly string[] {
  return [...exempt(selfService), ...exceptions.flatMap(({ actions = [] }) => actions)];
}

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
