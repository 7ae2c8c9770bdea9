import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  IAMClient,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { type Emulator, startEmulator } from "../support/emulator";
import { run } from "../../sandbox/run";
import { HANDLER, reminderCode } from "../../enforcement/watching/reminder/reminder-code";
import type { ReminderPlan } from "../../enforcement/watching/reminder/lambda/reminder-plan";
import { remind } from "../../enforcement/watching/reminder/lambda/remind";
import { reminderPermissions } from "../../enforcement/watching/reminder/mfa-reminder";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { type Fault, FaultProxy } from "../support/fault-proxy";
import { createConsoleUser } from "../support/live-account";
import { MailRecorder } from "./watching-mails";

const NOW = new Date("2027-02-01T08:00:00Z");
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDTEST", AWS_SECRET_ACCESS_KEY: "none", AWS_REGION: "eu-central-1" };
const FROM = "security@example.com";
/** Milliseconds of a run's time with which it still begins something. */
const ENOUGH = 30_000;

const PLAN: ReminderPlan = {
  accountId: "123456789012",
  signInUrl: "https://123456789012.signin.aws.amazon.com/console",
  waves: [
    { group: "force-mfa-soon", deadline: "2027-02-04T09:00:00Z" },
    { group: "force-mfa-later", deadline: "2027-03-01T09:00:00Z" },
  ],
  daysBefore: null,
  tags: ["email"],
  addresses: {},
  from: FROM,
  sesRegion: "eu-west-1",
};

function clientOptions(endpoint: string, region: string) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = KEYS;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
  return { endpoint, region, credentials, maxAttempts: 3 };
}

describe("the daily reminder, on the emulator", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  const open: { stop(): Promise<void> }[] = [];

  before(async () => {
    emulator = await startEmulator({}, () => undefined);
    iam = new IAMClient(clientOptions(emulator.endpoint, KEYS.AWS_REGION));
  });
  after(async () => {
    iam.destroy();
    await emulator.stop();
  });
  beforeEach(async () => {
    await emulator.reset();
    for (const { group } of PLAN.waves) await iam.send(new CreateGroupCommand({ GroupName: group }));
    const ses = new SESv2Client(clientOptions(emulator.endpoint, PLAN.sesRegion));
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: FROM }));
    ses.destroy();
  });
  afterEach(async () => {
    for (const server of open.splice(0)) await server.stop();
  });

  async function member(name: string, group = "force-mfa-soon", tags = { email: `${name}@example.com` }) {
    await createConsoleUser(iam, name);
    await join(name, group);
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await iam.send(new TagUserCommand({ UserName: name, Tags }));
  }
  const join = (UserName: string, GroupName: string) =>
    iam.send(new AddUserToGroupCommand({ UserName, GroupName }));

  async function enrol(name: string): Promise<void> {
    const made = await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }));
    const SerialNumber = made.VirtualMFADevice?.SerialNumber ?? "";
    const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
    await iam.send(new EnableMFADeviceCommand({ UserName: name, SerialNumber, ...codes }));
  }

  async function proxies(refusal?: (to: string) => string | null, fault: Fault = () => undefined) {
    const iamProxy = await FaultProxy.start(emulator.endpoint, fault);
    open.push(iamProxy);
    const mails = await MailRecorder.start(emulator.endpoint, refusal);
    open.push(mails);
    return { iamProxy, mails };
  }

  /** One day's run, with what it mailed, logged and called. */
  async function runOn(
    changes: Partial<ReminderPlan> = {},
    {
      now = NOW,
      refusal,
      fault,
      mailsInTime = Infinity,
    }: { now?: Date; refusal?: (to: string) => string | null; fault?: Fault; mailsInTime?: number } = {},
  ) {
    const { iamProxy, mails } = await proxies(refusal, fault);
    const log: Record<string, unknown>[] = [];
    const clients = {
      iam: new IAMClient(clientOptions(iamProxy.endpoint, KEYS.AWS_REGION)),
      ses: new SESv2Client(clientOptions(mails.endpoint, PLAN.sesRegion)),
    };
    const plan = { ...PLAN, ...changes };
    const remaining = () => (mails.mails.length < mailsInTime ? ENOUGH : ENOUGH - 1);
    const counts = await remind({ ...clients, plan, now, remaining, log: (entry) => log.push(entry) });
    clients.iam.destroy();
    clients.ses.destroy();
    return { counts, mails, log, calls: iamProxy.calls };
  }

  it("mails those in grace who have a password and no device, with their days left", async () => {
    for (const name of ["ann", "enrolled"]) await member(name);
    await member("bob", "force-mfa-later");
    await enrol("enrolled");
    await iam.send(new CreateUserCommand({ UserName: "machine" }));
    await join("machine", "force-mfa-soon");
    await createConsoleUser(iam, "elsewhere");

    const { counts, mails, log } = await runOn();
    assert.deepEqual(mails.letters.sort(), [
      ["ann@example.com", "3 days left to set up MFA for your AWS user ann"],
      ["bob@example.com", "28 days left to set up MFA for your AWS user bob"],
    ]);
    assert.deepEqual(counts, { mailed: 2, enrolled: 1, "no password": 1 });
    assert.deepEqual(log.map(({ user }) => user).sort(), ["ann", "bob"]);
    assert.equal(mails.mails[0]?.FromEmailAddress, FROM);
    assert.match(mails.mails[0]?.Content.Simple.Body.Text.Data ?? "", /https:\/\/123456789012\.signin/);
  });

  it("goes by the first deadline of whoever is in two waves", async () => {
    await member("ann", "force-mfa-later");
    await join("ann", "force-mfa-soon");
    const { mails } = await runOn();
    assert.deepEqual(mails.letters, [["ann@example.com", "3 days left to set up MFA for your AWS user ann"]]);
  });

  it("mails nobody whose deadline is over, or whose day it is not, and asks IAM for nothing then", async () => {
    await member("ann");
    const after = await runOn({}, { now: new Date("2027-03-02T00:00:00Z") });
    assert.deepEqual([after.counts, after.calls], [{}, {}]);
    const between = await runOn({ daysBefore: [7, 1, 0] });
    assert.deepEqual([between.counts, between.calls], [{}, {}]);
    const lastDay = await runOn({ daysBefore: [7, 1, 0] }, { now: new Date("2027-02-04T08:00:00Z") });
    assert.deepEqual(lastDay.mails.letters, [
      ["ann@example.com", "Less than a day left to set up MFA for your AWS user ann"],
    ]);
    const denied = await runOn({ waves: PLAN.waves.slice(0, 1) }, { now: new Date("2027-02-04T10:00:00Z") });
    assert.deepEqual([denied.counts, denied.calls], [{}, {}]);
  });

  it("takes the address of the rollout file before the tag, whatever the case of the name", async () => {
    await member("ann");
    const { mails, calls } = await runOn({ addresses: { ANN: "ann@rollout.example.com" } });
    assert.equal(mails.letters[0]?.[0], "ann@rollout.example.com");
    assert.equal(calls["ListUserTags"], undefined);
  });

  it("counts and logs who has no address that can be used, and does not fail for them", async () => {
    await member("none", "force-mfa-soon", { email: "" });
    await member("several", "force-mfa-soon", { email: "a@example.com b@example.com" });
    const { counts, log, mails } = await runOn();
    assert.deepEqual(counts, { "no address": 2 });
    assert.deepEqual(mails.mails, []);
    assert.deepEqual(log.map(({ user, outcome }) => [user, outcome]).sort(), [
      ["none", "no address"],
      ["several", "no address"],
    ]);
  });

  it("goes on with the others where a group is gone, IAM refuses a call, and SES a mail", async () => {
    for (const name of ["ann", "bob", "cyd"]) await member(name);
    const gone = { group: "gone", deadline: "2027-02-04T09:00:00Z" };
    const addresses = { ann: "ann@example.com", bob: "bob@example.com" };
    const { counts, mails, log } = await runOn(
      { waves: [gone, ...PLAN.waves], addresses },
      {
        refusal: (to) => (to === "bob@example.com" ? "MessageRejected" : null),
        fault: (action) => (action === "ListUserTags" ? new AwsError("AccessDenied", "no") : undefined),
      },
    );
    assert.deepEqual(counts, { mailed: 1, failed: 3 });
    assert.equal(mails.letters[0]?.[0], "ann@example.com");
    const failed = log.filter(({ outcome }) => outcome === "failed");
    assert.deepEqual(
      failed.map(({ group, user, error }) => [group ?? user, error]),
      [
        ["gone", "NoSuchEntityException"],
        ["cyd", "AccessDenied"],
        ["bob", "MessageRejected"],
      ],
    );
    assert.doesNotMatch(JSON.stringify(log), /@/, "an address is in the log");
  });

  it("waits and tries again where IAM throttles", async () => {
    await member("ann");
    const throttled = new AwsError("Throttling", "Rate exceeded", 400);
    const fault: Fault = (_, before) => (before === 0 ? throttled : undefined);
    const { counts, calls } = await runOn({}, { fault });
    assert.deepEqual(counts, { mailed: 1 });
    assert.equal(calls["ListMFADevices"], 2);
  });

  it("names everybody whom it does not reach in its time, and reaches others the next days", async () => {
    const names = Array.from({ length: 24 }, (_, i) => `user-${i}`);
    for (const name of names) await createConsoleUser(iam, name);
    for (const name of names) await join(name, "force-mfa-soon");
    const addresses = Object.fromEntries(names.map((name) => [name, `${name}@example.com`]));
    const reached = new Set<string>();
    for (const day of [1, 2, 3]) {
      const now = new Date(Date.UTC(2027, 1, day, 8));
      const { counts, log, mails, calls } = await runOn({ addresses }, { now, mailsInTime: 12 });
      assert.deepEqual(counts, { mailed: 12, failed: 12 });
      assert.equal(mails.mails.length, 12);
      assert.equal(calls["ListMFADevices"], 20, "it reads users whom it has no time to mail");
      const missed = log.filter(({ error }) => error === "not reached in the function's time");
      const mailed = log.filter(({ outcome }) => outcome === "mailed").map(({ user }) => String(user));
      assert.deepEqual([...mailed, ...missed.map(({ user }) => String(user))].sort(), names.toSorted());
      for (const name of mailed) reached.add(name);
    }
    assert.deepEqual([...reached].sort(), names.toSorted());
  });

  it("is allowed the calls that it makes, and no others", async () => {
    await member("ann");
    const { calls, mails } = await runOn();
    assert.deepEqual([...new Set(mails.calls)], ["POST /v2/email/outbound-emails"]);
    const made = [...Object.keys(calls).map((action) => `iam:${action}`), "ses:SendEmail"];
    const { Statement } = reminderPermissions({
      ...{ partition: "aws", accountId: PLAN.accountId, from: FROM, sesRegion: PLAN.sesRegion },
      ...{ groups: [{ name: "force-mfa-soon", path: "/" }], logGroupArn: "arn:aws:logs:::log-group:x" },
    });
    // Writing its log is done by Lambda, in the function's name.
    const allowed = Statement.flatMap(({ Action }) => Action).filter((action) => !action.startsWith("logs:"));
    assert.deepEqual(allowed.sort(), made.sort());
  });

  describe("as it is deployed", () => {
    let dir: string;

    /** What Lambda has: the archive, and the SDK of its runtime. */
    before(async () => {
      dir = await mkdtemp(path.join(tmpdir(), "mfa-guard-reminder-"));
      await mkdir(path.join(dir, "node_modules"));
      const sdk = path.dirname(path.dirname(require.resolve("@aws-sdk/client-sesv2/package.json")));
      await symlink(sdk, path.join(dir, "node_modules", "@aws-sdk"));
    });
    after(() => rm(dir, { recursive: true }));

    async function invoke(plan: ReminderPlan, endpoints: Record<string, string>, milliseconds = 900_000) {
      for (const [name, text] of Object.entries(await reminderCode(plan))) {
        await mkdir(path.dirname(path.join(dir, name)), { recursive: true });
        await writeFile(path.join(dir, name), text);
      }
      const module = path.join(dir, HANDLER.replace(/\.handler$/, ".js"));
      const context = `{ getRemainingTimeInMillis: () => ${milliseconds} }`;
      const call = `require(${JSON.stringify(module)}).handler({}, ${context}).catch((e) => { console.log(e.message); process.exit(7) })`;
      const env = { PATH: process.env["PATH"], ...KEYS, ...endpoints };
      return run(process.execPath, ["-e", call], { env });
    }

    it("needs nothing but the archive and the SDK, and fails with the number of those not reminded", async () => {
      for (const name of ["ann", "bob"]) await member(name);
      const { iamProxy, mails } = await proxies((to) =>
        to === "bob@example.com" ? "MessageRejected" : null,
      );
      const endpoints = { AWS_ENDPOINT_URL_IAM: iamProxy.endpoint, AWS_ENDPOINT_URL_SESV2: mails.endpoint };
      const deadline = new Date(Date.now() + 3.5 * 24 * 60 * 60 * 1000).toISOString();
      const plan = { ...PLAN, waves: [{ group: "force-mfa-soon", deadline }] };

      const failing = await invoke(plan, endpoints);
      assert.equal(failing.code, 7, failing.stderr);
      assert.match(failing.stdout, /counts: \{ failed: 1, mailed: 1 \}/);
      assert.match(failing.stdout, /1 could not be reminded/);
      assert.doesNotMatch(failing.stdout + failing.stderr, /@example/, "an address is in the log");
      assert.deepEqual(mails.letters, [
        ["ann@example.com", "3 days left to set up MFA for your AWS user ann"],
      ]);

      await enrol("bob");
      const well = await invoke(plan, endpoints);
      assert.equal(well.code, 0, well.stdout + well.stderr);

      const late = await invoke(plan, endpoints, ENOUGH - 1);
      assert.equal(late.code, 7, late.stderr);
      assert.match(late.stdout, /group: 'force-mfa-soon'[^}]*not reached[^]*1 could not be reminded/);
    });
  });
});

describe("the daily reminder, page after page", () => {
  const MORE = "<IsTruncated>true</IsTruncated><Marker>next</Marker>";
  const MORE_SOMEWHERE = "<IsTruncated>true</IsTruncated>";
  const LAST = "<IsTruncated>false</IsTruncated>";
  const users = (...names: string[]) =>
    "<Group><GroupName>g</GroupName></Group>" +
    `<Users>${names.map((name) => `<member><UserName>${name}</UserName></member>`).join("")}</Users>`;
  const tag = (key: string, value: string) =>
    `<Tags><member><Key>${key}</Key><Value>${value}</Value></member></Tags>`;
  const ANSWERS: Answers = {
    GetGroup: (params) => (params.has("Marker") ? `${users("bob")}${LAST}` : `${users("ann")}${MORE}`),
    ListMFADevices: `<MFADevices></MFADevices>${LAST}`,
    GetLoginProfile: (params) =>
      `<LoginProfile><UserName>${params.get("UserName")}</UserName></LoginProfile>`,
    ListUserTags: (params) =>
      params.has("Marker")
        ? `${tag("email", `${params.get("UserName")}@example.com`)}${LAST}`
        : `${tag("team", "blue")}${MORE}`,
  };

  /** A run of which SES refuses every mail: who got as far as that, and what else went wrong. */
  async function failures(changes: Answers = {}): Promise<[unknown, unknown][]> {
    const fake = await FakeAws.start({ ...ANSWERS, ...changes });
    const mails = await MailRecorder.start("", () => "MessageRejected");
    const iam = new IAMClient(clientOptions(fake.endpoint, KEYS.AWS_REGION));
    const ses = new SESv2Client(clientOptions(mails.endpoint, PLAN.sesRegion));
    const plan = { ...PLAN, waves: PLAN.waves.slice(0, 1) };
    const log: Record<string, unknown>[] = [];
    const remaining = () => ENOUGH;
    await remind({ iam, ses, plan, now: NOW, remaining, log: (entry) => log.push(entry) });
    for (const closing of [iam, ses]) closing.destroy();
    for (const server of [fake, mails]) await server.stop();
    return log.map(({ group, user, error }): [unknown, unknown] => [group ?? user, error]).sort();
  }

  it("reads every member of a group, and every tag", async () => {
    assert.deepEqual(await failures(), [
      ["ann", "MessageRejected"],
      ["bob", "MessageRejected"],
    ]);
  });

  const NOT_WHOLE = "the answer says that there is more, and not where";
  for (const [action, answer, whose] of [
    ["GetGroup", users("ann"), ["force-mfa-soon"]],
    ["ListMFADevices", "<MFADevices></MFADevices>", ["ann", "bob"]],
    ["ListUserTags", tag("team", "blue"), ["ann", "bob"]],
  ] as const) {
    it(`fails where ${action} says that there is more, and not where`, async () => {
      const expected = whose.map((name) => [name, NOT_WHOLE]);
      assert.deepEqual(await failures({ [action]: `${answer}${MORE_SOMEWHERE}` }), expected);
    });
  }
});
