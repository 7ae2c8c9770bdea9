import type { TopicArgs } from "@pulumi/aws/sns/topic";
import type { TopicPolicyArgs } from "@pulumi/aws/sns/topicPolicy";
import type { Unwrap } from "@pulumi/pulumi";
import type { Aws } from "../aws";
import type { Checked, ResourceType } from "../resource-type";
import { callQuery, xmlAttributes, xmlText } from "./call";

/** Simple Notification Service. */
export const SNS = { signingName: "sns", version: "2010-03-31" };

type Inputs = Checked<Unwrap<TopicArgs>, "name">;

export const topic: ResourceType<Inputs> = {
  token: "aws:sns/topic:Topic",
  label: "SNS Topic",
  inputs: ["displayName", "name"],
  autoname: { property: "name", max: 256 },
  replaces: ["name"],
  computed: ["arn"],

  async create(aws, { name, displayName }) {
    const answer = await callQuery(aws, SNS, "CreateTopic", { Name: name });
    const id = xmlText(answer, "TopicArn") ?? "";
    if (displayName) await setAttribute(aws, id, "DisplayName", displayName);
    return { id };
  },

  async read(aws, id) {
    const { TopicArn: arn, DisplayName: displayName } = await attributes(aws, id);
    return { name: id.split(":").at(-1), displayName, arn };
  },

  async update(aws, old, { displayName }) {
    await setAttribute(aws, String(old["arn"]), "DisplayName", displayName ?? "");
  },

  async delete(aws, _state, id) {
    await callQuery(aws, SNS, "DeleteTopic", { TopicArn: id });
  },
};

type PolicyInputs = Checked<Unwrap<TopicPolicyArgs>> & { policy: string };

/** The policy of a topic, which has one in any case: deleting this leaves what is there, for the topic goes too. */
export const topicPolicy: ResourceType<PolicyInputs> = {
  token: "aws:sns/topicPolicy:TopicPolicy",
  label: "SNS Topic Policy",
  inputs: ["arn", "policy"],
  replaces: ["arn"],
  json: ["policy"],

  async create(aws, { arn, policy }) {
    await setAttribute(aws, arn, "Policy", policy);
    return { id: arn };
  },

  async read(aws, id) {
    return { arn: id, policy: (await attributes(aws, id))["Policy"] };
  },

  async update(aws, _old, { arn, policy }) {
    await setAttribute(aws, arn, "Policy", policy);
  },

  delete: () => Promise.resolve(),
};

async function attributes(aws: Aws, TopicArn: string): Promise<Record<string, string>> {
  return xmlAttributes(await callQuery(aws, SNS, "GetTopicAttributes", { TopicArn }));
}

async function setAttribute(aws: Aws, TopicArn: string, AttributeName: string, AttributeValue: string) {
  await callQuery(aws, SNS, "SetTopicAttributes", { TopicArn, AttributeName, AttributeValue });
}
