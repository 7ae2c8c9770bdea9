/** What holds where nobody says otherwise. */
export const REMINDER_DEFAULTS = {
  /** UTC. */
  hour: 8,
  /** Days for which the function's log is kept. */
  logDays: 30,
  /** Has the AWS SDK for JavaScript v3. */
  runtime: "nodejs22.x",
} as const;
