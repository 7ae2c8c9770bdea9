import { getPartition } from "@pulumi/aws/getPartition";
import type { ProviderArgs } from "@pulumi/aws/provider";
import { type Output, runtime } from "@pulumi/pulumi";
import { MfaWatch } from "./mfa-watch";
import type { WatchSetting } from "./setting";

/** A policy of the stack and its group. */
interface Watched {
  readonly groupName: Output<string>;
  readonly policyArn: Output<string>;
}

/** Watches what the stack has deployed, where the setting asks for it. */
export async function deployWatch(setting: WatchSetting | undefined, watched: readonly Watched[]) {
  if (!setting) return;
  const { partition } = await getPartition();
  new MfaWatch("mfa-watch", {
    policyArns: watched.map(({ policyArn }) => policyArn),
    groupNames: watched.map(({ groupName }) => groupName),
    email: setting.email,
    topicArn: setting.topic,
    partition,
    configRules: setting.configRules,
    connection: stackConnectionArgs(runtime.allConfig() as Record<string, string>),
  });
}

/**
 * The stack's own `aws:` settings, which only the default provider has by itself; without the Region.
 * @param config All settings, objects and lists as JSON.
 */
export function stackConnectionArgs(config: Readonly<Record<string, string>>): Omit<ProviderArgs, "region"> {
  const settings = Object.entries(config)
    .filter(([key]) => key.startsWith("aws:") && key !== "aws:region")
    .map(([key, text]) => [key.slice("aws:".length), value(key, text)]);
  return Object.fromEntries(settings) as Omit<ProviderArgs, "region">;
}

/** All but the numbers can be told by their look: a profile may be called 1, and nothing that is text is called true. */
const NUMBERS = ["aws:maxRetries", "aws:tokenBucketRateLimiterCapacity"];

function value(key: string, text: string): unknown {
  const isJson = NUMBERS.includes(key) || /^(\[.*\]|\{.*\}|true|false)$/s.test(text);
  return isJson ? JSON.parse(text) : text;
}
