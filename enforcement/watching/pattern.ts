import { type OursKey, WATCHED_EVENTS, type WatchedEvent } from "./events";

/** An EventBridge pattern, as far as this component writes one. */
export interface EventPattern {
  readonly source: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** One EventBridge rule to be: its event, and which of ours it looks for (none: it looks for any). */
export interface PlannedRule<T> {
  readonly name: string;
  readonly event: WatchedEvent;
  readonly ours: readonly T[];
}

/**
 * A pattern has 2,048 characters at most, and eight ARNs of policies with the longest name and a short path fit. It
 * is a number and not a length, because the ARNs are not known yet when a first preview has to know the rules.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const OURS_PER_RULE = 8;

/** The rules for the whole table: one an event, and another for every eight more of ours. */
export function plannedRules<T>(ours: Readonly<Record<OursKey, readonly T[]>>): PlannedRule<T>[] {
  return WATCHED_EVENTS.flatMap((event) => {
    const parts = event.ours === undefined ? [[]] : chunks(ours[event.ours]);
    return parts.map((part, index) => ({
      name: index === 0 ? event.name : `${event.name}-${index + 1}`,
      event,
      ours: part,
    }));
  });
}

/**
 * The pattern of one rule.
 *
 * It does not ask for a `detail-type`: AWS's pages disagree on that of sign-ins ("Signin", "Sign In"), those for China
 * on all; and of these event names there is but one kind.
 */
export function eventPattern(event: WatchedEvent, ours: readonly string[]): EventPattern {
  return {
    source: [event.source],
    detail: {
      eventName: [event.eventName],
      // Not what failed: it has changed nothing.
      errorCode: [{ exists: false }],
      // The record has the name as the caller wrote it, and IAM tells no two names apart by case.
      ...(event.ours && { requestParameters: { [event.ours]: ours.map(inAnyCase) } }),
      ...event.detail,
    },
  };
}

function inAnyCase(text: string) {
  return { "equals-ignore-case": text };
}

function chunks<T>(items: readonly T[]): T[][] {
  const starts = [...items.keys()].filter((index) => index % OURS_PER_RULE === 0);
  return starts.map((start) => items.slice(start, start + OURS_PER_RULE));
}
