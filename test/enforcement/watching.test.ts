import assert from "node:assert/strict";
import { runtime } from "@pulumi/pulumi";
import { SETTINGS } from "../../enforcement/stack-settings";
import { managedRules } from "../../enforcement/watching/managed-rules";
import { WATCHED_EVENTS } from "../../enforcement/watching/events";
import { eventPattern, message, plannedRules } from "../../enforcement/watching/event-rules";
import { eventRegion, topicProblem } from "../../enforcement/watching/region";
import { parseWatchSetting } from "../../enforcement/watching/watch-setting";
import { call, type EventRecord, GROUP, POLICY, SAMPLES, signIn } from "./watching-records";

/** What EventBridge would do with a pattern, as far as the table uses its language; anything else is an error. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((test) => accepts(test, value));
  return Object.entries(pattern as object).every(([key, inner]) =>
    matches(inner, (value as Record<string, unknown> | null | undefined)?.[key]),
  );
}

function accepts(test: unknown, value: unknown): boolean {
  if (typeof test !== "object" || test === null) return test === value;
  const [[operator, operand] = [], ...more] = Object.entries(test) as [string, unknown][];
  assert.equal(more.length, 0, JSON.stringify(test));
  if (operator === "exists") return (value !== undefined) === operand;
  assert.equal(operator, "equals-ignore-case");
  return typeof value === "string" && value.toLowerCase() === String(operand).toLowerCase();
}

/** The names of the rules that an event fires. */
function fired(record: EventRecord, policies = [POLICY], groups = [GROUP]): string[] {
  return plannedRules({ policyArn: policies, groupName: groups })
    .filter(({ event, ours }) => matches(eventPattern(event, ours), record))
    .map(({ name }) => name);
}

/** The text that EventBridge would make of an event. */
function told(name: string, record: EventRecord): unknown {
  const event = WATCHED_EVENTS.find((event) => event.name === name);
  assert.ok(event);
  const { inputPaths, inputTemplate } = message(event);
  const text = inputTemplate.replaceAll(/<([^>]*)>/g, (_, fact: string) => {
    const keys = (inputPaths[fact] ?? "").split(".").slice(1);
    return String(keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], record));
  });
  return JSON.parse(text);
}

describe("watching MFA: events", () => {
  it("has a sample for every row of the table", () => {
    assert.deepEqual(Object.keys(SAMPLES).sort(), WATCHED_EVENTS.map(({ name }) => name).sort());
  });

  for (const [name, [record, what]] of Object.entries(SAMPLES)) {
    it(`fires ${name}, and no other rule, on what it is there for`, () => {
      assert.deepEqual(fired(record), [name]);
    });

    it(`tells of ${name} in one sentence: who, what, when and from where`, () => {
      const who =
        name === "root-without-mfa"
          ? "arn:aws:iam::123456789012:root (Root)"
          : "arn:aws:iam::123456789012:user/ann (IAMUser)";
      assert.equal(
        told(name, record),
        `In AWS account 123456789012, ${who} ${what}, at 2027-02-01T09:00:00Z (UTC), from 203.0.113.7.`,
      );
    });

    it(`does not fire ${name} where the call failed, or comes from another service`, () => {
      assert.deepEqual(fired({ ...record, detail: { ...record.detail, errorCode: "AccessDenied" } }), []);
      assert.deepEqual(fired({ ...record, source: "my.own" }), []);
    });
  }

  const OTHER_POLICY = `${POLICY}-of-another-team`;
  for (const [what, record] of [
    [
      "another policy detached from our group",
      call("DetachGroupPolicy", { groupName: GROUP, policyArn: OTHER_POLICY }),
    ],
    [
      "another policy detached from a user",
      call("DetachUserPolicy", { userName: "bob", policyArn: OTHER_POLICY }),
    ],
    ["another policy deleted", call("DeletePolicy", { policyArn: OTHER_POLICY })],
    ["another policy's new version", call("CreatePolicyVersion", { policyArn: OTHER_POLICY })],
    ["another policy's deleted version", call("DeletePolicyVersion", { policyArn: OTHER_POLICY })],
    ["another group's inline policy", call("PutGroupPolicy", { groupName: "developers", policyName: "p" })],
    ["another policy's default version", call("SetDefaultPolicyVersion", { policyArn: OTHER_POLICY })],
    [
      "a member who leaves another group",
      call("RemoveUserFromGroup", { groupName: "developers", userName: "bob" }),
    ],
    ["a member who comes", call("AddUserToGroup", { groupName: GROUP, userName: "bob" })],
    ["our policy attached", call("AttachGroupPolicy", { groupName: GROUP, policyArn: POLICY })],
    ["a device made and not enabled", call("CreateVirtualMFADevice", { virtualMFADeviceName: "bob" })],
    ["root's sign-in with MFA", signIn("Yes")],
    ["root's failed sign-in", signIn("No", { responseElements: { ConsoleLogin: "Failure" } })],
    [
      "another user's sign-in without MFA",
      signIn("No", { userIdentity: { type: "IAMUser", userName: "ann" } }),
    ],
  ] as const) {
    it(`fires nothing on ${what}`, () => assert.deepEqual(fired(record), []));
  }

  it("knows our names however the caller writes them", () => {
    const record = call("RemoveUserFromGroup", { groupName: "Force-MFA", userName: "bob" });
    assert.deepEqual(fired(record), ["member-removed"]);
  });

  it("watches every one of many policies, by patterns that EventBridge takes", () => {
    const policies = [...Array(20).keys()].map((n) => `${POLICY}-${String(n).padStart(105, "x")}`);
    for (const policyArn of policies) {
      const [rule, ...more] = fired(call("DeletePolicy", { policyArn }), policies);
      assert.match(rule ?? "", /^policy-deleted(-[23])?$/);
      assert.deepEqual(more, []);
    }
    const rules = plannedRules({ policyArn: policies, groupName: [GROUP] });
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
    for (const { event, ours } of rules) assert.ok(JSON.stringify(eventPattern(event, ours)).length <= 2048);
  });

  it("makes no rule for which there is nothing of ours: it would fire on everybody's", () => {
    const names = plannedRules({ policyArn: [], groupName: [] }).map(({ event }) => event.ours);
    assert.ok(names.length > 0);
    assert.ok(names.every((ours) => ours === undefined));
  });

  it("refuses a message with a fact that it does not have", () => {
    assert.throws(() => message({ what: "did <something>" }), /<something> is no fact/);
  });
});

describe("watching MFA: places", () => {
  it("is in the Region of a partition where IAM's events arrive", () => {
    const regions = ["aws", "aws-cn", "aws-us-gov", "aws-eusc"].map(eventRegion);
    assert.deepEqual(regions, ["us-east-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"]);
    assert.throws(() => eventRegion("aws-new"), /not known for the AWS partition aws-new/);
  });

  it("refuses a topic that rules could not publish to", () => {
    assert.equal(topicProblem("arn:aws:sns:us-east-1:123456789012:alarms"), null);
    const problem = topicProblem("arn:aws:sns:eu-central-1:123456789012:alarms");
    assert.match(problem ?? "", /is in eu-central-1.*arrive in us-east-1/);
    assert.equal(topicProblem("arn:aws-cn:sns:cn-north-1:123456789012:alarms"), null);
    assert.equal(topicProblem("arn:aws-eusc:sns:eusc-de-east-1:123456789012:alarms"), null);
    assert.match(topicProblem("arn:aws-new:sns:new-east-1:123456789012:alarms") ?? "", /none that is known/);
  });

  it("has AWS Config look at root only where AWS Config can", () => {
    const names = (partition: string) => managedRules(partition).map(({ identifier }) => identifier);
    const everywhere = ["MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"];
    const root = ["ROOT_ACCOUNT_MFA_ENABLED", "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED"];
    assert.deepEqual(names("aws"), [...everywhere, ...root]);
    assert.deepEqual(names("aws-cn"), everywhere);
    assert.deepEqual(names("aws-us-gov"), everywhere);
  });
});

describe("watching MFA: the setting", () => {
  const TOPIC = "arn:aws:sns:us-east-1:123456789012:alarms";

  it("is off where it is left out", () => {
    runtime.setAllConfig({});
    assert.equal(parseWatchSetting(undefined), undefined);
    assert.ok("watch" in SETTINGS);
  });

  it("names an address or a topic", () => {
    const email = "security@example.com";
    assert.deepEqual(parseWatchSetting(JSON.stringify({ email })), { email, configRules: false });
    const both = { topic: TOPIC, configRules: true };
    assert.deepEqual(parseWatchSetting(JSON.stringify(both)), both);
  });

  for (const [what, setting, problem] of [
    ["neither", "{}", /either email or topic/],
    ["both", JSON.stringify({ email: "a@example.com", topic: TOPIC }), /either email or topic/],
    ["a misspelt name", '{"mail": "a@example.com"}', /Unrecognized key: "mail"/],
    ["an address that is none", '{"email": "security"}', /email: Invalid email address/],
    ["a topic that is none", '{"topic": "alarms"}', /topic: is not the ARN of an SNS topic/],
    [
      "a topic elsewhere",
      JSON.stringify({ topic: TOPIC.replace("us-east-1", "us-east-2") }),
      /is in us-east-2/,
    ],
    ["text", "security@example.com", /expected object/],
  ] as const) {
    it(`refuses ${what}, and says how to set it`, () => {
      assert.throws(() => parseWatchSetting(setting), problem);
      assert.throws(() => parseWatchSetting(setting), /pulumi config set --path mfa-guard:watch.email/);
    });
  }
});
