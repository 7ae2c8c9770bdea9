import type { WatchedEvent } from "./events";

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
 * One sentence: who, what, when (UTC) and from where, for people and not for machines.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 * @throws Error for a fact that is not in the list, a mistake in the table.
 */
export function message({ what }: Pick<WatchedEvent, "what">): Message {
  const sentence = `In AWS account <account>, <who> (<kind>) ${what}, at <when>, from <from>.`;
  const facts = [...sentence.matchAll(/<([^>]*)>/g)].map(([, fact = ""]) => [fact, pathOf(fact)] as const);
  // A template that is text has to be a JSON string; the mail shows its quotes.
  return { inputPaths: Object.fromEntries(facts), inputTemplate: JSON.stringify(sentence) };
}

function pathOf(fact: string): string {
  const path = FACTS[fact];
  if (path === undefined) throw new Error(`<${fact}> is no fact of a watched event`);
  return path;
}
