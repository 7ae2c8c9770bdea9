import { Rule } from "@pulumi/aws/cfg";
import { EventRule, EventTarget } from "@pulumi/aws/cloudwatch";
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
import type { List } from "../arguments";
import { withList } from "../keyed";
import { managedRules } from "./managed-rules";
import { eventRegion } from "./region";
import { eventPattern, message, type PlannedRule, plannedRules } from "./event-rules";

export interface MfaWatchArgs {
  /** ARNs of the policies that force MFA, such as `forceMfa.policyArn`: their removal and change are told. */
  readonly policyArns: List<string>;
  /** Names of the groups whose members have to use MFA, such as `forceMfa.groupName`: who leaves is told. */
  readonly groupNames: List<string>;
  /** Whom the messages go to. They have to confirm a mail of AWS first. */
  readonly email?: Input<string>;
  /** A topic of your own in the Region of IAM's events, in place of a new one. See docs/watching.md for its policy. */
  readonly topicArn?: Input<string>;
  /** Of the account. It says in which Region IAM's events arrive. */
  readonly partition?: string;
  /** AWS Config rules too, in the Region of the component's provider, which needs a configuration recorder. */
  readonly configRules?: boolean;
}

/** Where messages are published, and what has to be there before the first. */
interface Destination {
  readonly arn: Output<string>;
  readonly after: Resource[];
  /** Where it is of the component's making. */
  readonly topic?: Topic;
}

/**
 * Tells somebody, by a readable message, of what weakens or begins MFA in the account: a device that comes or goes, a
 * console password, a change of policies, boundaries and groups, a use of root, a change of console authorization.
 *
 * Everything is made by the component's provider, rules and topic in the Region of IAM's events:
 * https://www.pulumi.com/registry/packages/aws/how-to-guides/enhanced-region-support/
 *
 * It needs a CloudTrail trail that logs management events; without one, EventBridge gets none and nothing is told.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 *
 * @throws Error for a partition in which the Region of IAM's events is not known.
 *
 * @example
 * const { policyArn, groupName } = new ForceMfa("humans", { users: ["ann"] });
 * new MfaWatch("watch", { policyArns: [policyArn], groupNames: [groupName], email: "security@example.com" });
 */
export class MfaWatch extends ComponentResource {
  /** What messages are published to; undefined: a topic of your own. */
  readonly topic: Topic | undefined;
  readonly topicArn: Output<string>;

  readonly #name: string;
  /** Of IAM's events. */
  readonly #region: string;

  constructor(name: string, args: MfaWatchArgs, options?: ComponentResourceOptions) {
    super("mfa-guard:index:MfaWatch", name, {}, options);
    this.#name = name;
    const partition = args.partition ?? "aws";
    this.#region = eventRegion(partition);
    const destination: Destination = args.topicArn
      ? { arn: output(args.topicArn), after: [] }
      : this.makeTopic(args.email);
    this.topic = destination.topic;
    withList(args.policyArns, (policyArn) =>
      withList(args.groupNames, (groupName) => {
        for (const rule of plannedRules({ policyArn, groupName })) this.watch(rule, destination);
      }),
    );
    if (args.configRules) this.makeConfigRules(partition);
    this.topicArn = destination.arn;
    this.registerOutputs({ topicArn: this.topicArn });
  }

  /**
   * Not encrypted by a key of KMS: EventBridge can't use `alias/aws/sns`, whose policy nobody can change, and a key of
   * one's own costs money and has a policy of its own. For that, bring a topic.
   * https://repost.aws/knowledge-center/sns-not-getting-eventbridge-notification
   */
  private makeTopic(email: MfaWatchArgs["email"]): Destination {
    const region = this.#region;
    const topic = new Topic(`${this.#name}-topic`, { displayName: "mfa-guard", region }, { parent: this });
    const policy = new TopicPolicy(
      `${this.#name}-topic-policy`,
      { arn: topic.arn, policy: topic.arn.apply((arn) => JSON.stringify(topicPolicy(arn))), region },
      { parent: this },
    );
    if (email) {
      const subscription = { topic: topic.arn, protocol: "email", endpoint: email, region };
      new TopicSubscription(`${this.#name}-mail`, subscription, { parent: this });
    }
    return { arn: topic.arn, after: [policy], topic };
  }

  private watch({ name, event, ours }: PlannedRule<Input<string>>, { arn, after }: Destination): void {
    const region = this.#region;
    const rule = new EventRule(
      `${this.#name}-${name}`,
      {
        description: `mfa-guard: ${event.eventName}`,
        eventPattern: all([...ours]).apply((known) => JSON.stringify(eventPattern(event, known))),
        region,
      },
      { parent: this },
    );
    new EventTarget(
      `${this.#name}-${name}-message`,
      { rule: rule.name, targetId: "message", arn, inputTransformer: message(event), region },
      { parent: this, dependsOn: after },
    );
  }

  private makeConfigRules(partition: string): void {
    for (const { name, identifier, description } of managedRules(partition)) {
      new Rule(
        `${this.#name}-config-${name}`,
        { description, source: { owner: "AWS", sourceIdentifier: identifier } },
        { parent: this },
      );
    }
  }
}

/**
 * The policy of a topic that EventBridge may publish to.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 *
 * Without a condition on the source, as AWS's own example: that EventBridge sends one with SNS could not be tried, and
 * where it does not, no message comes and nobody is told.
 */
function topicPolicy(topicArn: string) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EventBridgeMayPublish",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
      },
    ],
  };
}
