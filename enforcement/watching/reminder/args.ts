import { type Input, type Output, RunError } from "@pulumi/pulumi";
import { signInUrl } from "@mfa-guard/policypack/internal/iam/sign-in-url";
import { ADDRESS_TAGS, isAddress } from "@mfa-guard/policypack/internal/rollout/mail-address";
import { type List, type Moment, readTime, whenKnown } from "../../arguments";
import type { ReminderPlan } from "./lambda/reminder-plan";

/** A group whose members are reminded. */
export interface RemindedWave {
  /** Name of the IAM group, such as `forceMfa.groupName`. */
  readonly groupName: Input<string>;
  /** The group's IAM path. Left out: "/". */
  readonly path?: Input<string>;
  /** When its denial begins, as given to `ForceMfa` as `from`. */
  readonly deadline: Moment;
}

export interface MfaReminderArgs {
  readonly waves: readonly RemindedWave[];
  /** Who the mails are from: an address that SES has verified, itself or by its domain. Case counts. */
  readonly from: Input<string>;
  /** The Region in which it has. Left out: that of the component's provider, where the function is. */
  readonly sesRegion?: Input<string>;
  /** The user tag that holds a mail address. Left out: email, e-mail or mail. */
  readonly tag?: Input<string>;
  /**
   * Mail addresses by user name, before the tags. They become part of the function's code, and of the stack's state.
   */
  readonly addresses?: Input<Readonly<Record<string, Input<string>>>>;
  /** Hour of the day (UTC) at which mails go out. Left out: 8. */
  readonly hour?: Input<number>;
  /** With how many whole days left to mail, 0 being the last 24 hours. Left out: on each. */
  readonly daysBefore?: List<number>;
}

/** The same, known: dates are text, for an output takes a Date for an object without properties. */
export interface KnownReminder {
  readonly waves: readonly {
    readonly groupName: string;
    readonly path?: string;
    readonly deadline: string;
  }[];
  readonly from: string;
  readonly sesRegion?: string;
  readonly tag?: string;
  readonly addresses?: Readonly<Record<string, string>>;
  readonly daysBefore?: readonly number[];
}

/** Where the component is deployed to, and what follows from that. */
export interface AttachmentScope {
  readonly accountId: string;
  readonly partition: string;
  readonly sesRegion: string;
}

/**
 * The arguments when they are known.
 * @throws RunError for what could be deployed and remind nobody: immediately, as far as it is plain.
 */
export function knownReminder(args: MfaReminderArgs): KnownReminder | Output<KnownReminder> {
  check(args.waves, args.from);
  return whenKnown<KnownReminder, KnownReminder>(args, (known) => {
    check(known.waves, known.from);
    return known;
  });
}

function check(waves: readonly unknown[], from: unknown): void {
  if (waves.length === 0) throw new RunError("MfaReminder: waves is empty: there is nobody to remind");
  if (typeof from === "string" && !isAddress(from))
    throw new RunError("MfaReminder: from has to be one plain mail address, without a name");
}

/**
 * What the function is to go by.
 * @throws RunError for a deadline that is no time.
 */
export function planOf(reminder: KnownReminder, attachmentScope: AttachmentScope): ReminderPlan {
  const { waves, tag, addresses = {}, from, daysBefore = null } = reminder;
  const { accountId, partition, sesRegion } = attachmentScope;
  return {
    accountId,
    // By the number, which an alias that is renamed does not change.
    signInUrl: signInUrl({ accountId, partition, alias: null }),
    waves: waves.map(({ groupName, deadline }) => ({
      group: groupName,
      deadline: readTime("deadline", deadline).toISOString(),
    })),
    daysBefore,
    tags: tag === undefined ? ADDRESS_TAGS : [tag],
    addresses,
    from,
    sesRegion,
  };
}
