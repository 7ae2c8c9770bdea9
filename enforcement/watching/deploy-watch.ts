import { getPartition } from "@pulumi/aws/getPartition";
import type { Output } from "@pulumi/pulumi";
import { MfaWatch } from "./mfa-watch";
import type { WatchSetting } from "./watch-setting";

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
  });
}
