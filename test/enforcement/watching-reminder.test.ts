import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { SETTINGS } from "../../enforcement/stack-settings";
import { plannedCovers } from "../../enforcement/plan/cover";
import { planOf } from "../../enforcement/watching/reminder/args";
import { reminderCode } from "../../enforcement/watching/reminder/reminder-code";
import { plannedReminder } from "../../enforcement/watching/reminder/deploy-reminder";
import {
  daysLeft,
  firstDeadlines,
  inTurn,
  isDue,
  reminderMail,
} from "../../enforcement/watching/reminder/lambda/mail";
import { reminderPermissions } from "../../enforcement/watching/reminder/mfa-reminder";
import { parseReminderSetting } from "../../enforcement/watching/reminder/reminder-setting";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import { ADD_MFA, DEVICE_STEPS, OUT_OF_SYNC, SIGN_IN_AGAIN } from "../../policypack/rules/remediation";

const ENFORCEMENT = path.join(__dirname, "../../enforcement");
const { bundleReminder } = createRequire(__filename)(path.join(ENFORCEMENT, "bundle-reminder.js")) as {
  bundleReminder: (outfile: string) => void;
};

const at = (text: string) => new Date(text);
const DEADLINE = at("2027-02-04T09:00:00Z");

describe("the daily reminder: days", () => {
  for (const [now, days] of [
    ["2027-02-01T08:00:00Z", 3],
    ["2027-02-01T23:59:59Z", 2],
    ["2027-02-03T09:00:00Z", 1],
    ["2027-02-03T09:00:01Z", 0],
    ["2027-02-04T08:59:59Z", 0],
    ["2027-02-04T09:00:01Z", -1],
  ] as const) {
    it(`at ${now} are ${days}`, () => assert.equal(daysLeft(DEADLINE, at(now)), days));
  }

  it("are all of those until the deadline, unless some are chosen", () => {
    const due = (now: string, daysBefore: number[] | null) => isDue(DEADLINE, at(now), daysBefore);
    assert.ok(due("2026-02-04T00:00:00Z", null));
    assert.ok(due("2027-02-04T08:59:59Z", null));
    assert.ok(!due("2027-02-04T09:00:00Z", null), "the denial has begun");
    assert.ok(!due("2027-02-04T12:00:00Z", [0]), "hours after the deadline, on its day");
    assert.ok(due("2027-02-03T08:00:00Z", [7, 1]));
    assert.ok(!due("2027-02-04T08:00:00Z", [7, 1]));
  });

  for (const deadline of ["2027-02-04T00:00:00Z", "2027-02-04T08:00:00Z", "2027-02-04T23:59:59Z"]) {
    it(`come each once, the last before the deadline, of a daily run for one at ${deadline}`, () => {
      const runs = Array.from({ length: 9 }, (_, day) => new Date(Date.UTC(2027, 0, 30 + day, 8, 0, 20)));
      const due = runs.filter((now) => isDue(at(deadline), now, [3, 2, 1, 0]));
      assert.deepEqual(
        due.map((now) => daysLeft(at(deadline), now)),
        [3, 2, 1, 0],
      );
      assert.ok(due.every((now) => now < at(deadline)));
    });
  }

  it("are counted to the first of several deadlines", () => {
    const later = at("2027-03-01T00:00:00Z");
    const waves = [
      { deadline: later, members: ["ann", "bob"] },
      { deadline: DEADLINE, members: ["ann"] },
    ];
    const expected = new Map([
      ["ann", DEADLINE],
      ["bob", later],
    ]);
    assert.deepEqual(firstDeadlines(waves), expected);
    assert.deepEqual(firstDeadlines(waves.toReversed()), expected);
  });
});

describe("the daily reminder: turns", () => {
  const people = Array.from({ length: 100 }, (_, i) => i);
  const on = (day: number) => inTurn(people, new Date(Date.UTC(2027, 1, day, 8)));

  it("are everybody's, in an order that the day alone decides", () => {
    assert.deepEqual(
      [...on(1)].sort((a, b) => a - b),
      people,
    );
    assert.deepEqual(on(1), inTurn(people, at("2027-02-01T23:59:59Z")));
    assert.notDeepEqual(on(1), on(2));
    assert.deepEqual(inTurn([], DEADLINE), []);
  });

  for (const [reached, days] of [
    [50, 3],
    [25, 7],
  ] as const) {
    it(`reach all of 100 in ${days} days, where a day's time is enough for ${reached}`, () => {
      for (let first = 1; first < 60; first += 1) {
        const met = Array.from({ length: days }, (_, i) => on(first + i).slice(0, reached)).flat();
        assert.equal(new Set(met).size, people.length, `from day ${first}`);
      }
    });
  }
});

describe("the daily reminder: mail", () => {
  const PLACE = {
    accountId: "123456789012",
    signInUrl: "https://123456789012.signin.aws.amazon.com/console",
  };
  const mail = (now: string, place: Parameters<typeof reminderMail>[3] = PLACE) =>
    reminderMail("ann", DEADLINE, at(now), place);

  for (const [now, subject, sentence] of [
    [
      "2027-01-21T08:00:00Z",
      "14 days left to set up",
      "14 days are left: please set it up before 2027-02-04 09:00 UTC",
    ],
    ["2027-02-03T08:00:00Z", "1 day left to set up", "One day is left: please"],
    ["2027-02-03T10:00:00Z", "Less than a day left to set up", "Less than a day is left: please"],
    ["2027-02-04T08:00:00Z", "Less than a day left to set up", "Less than a day is left: please"],
  ] as const) {
    it(`at ${now} says "${subject} …"`, () => {
      const { subject: found, text } = mail(now);
      assert.equal(found, `${subject} MFA for your AWS user ann`);
      assert.ok(text.includes(sentence), text);
    });
  }

  it("says where to sign in, and every step of each kind of device", () => {
    const { text } = mail("2027-02-01T08:00:00Z");
    assert.ok(text.includes(`1. Sign in at ${PLACE.signInUrl} with your user name ann`));
    const steps = Object.values(DEVICE_STEPS).flatMap(({ first, steps }) => [first ?? "", ...steps]);
    for (const step of [...steps, ADD_MFA, OUT_OF_SYNC, SIGN_IN_AGAIN]) assert.ok(text.includes(step), step);
    const elsewhere = mail("2027-02-01T08:00:00Z", { ...PLACE, signInUrl: null });
    assert.ok(elsewhere.text.includes("Sign in at the console of account 123456789012 with"));
  });
});

describe("the daily reminder: the setting", () => {
  const from = "security@example.com";

  it("is off where it is left out", () => {
    assert.equal(parseReminderSetting(undefined), undefined);
    assert.ok("reminder" in SETTINGS);
  });

  it("needs a sender only", () => {
    assert.deepEqual(parseReminderSetting(JSON.stringify({ from })), { from, hour: 8 });
    const all = { from, tag: "Contact", hour: 6, daysBefore: [14, 7, 1, 0], region: "us-gov-west-1" };
    assert.deepEqual(parseReminderSetting(JSON.stringify(all)), all);
  });

  for (const [what, setting, problem] of [
    ["no sender", {}, /from: is needed: the sender/],
    [
      "a sender with a name",
      { from: "Security <security@example.com>" },
      /from: is not one plain mail address/,
    ],
    ["an hour that is none", { from, hour: 24 }, /hour: a whole hour from 0 to 23, in UTC/],
    ["no days", { from, daysBefore: [] }, /daysBefore: a list of whole numbers/],
    ["half a day", { from, daysBefore: [0.5] }, /daysBefore.0: a list of whole numbers/],
    ["a Region that is none", { from, region: "Frankfurt" }, /region: is not an AWS Region/],
    ["a misspelt name", { from, tags: "email" }, /Unrecognized key: "tags"/],
  ] as const) {
    it(`refuses ${what}, and says how to set it`, () => {
      const parse = () => parseReminderSetting(JSON.stringify(setting));
      assert.throws(parse, problem);
      assert.throws(parse, /mfa-guard:reminder in .* pulumi config set --path mfa-guard:reminder.from/);
    });
  }
});

describe("the daily reminder: what is planned", () => {
  const setting = { from: "security@example.com", hour: 8, region: "eu-west-1" };
  const waves = [
    { name: "platform", users: ["ann"], deadline: "2027-02-04T09:00:00Z" },
    { name: "everyone", rest: true, deadline: "2027-03-01T09:00:00Z" },
  ];
  const coversOf = (input: object) => {
    const rollout = parseRolloutObject(input, "test");
    return [plannedCovers(rollout, { users: [] }), rollout] as const;
  };

  it("is every wave of the rollout, and its addresses", () => {
    const addresses = { ann: "ann@example.com" };
    const [covers, rollout] = coversOf({ account: "existing", path: "/mfa/", waves, addresses });
    assert.deepEqual(plannedReminder(setting, covers, rollout), {
      from: "security@example.com",
      hour: 8,
      sesRegion: "eu-west-1",
      addresses,
      waves: [
        { groupName: "force-mfa-platform", path: "/mfa/", deadline: DEADLINE },
        { groupName: "force-mfa-everyone", path: "/mfa/", deadline: at("2027-03-01T09:00:00Z") },
      ],
    });
  });

  it("is nothing without the setting, and refused without waves", () => {
    const [covers, rollout] = coversOf({ account: "new" });
    assert.equal(plannedReminder(undefined, covers, rollout), null);
    assert.throws(
      () => plannedReminder(setting, covers, rollout),
      /there are none: users are denied immediately/,
    );
  });

  for (const [partition, address] of [
    ["aws", "https://123456789012.signin.aws.amazon.com/console"],
    ["aws-cn", "https://123456789012.signin.amazonaws.cn/console"],
    ["aws-us-gov", "https://123456789012.signin.amazonaws-us-gov.com/console"],
    ["aws-eusc", "https://eusc-de-east-1.console.amazonaws-eusc.eu/"],
  ] as const) {
    it(`has the names of the partition ${partition} in permissions and plan`, () => {
      const found = { accountId: "123456789012", partition, sesRegion: "eu-west-1" };
      const { Statement } = reminderPermissions({
        ...found,
        ...{ from: setting.from, groups: [{ name: "g", path: "/mfa/" }] },
        logGroupArn: `arn:${partition}:logs:r:123456789012:log-group:x`,
      });
      assert.deepEqual(
        Statement.flatMap(({ Resource }) => Resource),
        [
          `arn:${partition}:iam::123456789012:group/mfa/g`,
          `arn:${partition}:iam::123456789012:user/*`,
          `arn:${partition}:ses:eu-west-1:123456789012:identity/*`,
          `arn:${partition}:ses:eu-west-1:123456789012:configuration-set/*`,
          `arn:${partition}:logs:r:123456789012:log-group:x:*`,
        ],
      );
      const deadline = DEADLINE.toISOString();
      const plan = planOf({ from: setting.from, waves: [{ groupName: "g", deadline }] }, found);
      assert.equal(plan.signInUrl, address);
      assert.deepEqual(plan.waves, [{ group: "g", deadline: "2027-02-04T09:00:00.000Z" }]);
    });
  }
});

describe("the daily reminder: code", () => {
  const PLAN = planOf(
    { from: "security@example.com", waves: [] },
    { accountId: "1", partition: "aws", sesRegion: "eu-west-1" },
  );

  it("is one file and the plan, with nothing of npm but what Lambda has, and small", async () => {
    const { "index.js": code = "", ...others } = await reminderCode(PLAN);
    assert.deepEqual(Object.keys(others), ["plan.json"]);
    const imported = [...code.matchAll(/\b(?:require|import)\("([^"]+)"\)/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(imported)].sort(), [
      "@aws-sdk/client-iam",
      "@aws-sdk/client-sesv2",
      "node:fs",
      "node:path",
    ]);
    assert.doesNotMatch(code, /node_modules/, "a package of others needs its license in the file");
    assert.ok(code.length < 50_000);
  });

  it("is the same bytes from each build: no deployment without a change", async () => {
    const again = path.join(mkdtempSync(path.join(tmpdir(), "mfa-guard-bundle-")), "index.js");
    bundleReminder(again);
    assert.equal(readFileSync(again, "utf8"), (await reminderCode(PLAN))["index.js"]);
    rmSync(path.dirname(again), { recursive: true });
  });

  it("is found from the sources as from what is compiled", async () => {
    const built = path.join(ENFORCEMENT, "dist/watching/reminder/reminder-code.js");
    const { reminderCode: codeOfPackage } = (await import(built)) as { reminderCode: typeof reminderCode };
    assert.deepEqual(await codeOfPackage(PLAN), await reminderCode(PLAN));
  });
});
