import { type Input, RunError } from "@pulumi/pulumi";
import { signInAddress } from "@mfa-guard/policypack/internal/iam/sign-in-address";
import { ADDRESS_TAGS, isAddress } from "@mfa-guard/policypack/internal/rollout/mail-address";
import type { ReminderPlan } from "./lambda/plan";

/** A group whose members are reminded. */
export interface RemindedWave {
  /** Name of the IAM group, such as `forceMfa.groupName`. */
  readonly groupName: Input<string>;
  /** The group's IAM path. Left out: "/". */
  readonly path?: string;
  /** When its denial begins, as given to `ForceMfa` as `from`. */
  readonly deadline: Date;
}

export interface MfaReminderArgs {
  readonly waves: readonly RemindedWave[];
  /** Who the mails are from: an address that SES has verified, itself or by its domain. Case counts. */
  readonly from: string;
  /** The Region in which it has. Left out: that of the component's provider, where the function is. */
  readonly sesRegion?: string;
  /** The user tag that holds a mail address. Left out: email, e-mail or mail. */
  readonly tag?: string;
  /** Mail addresses by user name, before the tags. They become part of the function's code, and of the stack's state. */
  readonly addresses?: Readonly<Record<string, string>>;
  /** Hour of the day (UTC) at which mails go out. Left out: 8. */
  readonly hour?: number;
  /** With how many whole days left to mail, 0 being the last 24 hours. Left out: on each. */
  readonly daysBefore?: readonly number[];
}

/** Where the component is deployed to, and what follows from that. */
export interface Surroundings {
  readonly accountId: string;
  readonly partition: string;
  readonly sesRegion: string;
  /** In the order of the waves. */
  readonly groups: readonly string[];
}

/** @throws RunError for what could be deployed and remind nobody. */
export function checkArgs({ waves, from }: MfaReminderArgs): void {
  if (waves.length === 0) throw new RunError("MfaReminder: waves is empty: there is nobody to remind");
  if (!isAddress(from))
    throw new RunError("MfaReminder: from has to be one plain mail address, without a name");
}

/** What the function is to go by. */
export function planOf(args: MfaReminderArgs, surroundings: Surroundings): ReminderPlan {
  const { waves, tag, addresses = {}, from, daysBefore = null } = args;
  const { accountId, partition, sesRegion, groups } = surroundings;
  return {
    accountId,
    // By the number, which an alias that is renamed does not change.
    signInAddress: signInAddress({ accountId, partition, alias: null }),
    waves: waves.map(({ deadline }, i) => ({ group: groups[i] ?? "", deadline: deadline.toISOString() })),
    daysBefore,
    tags: tag === undefined ? ADDRESS_TAGS : [tag],
    addresses,
    from,
    sesRegion,
  };
}
