import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { CreateLoginProfileCommand, CreateUserCommand } from "@aws-sdk/client-iam";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { copyProject } from "../../sandbox/project-copy";
import { connect } from "../../sandbox/provider/aws";
import { readConfig } from "../../sandbox/provider/config";
import { callJson, callQuery, xmlAttributes, xmlText } from "../../sandbox/provider/resources/call";
import { EVENTS } from "../../sandbox/provider/resources/event-rule";
import { SNS } from "../../sandbox/provider/resources/topic";
import { openSandbox, type Sandbox } from "../../sandbox/sandbox";
import { WATCHED_EVENTS } from "../../enforcement/watching/events";
import { TestProject } from "../support/project";

const HOME = "us-east-1";
const ELSEWHERE = "eu-central-1";
const POLICY = "arn:aws:iam::123456789012:policy/force-mfa-self-service";
const CONFIG = { signingName: "config", target: "StarlingDoveService" };

interface FoundRule {
  readonly Name: string;
  readonly EventPattern: string;
}

let sandbox: Sandbox;

function emulator(region: string) {
  return connect(readConfig({ region }, sandbox.env), sandbox.env);
}

async function eventRules(region: string): Promise<readonly FoundRule[]> {
  return ((await callJson(emulator(region), EVENTS, "ListRules", {})) as { Rules: FoundRule[] }).Rules;
}

async function configRules(region: string): Promise<string[]> {
  const answer = await callJson(emulator(region), CONFIG, "DescribeConfigRules", {});
  const { ConfigRules } = answer as { ConfigRules: { Source: { SourceIdentifier: string } }[] };
  return ConfigRules.map(({ Source }) => Source.SourceIdentifier).sort();
}

async function targetsOf(rule: string): Promise<Record<string, unknown>[]> {
  const answer = await callJson(emulator(HOME), EVENTS, "ListTargetsByRule", { Rule: rule });
  return (answer as { Targets: Record<string, unknown>[] }).Targets;
}

async function stackWith(name: string, settings: string): Promise<TestProject> {
  const dir = await copyProject(sandbox, name);
  const config = `config:\n  aws:region: ${ELSEWHERE}\n  mfa-guard:users: [ann]\n${settings}`;
  await writeFile(path.join(dir, `Pulumi.${name}.yaml`), config);
  return TestProject.open(sandbox, dir, name);
}

describe("watching MFA, under the engine", () => {
  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    const iam = sandboxIam(sandbox.env);
    await iam.send(new CreateUserCommand({ UserName: "ann" }));
    await iam.send(new CreateLoginProfileCommand({ UserName: "ann", Password: "Aa1!not-a-secret-anywhere" }));
  });
  after(() => sandbox.close());

  it("puts rules and topic where IAM's events are, Config's rules where the stack is, and takes all away again", async () => {
    const stack = await stackWith(
      "watched",
      "  mfa-guard:watch:\n    email: security@example.com\n    configRules: true\n",
    );
    const first = await stack.pulumi(["up", "--yes", "--policy-pack", "policypack"]);
    assert.equal(first.code, 0, first.output);

    const rules = await eventRules(HOME);
    assert.equal(rules.length, WATCHED_EVENTS.length);
    assert.deepEqual(await eventRules(ELSEWHERE), []);
    const deleted = rules.find(({ Name }) => Name.startsWith("mfa-watch-policy-deleted"));
    assert.ok(deleted?.EventPattern.includes(JSON.stringify(POLICY)), deleted?.EventPattern);

    const [target, ...more] = await targetsOf(deleted?.Name ?? "");
    assert.deepEqual(more, []);
    const topic = String(target?.["Arn"]);
    assert.match(topic, /^arn:aws:sns:us-east-1:/);
    assert.match(JSON.stringify(target?.["InputTransformer"]), /deleted the force-MFA policy <policy>/);
    const attributes = await callQuery(emulator(HOME), SNS, "GetTopicAttributes", { TopicArn: topic });
    const { Policy } = xmlAttributes(attributes);
    assert.match(Policy ?? "", /"Service": ?"events.amazonaws.com"/);
    const subscriptions = await callQuery(emulator(HOME), SNS, "ListSubscriptionsByTopic", {
      TopicArn: topic,
    });
    assert.equal(xmlText(subscriptions, "Endpoint"), "security@example.com");

    const identifiers = [
      "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
      "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
      "ROOT_ACCOUNT_MFA_ENABLED",
    ];
    assert.deepEqual(await configRules(ELSEWHERE), identifiers);
    assert.deepEqual(await configRules(HOME), []);

    const second = await stack.pulumi(["up", "--yes", "--refresh", "--expect-no-changes"]);
    assert.equal(second.code, 0, second.output);

    const destroyed = await stack.pulumi(["destroy", "--yes"]);
    assert.equal(destroyed.code, 0, destroyed.output);
    assert.deepEqual(await eventRules(HOME), []);
    assert.deepEqual(await configRules(ELSEWHERE), []);
    assert.doesNotMatch(await callQuery(emulator(HOME), SNS, "ListTopics", {}), /<TopicArn>/);
  });

  it("refuses, in preview, a topic that is not where IAM's events are", async () => {
    const stack = await stackWith(
      "elsewhere",
      `  mfa-guard:watch:\n    topic: arn:aws:sns:${ELSEWHERE}:123456789012:alarms\n`,
    );
    const { code, output } = await stack.pulumi(["preview"]);
    assert.notEqual(code, 0);
    assert.doesNotMatch(output, /ForceMfa/);
    assert.match(
      output.replace(/\s+/g, " "),
      /mfa-guard:watch in Pulumi.<stack>.yaml can't be used: topic: .* is in eu-central-1/,
    );
  });
});
