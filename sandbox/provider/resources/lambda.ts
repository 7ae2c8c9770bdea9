import type { FunctionArgs } from "@pulumi/aws/lambda/function";
import type { FunctionEventInvokeConfigArgs } from "@pulumi/aws/lambda/functionEventInvokeConfig";
import type { PermissionArgs } from "@pulumi/aws/lambda/permission";
import type { Unwrap } from "@pulumi/pulumi";
import type { Checked, ResourceType } from "../resource-type";
import { previewOnly } from "./preview-only";

const none = previewOnly("the emulator runs no function of AWS Lambda without Docker");

export const lambdaFunction: ResourceType<Checked<Unwrap<FunctionArgs>, "name">> = {
  token: "aws:lambda/function:Function",
  label: "Lambda Function",
  inputs: [
    ...(["code", "description", "handler", "loggingConfig", "memorySize", "name", "role"] as const),
    ...(["runtime", "timeout"] as const),
  ],
  autoname: { property: "name", max: 64 },
  replaces: ["name"],
  computed: ["arn"],
  ...none,
};

/** How often, and for how long, AWS tries a call that nobody waits for. */
export const functionEventInvokeConfig: ResourceType<Checked<Unwrap<FunctionEventInvokeConfigArgs>>> = {
  token: "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
  label: "Lambda Function Event Invoke Config",
  inputs: ["functionName", "maximumEventAgeInSeconds", "maximumRetryAttempts"],
  replaces: ["functionName"],
  ...none,
};

/** Who may call a function. */
export const lambdaPermission: ResourceType<Checked<Unwrap<PermissionArgs>, "statementId">> = {
  token: "aws:lambda/permission:Permission",
  label: "Lambda Permission",
  inputs: ["action", "function", "principal", "sourceArn", "statementId"],
  autoname: { property: "statementId", max: 100 },
  replaces: "all",
  ...none,
};
