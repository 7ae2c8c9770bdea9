import type { IAMClientConfig } from "@aws-sdk/client-iam";

/** How long AWS is waited for, within the budget of a reading. Times in milliseconds. Tests wait less. */
export interface ClientTimeouts {
  /** How often a call is tried before it is given up, the first time included. */
  readonly attempts: number;
  /** How long to wait between two tries; undefined: as the SDK does. */
  readonly retryStrategy?: IAMClientConfig["retryStrategy"];
  /** Is told of each answer by which AWS throttles, also of those after which the call is tried again. */
  readonly throttled?: () => void;
  /** How long a connection may take to be made. */
  readonly connecting: number;
  /** How long a request may hear nothing before it is tried again. The SDK's own would wait for ever. */
  readonly silence: number;
  /** How long to wait before each further look at a credential report in the making. After the last it is given up. */
  readonly reportAfter: readonly number[];
}

/** A page of a thousand users takes AWS some seconds; a report of thousands of users half a minute. */
export const CLIENT_TIMEOUTS: ClientTimeouts = {
  attempts: 8,
  connecting: 5_000,
  silence: 15_000,
  reportAfter: [250, 500, 1_000, ...Array<number>(14).fill(2_000)],
};
