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

/** What EventBridge puts into a message: the paths of its input transformer, and the text that they go into. */
export interface Message {
  readonly inputPaths: Readonly<Record<string, string>>;
  readonly inputTemplate: string;
}

/** The facts that a message may use. What a record does not have stays empty; `kind` is in every record. */
const FACTS: Readonly<Record<string, string>> = {
  account: "$.account",
  authorized: "$.detail.requestParameters.targetId",
  boundary: "$.detail.requestParameters.permissionsBoundary",
  device: "$.detail.requestParameters.serialNumber",
  from: "$.detail.sourceIPAddress",
  group: "$.detail.requestParameters.groupName",
  inline: "$.detail.requestParameters.policyName",
  kind: "$.detail.userIdentity.type",
  policy: "$.detail.requestParameters.policyArn",
  target: "$.detail.requestParameters.targetPrincipal",
  user: "$.detail.requestParameters.userName",
  version: "$.detail.requestParameters.versionId",
  when: "$.detail.eventTime",
  who: "$.detail.userIdentity.arn",
};

/**
 * One sentence: who, what, when and from where, for people and not for machines. The time is in CloudTrail's form,
 * since EventBridge puts a fact in as it stands; other texts for people have that of `isoMinute`. Both name UTC.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 * @throws Error for a fact that is not in the list, a mistake in the table.
 */
export function message({ what }: Pick<WatchedEvent, "what">): Message {
  const sentence = `In AWS account <account>, <who> (<kind>) ${what}, at <when> (UTC), from <from>.`;
  const facts = [...sentence.matchAll(/<([^>]*)>/g)].map(([, fact = ""]) => [fact, pathOf(fact)] as const);
  // A template that is text has to be a JSON string; the mail shows its quotes.
  return { inputPaths: Object.fromEntries(facts), inputTemplate: JSON.stringify(sentence) };
}

function pathOf(fact: string): string {
  const path = FACTS[fact];
  if (path === undefined) throw new Error(`<${fact}> is no fact of a watched event`);
  return path;
}
