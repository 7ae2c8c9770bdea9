import { log, output, RunError } from "@pulumi/pulumi";
import { isoInstant } from "@mfa-guard/policypack/internal/iam/days";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/rollout";
import type { StackConfig } from "./config";
import { allowedBeforeMfa, ForceMfa } from "./force-mfa";
import type { CoverOutputs, StackOutputs } from "./outputs";
import type { Cover } from "./plan/cover";
import type { Preparation } from "./prepare";
import { deployWatch } from "./watching/deploy-watch";
import { deployReminder, plannedReminder } from "./watching/reminder/deploy-reminder";

/**
 * Registers the resources, after saying what there is to say.
 * @throws RunError with every refusal, before the first resource.
 */
export async function deploy(
  { covers, notes, refusals }: Preparation,
  { rollout, watch, reminder }: Pick<StackConfig, "rollout" | "watch" | "reminder">,
): Promise<StackOutputs> {
  for (const { severity, message } of notes) {
    await (severity === "warning" ? log.warn(message) : log.info(message));
  }
  if (refusals.length > 0) throw new RunError(refuse(refusals));
  const reminding = plannedReminder(reminder, covers, rollout);
  const outputs = covers.map((cover) => [cover.wave, deployCover(cover, rollout)] as const);
  await deployWatch(
    watch,
    outputs.map(([, cover]) => cover),
  );
  deployReminder(reminding);
  const allowed = { allowedBeforeMfa: output(allowedBeforeMfa(rollout.selfService)) };
  const [first] = outputs;
  if (first?.[0] === null) return { ...allowed, ...first[1] };
  return { ...allowed, waves: Object.fromEntries(outputs) };
}

function deployCover(cover: Cover, { selfService }: Rollout): CoverOutputs {
  const { groupName, policyArn } = new ForceMfa(cover.name, { ...cover, selfService });
  return { groupName, policyArn, ...(cover.from && { from: isoInstant(cover.from) }) };
}

function refuse(refusals: readonly string[]): string {
  const [only, ...more] = refusals;
  const list = more.length === 0 ? ` ${only}` : `\n${refusals.map((refusal) => `  - ${refusal}`).join("\n")}`;
  return `Nothing was deployed.${list}`;
}
