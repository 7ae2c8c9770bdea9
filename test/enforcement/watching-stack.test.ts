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
import { openSandbox, type Sandbox } from "../support/sandbox";
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

const NEW_ACCOUNT = "  mfa-guard:users: [ann]\n";

async function stackWith(name: string, settings: string, covered = NEW_ACCOUNT): Promise<TestProject> {
  const dir = await copyProject(sandbox, name);
  const config = `config:\n  aws:region: ${ELSEWHERE}\n${covered}${settings}`;
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
    const first = await stack.pulumi(["up", "--yes", "--skip-preview", "--policy-pack", "policypack"]);
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

    const second = await stack.pulumi(["up", "--yes", "--skip-preview", "--refresh", "--expect-no-changes"]);
    assert.equal(second.code, 0, second.output);

    const destroyed = await stack.pulumi(["destroy", "--yes", "--skip-preview"]);
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

  const REMINDER = "  mfa-guard:reminder:\n    from: security@example.com\n";

  it("plans the daily reminder of the waves", async () => {
    const deadline = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString();
    const wave = `{ name: all, rest: true, deadline: "${deadline}" }`;
    const rollout = `  mfa-guard:rollout: { account: existing, waves: [${wave}] }\n`;
    const stack = await stackWith("reminded", REMINDER, rollout);
    const { code, output } = await stack.pulumi(["preview"]);
    assert.equal(code, 0, output);
    for (const kind of [
      "lambda:Function ",
      "lambda:Permission ",
      "cloudwatch:LogGroup ",
      "cloudwatch:EventTarget ",
    ])
      assert.ok(output.includes(`aws:${kind}`), output);
  });

  it("refuses, in preview, to remind where there are no deadlines", async () => {
    const stack = await stackWith("unreminded", REMINDER);
    const { code, output } = await stack.pulumi(["preview"]);
    assert.notEqual(code, 0);
    assert.doesNotMatch(output, /ForceMfa|lambda/);
    assert.match(output.replace(/\s+/g, " "), /mfa-guard:reminder .*deadline/);
  });
});
