import assert from "node:assert/strict";
import { type asset, type Resource, runtime } from "@pulumi/pulumi";
import { deploy as stackDeploy } from "../../enforcement/deploy";
import { plannedCovers } from "../../enforcement/plan/cover";
import { WATCHED_EVENTS } from "../../enforcement/watching/events";
import { MfaWatch, type MfaWatchArgs } from "../../enforcement/watching/mfa-watch";
import type { MfaReminderArgs } from "../../enforcement/watching/reminder/args";
import { HANDLER } from "../../enforcement/watching/reminder/reminder-code";
import type { ReminderPlan } from "../../enforcement/watching/reminder/lambda/reminder-plan";
import { MfaReminder } from "../../enforcement/watching/reminder/mfa-reminder";
import { REMINDER_DEFAULTS } from "../../enforcement/watching/reminder/reminder-setting";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { resetMocks, setMocks } from "../support/pulumi-mocks";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly provider: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly inputs: any;
}

/** Against mocks of the engine: other partitions, and what the sandbox's stand-in provider and emulator don't have. */
describe("watching MFA: components", () => {
  let registered: Registered[] = [];
  let partition = "aws";

  const MOCKS: runtime.Mocks = {
    newResource: ({ type, name, inputs, provider = "" }) => {
      registered.push({ type, name, inputs, provider });
      return { id: `${name}-id`, state: { name, arn: `arn-of-${name}`, ...inputs } };
    },
    call: ({ token }) => {
      if (token.endsWith("getPartition")) return { partition };
      if (token.endsWith("getRegion")) return { region: "eu-central-1" };
      return { accountId: "123456789012" };
    },
  };

  beforeEach(() => {
    registered = [];
    partition = "aws";
  });

  after(resetMocks);

  /** What the engine is told, once all of it has been. */
  async function deploy(make: () => Resource): Promise<void> {
    await setMocks(MOCKS);
    make();
    await runtime.disconnect();
  }
  const ofType = (type: string) => registered.filter((resource) => resource.type === type);
  const only = (type: string) => {
    const [resource, ...more] = ofType(type);
    assert.ok(resource, `no ${type}`);
    assert.deepEqual(more, []);
    return resource.inputs;
  };

  describe("MfaWatch", () => {
    const watch = (args: Partial<MfaWatchArgs>) =>
      deploy(() => new MfaWatch("watch", { policyArns: ["p"], groupNames: ["g"], ...args }));

    it("publishes to a topic of one's own, and makes none, no policy of it, and no subscription", async () => {
      const topicArn = "arn:aws:sns:us-east-1:123456789012:alarms";
      await watch({ topicArn, email: "ignored@example.com" });
      assert.deepEqual(
        registered.filter(({ type }) => type.startsWith("aws:sns/")),
        [],
      );
      const targets = ofType("aws:cloudwatch/eventTarget:EventTarget");
      assert.equal(targets.length, WATCHED_EVENTS.length);
      for (const { inputs } of targets) assert.equal(inputs.arn, topicArn);
    });

    for (const [name, region, identifiers] of [
      [
        "aws",
        "us-east-1",
        [
          "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
          "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
          "ROOT_ACCOUNT_MFA_ENABLED",
        ],
      ],
      ["aws-cn", "cn-north-1", ["MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"]],
      ["aws-us-gov", "us-gov-west-1", ["MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS"]],
      [
        "aws-eusc",
        "eusc-de-east-1",
        [
          "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
          "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
          "ROOT_ACCOUNT_MFA_ENABLED",
        ],
      ],
    ] as const) {
      it(`puts all but Config's rules into ${region} in ${name}, and has only the rules that there are`, async () => {
        await watch({ partition: name, email: "security@example.com", configRules: true });
        const rules = ofType("aws:cfg/rule:Rule");
        assert.deepEqual(rules.map(({ inputs }) => inputs.source.sourceIdentifier).sort(), identifiers);
        const there = registered.filter(({ type }) => /^aws:(cloudwatch|sns)\//.test(type));
        assert.ok(there.length > WATCHED_EVENTS.length);
        assert.deepEqual(new Set(there.map(({ inputs }) => inputs.region)), new Set([region]));
        for (const { inputs } of rules) assert.ok(!("region" in inputs));
      });
    }

    it("refuses a partition of which the Region is not known", async () => {
      await assert.rejects(watch({ partition: "aws-new" }), /not known for the AWS partition aws-new/);
    });
  });

  describe("MfaReminder", () => {
    const remind = (args: Partial<MfaReminderArgs> = {}) =>
      deploy(
        () =>
          new MfaReminder("reminder", {
            waves: [
              { groupName: "force-mfa-soon", path: "/mfa/", deadline: new Date("2027-02-04T09:00:00Z") },
            ],
            from: "security@example.com",
            ...args,
          }),
      );

    async function filesOf(code: asset.AssetArchive): Promise<Record<string, string>> {
      const files = Object.entries(await code.assets);
      return Object.fromEntries(
        await Promise.all(files.map(async ([name, file]) => [name, await (file as asset.StringAsset).text])),
      ) as Record<string, string>;
    }

    it("runs the archive's handler, with a plan of waves, addresses and days", async () => {
      await remind({ addresses: { ann: "ann@example.com" }, daysBefore: [7, 0], tag: "Contact" });
      const { code, handler, runtime, loggingConfig, role } = only("aws:lambda/function:Function");
      assert.deepEqual([handler, runtime], [HANDLER, REMINDER_DEFAULTS.runtime]);
      assert.deepEqual(loggingConfig, { logFormat: "JSON", logGroup: "reminder-log" });
      assert.equal(role, "arn-of-reminder-role");
      const files = await filesOf(code as asset.AssetArchive);
      assert.ok("index.js" in files);
      const plan = JSON.parse(files["plan.json"] ?? "") as ReminderPlan;
      assert.deepEqual(plan, {
        accountId: "123456789012",
        signInUrl: "https://123456789012.signin.aws.amazon.com/console",
        waves: [{ group: "force-mfa-soon", deadline: "2027-02-04T09:00:00.000Z" }],
        daysBefore: [7, 0],
        tags: ["Contact"],
        addresses: { ann: "ann@example.com" },
        from: "security@example.com",
        sesRegion: "eu-central-1",
      });
    });

    it("may read these groups and the account's users, mail as this sender, and write its own log", async () => {
      partition = "aws-us-gov";
      await remind({ sesRegion: "us-gov-east-1" });
      const { role, policy } = only("aws:iam/rolePolicy:RolePolicy");
      assert.equal(role, "reminder-role-id");
      assert.deepEqual(JSON.parse(policy).Statement, [
        {
          Sid: "ReadGroups",
          Effect: "Allow",
          Action: "iam:GetGroup",
          Resource: ["arn:aws-us-gov:iam::123456789012:group/mfa/force-mfa-soon"],
        },
        {
          Sid: "ReadMembers",
          Effect: "Allow",
          Action: ["iam:ListMFADevices", "iam:GetLoginProfile", "iam:ListUserTags"],
          Resource: "arn:aws-us-gov:iam::123456789012:user/*",
        },
        {
          Sid: "Mail",
          Effect: "Allow",
          Action: "ses:SendEmail",
          Resource: [
            "arn:aws-us-gov:ses:us-gov-east-1:123456789012:identity/*",
            "arn:aws-us-gov:ses:us-gov-east-1:123456789012:configuration-set/*",
          ],
          Condition: { StringEquals: { "ses:FromAddress": "security@example.com" } },
        },
        {
          Sid: "Log",
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: "arn-of-reminder-log:*",
        },
      ]);
      const { Statement } = JSON.parse(only("aws:iam/role:Role").assumeRolePolicy);
      assert.deepEqual(Statement[0].Principal, { Service: "lambda.amazonaws.com" });
    });

    it("runs once a day, at its hour, and what failed is not run again", async () => {
      await remind({ hour: 6 });
      assert.equal(only("aws:cloudwatch/eventRule:EventRule").scheduleExpression, "cron(0 6 * * ? *)");
      const { arn, retryPolicy } = only("aws:cloudwatch/eventTarget:EventTarget");
      assert.equal(arn, "arn-of-reminder-function");
      const { functionName, maximumRetryAttempts, maximumEventAgeInSeconds } = only(
        "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
      );
      assert.deepEqual([functionName, maximumRetryAttempts], ["reminder-function", 0]);
      assert.ok(maximumEventAgeInSeconds < 86_400 && retryPolicy.maximumEventAgeInSeconds < 86_400);
      const { principal, sourceArn } = only("aws:lambda/permission:Permission");
      assert.deepEqual([principal, sourceArn], ["events.amazonaws.com", "arn-of-reminder-daily"]);
      assert.equal(only("aws:cloudwatch/logGroup:LogGroup").retentionInDays, REMINDER_DEFAULTS.logDays);
    });

    it("refuses to be for nobody, and from nobody", async () => {
      await assert.rejects(remind({ waves: [] }), /there is nobody to remind/);
      await assert.rejects(remind({ from: "Security <a@example.com>" }), /one plain mail address/);
    });

    it("mails at eight where nobody says otherwise", async () => {
      await remind();
      assert.equal(only("aws:cloudwatch/eventRule:EventRule").scheduleExpression, "cron(0 8 * * ? *)");
    });
  });

  describe("the stack", () => {
    const reminder = { from: "security@example.com", hour: 8 };
    const stackOf = (input: object) => {
      const rollout = parseRolloutObject(input, "test");
      const covers = plannedCovers(rollout, { users: [] });
      return stackDeploy({ covers, notes: [], refusals: [] }, { rollout, reminder });
    };

    it("reminds the waves, where it is asked to", async () => {
      await setMocks(MOCKS);
      const waves = [{ name: "all", rest: true, deadline: "2027-02-04T09:00:00Z" }];
      await stackOf({ account: "existing", waves });
      await runtime.disconnect();
      assert.match(
        only("aws:iam/rolePolicy:RolePolicy").policy,
        /"arn:aws:iam::123456789012:group\/force-mfa-all"/,
      );
    });

    it("deploys nothing at all where there is no deadline to remind of", async () => {
      await setMocks(MOCKS);
      await assert.rejects(stackOf({ account: "new" }), /mfa-guard:reminder counts down/);
      await runtime.disconnect();
      assert.deepEqual(registered, []);
    });
  });
});
