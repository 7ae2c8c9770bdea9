import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../support/emulator";
import type { Props } from "../../sandbox/provider/wire";
import { type Life, Rows } from "./rows";

const TOPIC = "aws:sns/topic:Topic";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const ARN = "arn:aws:sns:us-east-1:123456789012:alarms";

const policy = (Sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid, Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sns:Publish", Resource: ARN },
    ],
  });
const transform = (inputTemplate: string) => ({ inputPaths: { who: "$.detail.who" }, inputTemplate });
const retry = (maximumRetryAttempts: number) => ({ maximumEventAgeInSeconds: 3600, maximumRetryAttempts });
const managed = (sourceIdentifier: string) => ({ owner: "AWS", sourceIdentifier });

describe("sandbox provider: what watching needs, in an emulator", () => {
  let emulator: Emulator;
  let rows: Rows;

  before(async () => {
    emulator = await startEmulator({}, () => undefined);
  });
  after(() => emulator.stop());
  beforeEach(async () => {
    await emulator.reset();
    rows = new Rows(emulator.endpoint);
    await rows.make(TOPIC, { name: "alarms" });
    await rows.make(RULE, { name: "rule", eventPattern: '{"source":["aws.iam"]}' });
  });

  const lives: ({ token: string } & Life)[] = [
    {
      token: "aws:cfg/rule:Rule",
      given: { source: managed("ROOT_ACCOUNT_MFA_ENABLED"), description: "d" },
      changed: { source: managed("ROOT_ACCOUNT_MFA_ENABLED"), description: "other" },
    },
    {
      token: RULE,
      given: { eventPattern: '{"source":["aws.iam"]}', description: "d" },
      changed: { eventPattern: '{"source":["aws.signin"]}', description: "other" },
    },
    {
      token: "aws:cloudwatch/eventTarget:EventTarget",
      given: { rule: "rule", targetId: "t", arn: ARN, inputTransformer: transform('"<who> & co"') },
      changed: { rule: "rule", targetId: "t", arn: ARN, inputTransformer: transform('"<who>"') },
    },
    {
      token: RULE,
      given: { scheduleExpression: "cron(0 8 * * ? *)" },
      changed: { scheduleExpression: "cron(0 9 * * ? *)" },
    },
    {
      token: "aws:cloudwatch/eventTarget:EventTarget",
      given: { rule: "rule", targetId: "t", arn: ARN, retryPolicy: retry(2) },
      changed: { rule: "rule", targetId: "t", arn: ARN, retryPolicy: retry(8) },
    },
    {
      token: "aws:cloudwatch/logGroup:LogGroup",
      given: { name: "log", retentionInDays: 30 },
      changed: { name: "log", retentionInDays: 90 },
    },
    { token: TOPIC, given: { displayName: "a" }, changed: { displayName: "b & <c>" } },
    {
      token: "aws:sns/topicPolicy:TopicPolicy",
      given: { arn: ARN, policy: policy("a") },
      changed: { arn: ARN, policy: policy("b") },
      stays: true,
    },
    {
      token: "aws:sns/topicSubscription:TopicSubscription",
      given: { topic: ARN, protocol: "email", endpoint: "a+b@example.com" },
    },
  ];

  for (const { token, ...life } of lives)
    it(`${token}: made, read, ${life.changed ? "changed, " : ""}deleted, deleted again`, () =>
      rows.live(token, life));

  for (const [token, given] of Object.entries<Props>({
    "aws:lambda/function:Function": {
      name: "f",
      role: "arn",
      runtime: "nodejs22.x",
      handler: "main.handler",
    },
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": { functionName: "f" },
    "aws:lambda/permission:Permission": { action: "lambda:InvokeFunction", function: "f", principal: "p" },
  }))
    it(`${token}: planned only`, async () => {
      const planned = await rows.plan(token, given);
      for (const [key, value] of Object.entries(given)) assert.deepEqual(planned[key], value);
    });

  it("name the service's error and the resource in one line", async () => {
    await assert.rejects(
      rows.make(RULE, { name: "broken", eventPattern: "{" }),
      /^Error: creating EventBridge Rule \(broken\): InvalidEventPattern: [^\n]+$/,
    );
  });
});
