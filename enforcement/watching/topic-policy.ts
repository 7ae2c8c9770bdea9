/**
 * The policy of a topic that EventBridge may publish to.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
 *
 * Without a condition on the source, as AWS's own example: that EventBridge sends one with SNS could not be tried, and
 * where it does not, no message comes and nobody is told.
 */
export function topicPolicy(topicArn: string) {
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
