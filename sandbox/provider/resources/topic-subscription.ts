import type { TopicSubscriptionArgs } from "@pulumi/aws/sns/topicSubscription";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { callQuery, xmlAttributes, xmlText } from "./call";
import { SNS } from "./topic";

type Inputs = Omit<Checked<Unwrap<TopicSubscriptionArgs>>, "topic"> & { topic: string };

export const topicSubscription: ResourceType<Inputs> = {
  token: "aws:sns/topicSubscription:TopicSubscription",
  label: "SNS Topic Subscription",
  inputs: ["endpoint", "protocol", "topic"],
  replaces: "all",
  computed: ["arn"],

  async create(aws, { topic, protocol, endpoint }) {
    const params = { TopicArn: topic, Protocol: protocol, Endpoint: endpoint };
    const answer = await callQuery(aws, SNS, "Subscribe", { ...params, ReturnSubscriptionArn: "true" });
    return { id: xmlText(answer, "SubscriptionArn") ?? "" };
  },

  async read(aws, id) {
    const answer = await callQuery(aws, SNS, "GetSubscriptionAttributes", { SubscriptionArn: id });
    const found = xmlAttributes(answer);
    return { topic: found["TopicArn"], protocol: found["Protocol"], endpoint: found["Endpoint"], arn: id };
  },

  async delete(aws, _state, id) {
    await callQuery(aws, SNS, "Unsubscribe", { SubscriptionArn: id });
  },
};
