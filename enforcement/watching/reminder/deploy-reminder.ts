import { RunError } from "@pulumi/pulumi";
import type { Rollout } from "@mfa-guard/policypack/internal/rollout/rollout";
import type { Cover } from "../../plan/cover";
import type { MfaReminderArgs } from "./args";
import { MfaReminder } from "./mfa-reminder";
import type { ReminderSetting } from "./reminder-setting";

/**
 * Who is reminded of what, where the setting asks for it; null: nobody is.
 * @throws RunError where there is nothing to count down to.
 */
export function plannedReminder(
  setting: ReminderSetting | undefined,
  covers: readonly Cover[],
  { addresses }: Pick<Rollout, "addresses">,
): MfaReminderArgs | null {
  if (!setting) return null;
  const waves = covers.flatMap(({ groupName, path, from }) =>
    from === null ? [] : [{ groupName, path, deadline: from }],
  );
  if (waves.length === 0) {
    throw new RunError(
      "mfa-guard:reminder counts down to the deadlines of waves, and there are none: users are denied immediately. " +
        "Remove it, or use a rollout with waves (account: existing).",
    );
  }
  const { region, ...rest } = setting;
  return { ...rest, waves, addresses, sesRegion: region };
}

export function deployReminder(reminder: MfaReminderArgs | null): void {
  if (reminder) new MfaReminder("mfa-reminder", reminder);
}
