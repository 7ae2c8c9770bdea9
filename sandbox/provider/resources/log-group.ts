import type { LogGroupArgs } from "@pulumi/aws/cloudwatch/logGroup";
import type { Unwrap } from "@pulumi/pulumi";
import type { Aws } from "../aws";
import type { Checked, ResourceType } from "../resource-type";
import { callJson } from "./call";

/** CloudWatch Logs. */
const LOGS = { signingName: "logs", target: "Logs_20140328" };

type Inputs = Checked<Unwrap<LogGroupArgs>, "name">;

interface LogGroup {
  readonly logGroupName: string;
  readonly arn: string;
  readonly retentionInDays?: number;
}

export const logGroup: ResourceType<Inputs> = {
  token: "aws:cloudwatch/logGroup:LogGroup",
  label: "CloudWatch Logs Log Group",
  inputs: ["name", "retentionInDays"],
  autoname: { property: "name", max: 512 },
  replaces: ["name"],
  computed: ["arn"],

  async create(aws, inputs) {
    await callJson(aws, LOGS, "CreateLogGroup", { logGroupName: inputs.name });
    await retain(aws, inputs);
    return { id: inputs.name };
  },

  async read(aws, id) {
    const answer = await callJson(aws, LOGS, "DescribeLogGroups", { logGroupNamePrefix: id });
    const { logGroups } = answer as { logGroups: LogGroup[] };
    const found = logGroups.find(({ logGroupName }) => logGroupName === id);
    // The provider gives it without the asterisk that stands for its streams.
    return found && { name: id, retentionInDays: found.retentionInDays, arn: found.arn.replace(/:\*$/, "") };
  },

  async update(aws, _old, inputs) {
    await retain(aws, inputs);
  },

  async delete(aws, _state, id) {
    await callJson(aws, LOGS, "DeleteLogGroup", { logGroupName: id });
  },
};

async function retain(aws: Aws, { name, retentionInDays }: Inputs): Promise<void> {
  const which = { logGroupName: name };
  await (retentionInDays
    ? callJson(aws, LOGS, "PutRetentionPolicy", { ...which, retentionInDays })
    : callJson(aws, LOGS, "DeleteRetentionPolicy", which));
}
