import type { EventRuleArgs } from "@pulumi/aws/cloudwatch/eventRule";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { callJson } from "./call";

type Inputs = Checked<Unwrap<EventRuleArgs>, "name">;

/** EventBridge. */
export const EVENTS = { signingName: "events", target: "AWSEvents" };

/** A rule of the default event bus. */
export const eventRule: ResourceType<Inputs> = {
  token: "aws:cloudwatch/eventRule:EventRule",
  label: "EventBridge Rule",
  inputs: ["description", "eventPattern", "name", "scheduleExpression"],
  autoname: { property: "name", max: 64 },
  replaces: ["name"],
  json: ["eventPattern"],
  computed: ["arn"],

  async create(aws, inputs) {
    await callJson(aws, EVENTS, "PutRule", toRule(inputs));
    return { id: inputs.name };
  },

  async read(aws, id) {
    const found = (await callJson(aws, EVENTS, "DescribeRule", { Name: id })) as Record<string, unknown>;
    return {
      name: found["Name"],
      description: found["Description"],
      eventPattern: found["EventPattern"],
      scheduleExpression: found["ScheduleExpression"],
      arn: found["Arn"],
    };
  },

  async update(aws, _old, inputs) {
    await callJson(aws, EVENTS, "PutRule", toRule(inputs));
  },

  async delete(aws, _state, id) {
    await callJson(aws, EVENTS, "DeleteRule", { Name: id });
  },
};

function toRule({ name, description, eventPattern, scheduleExpression }: Inputs) {
  const when = { EventPattern: eventPattern, ScheduleExpression: scheduleExpression };
  return { Name: name, Description: description, ...when };
}
