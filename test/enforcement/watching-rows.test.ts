import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../sandbox/emulator/emulator";
import { AwsService } from "../../sandbox/provider/service";
import { decode, encode, type Props } from "../../sandbox/provider/wire";

const TOPIC = "aws:sns/topic:Topic";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const ARN = "arn:aws:sns:us-east-1:123456789012:alarms";
const AT = { name: "it", seed: new Uint8Array() };

const policy = (Sid: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Sid, Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sns:Publish", Resource: ARN },
    ],
  });
const transform = (inputTemplate: string) => ({ inputPaths: { who: "$.detail.who" }, inputTemplate });
const managed = (sourceIdentifier: string) => ({ owner: "AWS", sourceIdentifier });

describe("sandbox provider: what watching needs, in an emulator", () => {
  let emulator: Emulator;
  let service: AwsService;

  before(async () => {
    emulator = await startEmulator({}, () => undefined);
  });
  after(() => emulator.stop());
  beforeEach(async () => {
    await emulator.reset();
    service = new AwsService();
    service.configure({}, { AWS_ENDPOINT_URL: emulator.endpoint });
    await make(TOPIC, { name: "alarms" });
    await make(RULE, { name: "rule", eventPattern: '{"source":["aws.iam"]}' });
  });

  async function make(token: string, given: Props) {
    const { inputs, failures } = service.check(token, {}, given, AT);
    assert.deepEqual(failures, []);
    const [id, state] = await service.create(token, inputs, false);
    return { id, inputs, state: decode(encode(state)) };
  }

  async function change(
    token: string,
    id: string,
    state: Props,
    inputs: Props,
    given: Props,
  ): Promise<Props> {
    const { inputs: news } = service.check(token, inputs, given, AT);
    assert.deepEqual(service.diff(token, inputs, news).replaces, []);
    return decode(encode(await service.update(token, id, state, news, false)));
  }

  const lives: { token: string; given: Props; changed?: Props; stays?: true }[] = [
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

  for (const { token, given, changed, stays } of lives)
    it(`${token}: made, read, ${changed ? "changed, " : ""}deleted, deleted again`, async () => {
      const { id, inputs, state } = await make(token, given);
      const live = await service.read(token, id, state, inputs);
      assert.deepEqual(service.diff(token, live.inputs, inputs).changes, {}, "a refresh finds no drift");
      const last = changed ? await change(token, id, state, inputs, changed) : state;
      const { state: now } = await service.read(token, id, last, inputs);
      for (const [key, value] of Object.entries(changed ?? given)) assert.deepEqual(now[key], value);
      await service.delete(token, id, last);
      if (!stays) assert.equal((await service.read(token, id, last, inputs)).id, "", "it is gone");
      await service.delete(token, id, last);
    });

  it("name the service's error and the resource in one line", async () => {
    await assert.rejects(
      make(RULE, { name: "broken", eventPattern: "{" }),
      /^Error: creating EventBridge Rule \(broken\): InvalidEventPattern: [^\n]+$/,
    );
  });
});
