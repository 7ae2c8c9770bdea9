import type { EventTargetArgs } from "@pulumi/aws/cloudwatch/eventTarget";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { callJson } from "./call";
import { EVENTS } from "./event-rule";

type Inputs = Checked<Unwrap<EventTargetArgs>, "targetId">;

interface Target {
  readonly Id: string;
  readonly Arn: string;
  readonly InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string };
  readonly RetryPolicy?: { MaximumEventAgeInSeconds?: number; MaximumRetryAttempts?: number };
}

/** A target of a rule of the default event bus. */
export const eventTarget: ResourceType<Inputs> = {
  token: "aws:cloudwatch/eventTarget:EventTarget",
  label: "EventBridge Target",
  inputs: ["arn", "inputTransformer", "retryPolicy", "rule", "targetId"],
  autoname: { property: "targetId", max: 64 },
  replaces: ["rule", "targetId"],

  async create(aws, inputs) {
    await callJson(aws, EVENTS, "PutTargets", { Rule: inputs.rule, Targets: [toTarget(inputs)] });
    return { id: `${inputs.rule}-${inputs.targetId}` };
  },

  async read(aws, _id, { rule, targetId }) {
    const answer = await callJson(aws, EVENTS, "ListTargetsByRule", { Rule: rule });
    const found = (answer as { Targets: Target[] }).Targets.find(({ Id }) => Id === targetId);
    return found && { rule, targetId, arn: found.Arn, ...fromTarget(found) };
  },

  async update(aws, _old, inputs) {
    await callJson(aws, EVENTS, "PutTargets", { Rule: inputs.rule, Targets: [toTarget(inputs)] });
  },

  async delete(aws, { rule, targetId }) {
    await callJson(aws, EVENTS, "RemoveTargets", { Rule: rule, Ids: [targetId] });
  },
};

function toTarget({ targetId, arn, inputTransformer, retryPolicy }: Inputs) {
  const { inputPaths, inputTemplate } = inputTransformer ?? {};
  const { maximumEventAgeInSeconds, maximumRetryAttempts } = retryPolicy ?? {};
  return {
    Id: targetId,
    Arn: arn,
    ...(inputTransformer && {
      InputTransformer: { InputPathsMap: inputPaths, InputTemplate: inputTemplate },
    }),
    ...(retryPolicy && {
      RetryPolicy: {
        MaximumEventAgeInSeconds: maximumEventAgeInSeconds,
        MaximumRetryAttempts: maximumRetryAttempts,
      },
    }),
  };
}

function fromTarget({ InputTransformer: input, RetryPolicy: retry }: Target) {
  return {
    inputTransformer: input && { inputPaths: input.InputPathsMap, inputTemplate: input.InputTemplate },
    retryPolicy: retry && {
      maximumEventAgeInSeconds: retry.MaximumEventAgeInSeconds,
      maximumRetryAttempts: retry.MaximumRetryAttempts,
    },
  };
}
