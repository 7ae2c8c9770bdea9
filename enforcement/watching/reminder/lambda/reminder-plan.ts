/** What the function goes by. It is written at deployment, as plan.json beside this code. */
export interface ReminderPlan {
  readonly accountId: string;
  /** Where its users sign in; null: not known for the partition. */
  readonly signInUrl: string | null;
  readonly waves: readonly {
    /** Name of the IAM group. */
    readonly group: string;
    /** When the denial begins; ISO 8601. */
    readonly deadline: string;
  }[];
  /** With how many whole days left to mail, 0 being the last 24 hours; null: on each. */
  readonly daysBefore: readonly number[] | null;
  /** Names of the user tags that may hold a mail address. */
  readonly tags: readonly string[];
  /** Mail addresses by user name; they go before the tags. */
  readonly addresses: Readonly<Record<string, string>>;
  /** The sender, and the Region in which SES has verified it. */
  readonly from: string;
  readonly sesRegion: string;
}
