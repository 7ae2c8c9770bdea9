import { Rule } from "@pulumi/aws/cfg";
import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
import { Provider, type ProviderArgs } from "@pulumi/aws/provider";
import { Topic, TopicPolicy, TopicSubscription } from "@pulumi/aws/sns";
import {
  all,
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Output,
  output,
  type Resource,
} from "@pulumi/pulumi";
import { managedRules } from "./config-rules";
import { message } from "./message";
import { eventPattern, type PlannedRule, plannedRules } from "./pattern";
import { eventRegion } from "./region";
import { topicPolicy } from "./topic-policy";

export interface MfaWatchArgs {
  /** ARNs of the policies that force MFA, such as `forceMfa.policyArn`: their removal and change are told. */
  readonly policyArns: readonly Input<string>[];
  /** Names of the groups whose members have to use MFA, such as `forceMfa.groupName`: who leaves is told. */
  readonly groupNames: readonly Input<string>[];
  /** Whom the messages go to. They have to confirm a mail of AWS first. */
  readonly email?: string;
  /** A topic of your own in the Region of IAM's events, in place of a new one. See docs/watching.md for its policy. */
  readonly topicArn?: Input<string>;
  /** Of the account. It says in which Region IAM's events arrive. */
  readonly partition?: string;
  /** AWS Config rules too, in the Region of the component's own provider, which needs a configuration recorder. */
  readonly configRules?: boolean;
  /**
   * How to reach the account, where the environment alone does not say: profile, roles to assume, endpoints. The
   * Region is set by the component, which for that has a provider of its own.
   */
  readonly connection?: Omit<ProviderArgs, "region">;
}

/** Where messages are published, and what has to be there before the first. */
interface Destination {
  readonly arn: Output<string>;
  readonly after: Resource[];
}

/**
 * Tells somebody, by a readable message, of what weakens or begins MFA in the account: a device that comes or goes, a
 * console password, a change of policies, boundaries and groups, a use of root, a change of console authorization.
 *
 * It needs a CloudTrail trail that logs management events; without one, EventBridge gets none and nothing is told.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 *
 * @throws Error for a partition in which the Region of IAM's events is not known.
 */
export class MfaWatch extends ComponentResource {
  readonly topicArn: Output<string>;

  private readonly name: string;
  /** In the Region of IAM's events. */
  private readonly home: Provider;

  constructor(name: string, args: MfaWatchArgs, options?: ComponentResourceOptions) {
    super("mfa-guard:index:MfaWatch", name, {}, options);
    this.name = name;
    const partition = args.partition ?? "aws";
    this.home = new Provider(
      `${name}-events`,
      { ...args.connection, region: eventRegion(partition) },
      { parent: this },
    );
    const destination = args.topicArn
      ? { arn: output(args.topicArn), after: [] }
      : this.makeTopic(args.email);
    const ours = { policyArn: args.policyArns, groupName: args.groupNames };
    for (const rule of plannedRules<Input<string>>(ours)) this.watch(rule, destination);
    if (args.configRules) this.makeConfigRules(partition);
    this.topicArn = destination.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  /**
   * Not encrypted by a key of KMS: EventBridge can't use `alias/aws/sns`, whose policy nobody can change, and a key of
   * one's own costs money and has a policy of its own. For that, bring a topic.
   * https://repost.aws/knowledge-center/sns-not-getting-eventbridge-notification
   */
  private makeTopic(email: string | undefined): Destination {
    const there = { parent: this, provider: this.home };
    const topic = new Topic(`${this.name}-topic`, { displayName: "mfa-guard" }, there);
    const policy = new TopicPolicy(
      `${this.name}-topic-policy`,
      { arn: topic.arn, policy: topic.arn.apply((arn) => JSON.stringify(topicPolicy(arn))) },
      there,
    );
    if (email) {
      const subscription = { topic: topic.arn, protocol: "email", endpoint: email };
      new TopicSubscription(`${this.name}-mail`, subscription, there);
    }
    return { arn: topic.arn, after: [policy] };
  }

  private watch({ name, event, ours }: PlannedRule<Input<string>>, { arn, after }: Destination): void {
    const there = { parent: this, provider: this.home };
    const rule = new EventRule(
      `${this.name}-${name}`,
      {
        description: `mfa-guard: ${event.eventName}`,
        eventPattern: all([...ours]).apply((known) => JSON.stringify(eventPattern(event, known))),
      },
      there,
    );
    new EventTarget(
      `${this.name}-${name}-message`,
      { rule: rule.name, targetId: "message", arn, inputTransformer: message(event) },
      { ...there, dependsOn: after },
    );
  }

  private makeConfigRules(partition: string): void {
    for (const { name, identifier, description } of managedRules(partition)) {
      new Rule(
        `${this.name}-config-${name}`,
        { description, source: { owner: "AWS", sourceIdentifier: identifier } },
        { parent: this },
      );
    }
  }
}
