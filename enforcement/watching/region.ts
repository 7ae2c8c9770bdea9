import { RunError } from "@pulumi/pulumi";
import { partitionNamed, PARTITIONS } from "@mfa-guard/policypack/internal/iam/partitions";

/**
 * The one Region of a partition on whose event bus IAM's events, and root's sign-ins, arrive.
 *
 * - aws: IAM (https://repost.aws/knowledge-center/eventbridge-rule-triggers-iam-single-region) and root's sign-ins,
 *   whichever Region the console then shows
 *   (https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html).
 *   Other users' sign-ins may be recorded elsewhere; they are not watched.
 * - others: where the control plane of IAM is, as its endpoints say
 *   (https://docs.aws.amazon.com/general/latest/gr/iam-service.html). No page of AWS says it of the events, and none of
 *   root's sign-ins there; it is concluded. The European Sovereign Cloud has one Region only.
 *
 * A rule's target has to be in the rule's Region, so the topic is there too:
 * https://repost.aws/knowledge-center/sns-not-getting-eventbridge-notification
 */
function regionOf(partition: string): string | undefined {
  return partitionNamed(partition)?.iamRegion;
}

/** @throws RunError for a partition of which it is not known, such as one that AWS has added since. */
export function eventRegion(partition: string): string {
  const region = regionOf(partition);
  if (region === undefined) {
    throw new RunError(
      `In which Region IAM's events arrive is not known for the AWS partition ${partition}, ` +
        `only for ${PARTITIONS.join(", ")}. Leave MFA watching out there.`,
    );
  }
  return region;
}

/**
 * What is wrong with a topic for such events, or null.
 * @param arn Of an SNS topic. It tells the partition too.
 */
export function topicProblem(arn: string): string | null {
  const [, partition = "", , region = ""] = arn.split(":");
  const wanted = regionOf(partition);
  if (region === wanted) return null;
  return `${arn} is in ${region}, and EventBridge publishes only within a Region: IAM's events arrive in ${wanted ?? "none that is known of this partition"}. Name a topic there`;
}
