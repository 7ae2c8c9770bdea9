import { CLIENT_TIMEOUTS, type ClientTimeouts } from "../../policypack/facts/client-timeouts";

type Strategy = Exclude<NonNullable<ClientTimeouts["retryStrategy"]>, (...args: never[]) => unknown>;

/** Tries again what the SDK tries again, as often as said, and waits not at all. */
class AtOnce {
  constructor(private readonly attempts: number) {}

  acquireInitialRetryToken() {
    return Promise.resolve(token(0));
  }

  refreshRetryTokenForRetry(last: { getRetryCount(): number }, { errorType }: { errorType: string }) {
    const tries = last.getRetryCount() + 1;
    const again = tries < this.attempts && ["THROTTLING", "TRANSIENT"].includes(errorType);
    return again ? Promise.resolve(token(tries)) : Promise.reject(new Error("no more tries"));
  }

  recordSuccess(): void {
    // Nothing is kept from one call to the next.
  }
}

function token(tries: number) {
  return { getRetryCount: () => tries, getRetryDelay: () => 0 };
}

/** As patient as a user's run in the number of tries, and in nothing else. */
export const SHORT_TIMEOUTS: ClientTimeouts = shortTimeouts(CLIENT_TIMEOUTS.attempts);

/** @param silence Milliseconds; as the default where the server always answers. */
export function shortTimeouts(attempts: number, silence = CLIENT_TIMEOUTS.silence): ClientTimeouts {
  const retryStrategy = new AtOnce(attempts) as unknown as Strategy;
  return { ...CLIENT_TIMEOUTS, attempts, retryStrategy, silence, reportAfter: [0, 0, 0] };
}
