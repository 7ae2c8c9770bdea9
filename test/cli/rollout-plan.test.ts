import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { changesSince, describeChanges } from "../../cli/rollout/changes-since";
import type { Plan } from "../../cli/rollout/plan-json";
import { known } from "../../policypack/facts/fact";
import { toSnapshot } from "../../policypack/facts/snapshot/write";
import { parseRollout } from "../../policypack/rollout/parse";
import { consoleUser, found, modelAccount, NOT_READ, NOW, userWithoutMfa } from "../support/accounts";
import {
  accountAnswers,
  CREATED,
  type FakeUser,
  reportCsv,
  reportResult,
  userArn,
} from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { environmentOf, runCli } from "./run-cli";
import { assertAsPublished } from "./schemas";

const USERS: FakeUser[] = [
  { name: "ann", password: true, devices: ["arn:aws:iam::111122223333:mfa/ann"] },
  { name: "bob", password: true },
  { name: "eve", password: true },
  { name: "ci" },
];

/** What only reads: anything else must not be called. */
const READS = /^(Get|List|GenerateCredentialReport$)/;

let fake: FakeAws | undefined;
let folder: string;

async function plan(args: readonly string[], changes: Answers = {}) {
  await fake?.stop();
  fake = await FakeAws.start({ ...accountAnswers(USERS), ...changes });
  const result = await runCli(["plan", ...args], { env: environmentOf(fake), cwd: folder });
  for (const { action } of fake.calls) assert.match(action, READS);
  assertAsPublished("plan", args, result.stdout);
  return result;
}

const BOBS_KEY = {
  access_key_1_active: "true",
  access_key_1_last_used_date: "2026-11-19T00:00:00Z",
  access_key_1_last_used_region: "eu-west-1",
  access_key_1_last_used_service: "s3",
};

/** A report in which bob's key is in use. */
const WITH_KEY: Answers = {
  GetCredentialReport: reportResult(
    reportCsv(
      USERS.map((user) => ({
        user: user.name,
        arn: userArn(user),
        user_creation_time: CREATED,
        password_enabled: String(user.password ?? false),
        ...(user.name === "bob" ? BOBS_KEY : {}),
      })),
    ),
    "2026-11-21T11:00:00Z",
  ),
};

describe("mfa-guard plan", () => {
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-plan-"));
  });

  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
    await rm(folder, { recursive: true });
  });

  it("tells who is ready, who must enrol, and asks of each user without MFA for a pending reset", async () => {
    const { code, stdout, stderr } = await plan([]);
    assert.match(stdout, /^account 111122223333: 3 console users: 2 must enrol, 1 ready\n/);
    assert.match(stdout, /1 user without a password is not affected\.$/m);
    assert.equal(stderr, "");
    assert.equal(code, 0);
    assert.deepEqual(
      fake?.calls
        .filter(({ action }) => action === "GetLoginProfile")
        .map(({ params }) => params.get("UserName"))
        .sort(),
      ["bob", "eve"],
    );
  });

  it("tells who would break, with what to do, and ends with 1", async () => {
    const reset =
      "<LoginProfile><UserName>x</UserName><CreateDate>2026-01-01T00:00:00Z</CreateDate><PasswordResetRequired>true</PasswordResetRequired></LoginProfile>";
    const { code, stdout } = await plan([], { ...WITH_KEY, GetLoginProfile: reset });
    assert.match(stdout, /2 would break, 1 ready/);
    assert.match(
      stdout,
      /- bob: access key in use: s3 in eu-west-1 on 2026-11-19\n {4}People: use a session/,
    );
    assert.match(stdout, /- eve: could not enrol: the password must be changed/);
    assert.equal(code, 1);
  });

  it("says what it could not read instead of passing over it", async () => {
    const { code, stdout } = await plan([], { GetLoginProfile: new AwsError("AccessDenied", "no") });
    assert.match(
      stdout,
      /- bob and 1 more: could not read the login profile of user bob .*iam:GetLoginProfile answered AccessDenied/,
    );
    assert.equal(code, 0, "they must enrol, whatever else");
    const json = JSON.parse(
      (await plan(["--format", "json"], { GetCredentialReport: new AwsError("AccessDenied", "no") })).stdout,
    );
    assert.equal(json.people.find((p: { name: string }) => p.name === "ann").verdict, "unknown");
  });

  it("says that console authorization could not be read, which alone breaks nobody", async () => {
    const denied = new AwsError("AccessDeniedException", "no");
    const { code, stdout } = await plan([], { GetConsoleAuthorizationConfiguration: denied });
    assert.match(stdout, /It is not known whether console authorization is on: .*AccessDenied/);
    assert.equal(code, 0);
    const on = JSON.stringify({ consoleAuthorizationEnabled: true });
    assert.equal((await plan([], { GetConsoleAuthorizationConfiguration: on })).code, 1);
  });

  it("says that console authorization is only taken to be off where AWS has no configuration of it", async () => {
    const none = new AwsError("ResourceNotFoundException", "no such configuration", 404);
    const { code, stdout } = await plan([], { GetConsoleAuthorizationConfiguration: none });
    assert.match(stdout, /Console authorization is taken to be off, .*AWS does not document/);
    assert.equal(code, 0);
    assert.doesNotMatch((await plan([])).stdout, /onsole authorization/);
  });

  it("gives programs the same", async () => {
    const { stdout } = await plan(["--format", "json"], WITH_KEY);
    const json = JSON.parse(stdout);
    assert.equal(json.version, 1);
    const bob = json.people.find((p: { name: string }) => p.name === "bob");
    assert.equal(bob.proposedWave, "changes-first");
    assert.deepEqual(bob.breaks[0].uses, [
      { at: "2026-11-19T00:00:00.000Z", region: "eu-west-1", service: "s3" },
    ]);
  });

  it("has JSON as its schema says, of every kind of person", async () => {
    const rollout = `account: existing
waves:
  - { name: first, users: [bob], deadline: 2027-02-01T09:00:00Z }
exemptions:
  - { user: eve, owner: me@example.com, reason: sealed, expires: 2027-01-31 }
`;
    await writeFile(path.join(folder, "rollout.yaml"), rollout);
    const earlier = modelAccount([userWithoutMfa("bob")], { readAt: new Date("2026-11-01T00:00:00Z") });
    await writeFile(path.join(folder, "s.json"), toSnapshot([earlier]));
    const { stdout } = await plan(["--format", "json", "--since", "s.json"], WITH_KEY);
    const { people, changes } = JSON.parse(stdout) as Plan;
    assert.deepEqual(
      people.map(({ standing }) => standing.kind),
      ["no deadline", "wave", "exempt"],
    );
    assert.deepEqual(changes?.joined, ["eve"]);
  });

  it("writes a rollout file that the stack takes, and never over another unless told", async () => {
    const first = await plan([
      "--output",
      "rollout.yaml",
      "--start",
      "2027-02-01T09:00:00Z",
      "--interval",
      "7",
    ]);
    assert.equal(first.code, 0, first.stderr);
    const text = await readFile(path.join(folder, "rollout.yaml"), "utf8");
    assert.match(
      text,
      /^# yaml-language-server: \$schema=\.\/node_modules\/mfa-guard\/docs\/rollout\.schema\.json\n/,
    );
    const { waves } = parseRollout(text, "rollout.yaml");
    assert.deepEqual(
      waves.map(({ name, deadline }) => [name, deadline.toISOString().slice(0, 10)]),
      [
        ["enrolled", "2027-02-01"],
        ["everyone", "2027-02-08"],
      ],
    );
    const again = await plan(["--output", "rollout.yaml"]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /already exists.*--force/);
    assert.equal(await readFile(path.join(folder, "rollout.yaml"), "utf8"), text);
    assert.equal((await plan(["--output", "rollout.yaml", "--force"])).code, 0);
    assert.notEqual(await readFile(path.join(folder, "rollout.yaml"), "utf8"), text);
    assert.deepEqual(await readdir(folder), ["rollout.yaml"], "nothing half-written is left");
  });

  it("writes no rollout of an account whose users could not be read", async () => {
    const denied = new AwsError("AccessDenied", "no");
    const { code } = await plan(["--output", "r.yaml"], {
      GetAccountAuthorizationDetails: denied,
      GenerateCredentialReport: denied,
    });
    assert.equal(code, 2);
    await assert.rejects(stat(path.join(folder, "r.yaml")));
  });

  it("refuses a start that is past, an interval of none, and a rollout file with mistakes", async () => {
    for (const [args, message] of [
      [["--start", "2026-11-21T11:59:59Z"], /--start 2026-11-21 11:59 UTC is past/],
      [["--start", "tomorrow"], /with its time zone/],
      [["--interval", "0"], /whole number of days/],
      [["--rollout", "missing.yaml"], /missing\.yaml can't be read/],
    ] as const) {
      const { code, stderr } = await runCli(["plan", ...args], { cwd: folder });
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });

  it("tells what changed since a snapshot, and takes none of another account", async () => {
    const earlier = modelAccount([userWithoutMfa("bob"), consoleUser("gone")], {
      readAt: new Date("2026-11-01T00:00:00Z"),
    });
    await writeFile(path.join(folder, "s.json"), toSnapshot([earlier]));
    const { stdout } = await plan(["--since", "s.json"]);
    assert.match(
      stdout,
      /Since 2026-11-01 00:00 UTC:\n- new console user: eve\n- no longer a console user: gone/,
    );
    const identity = known({ accountId: "999999999999", partition: "aws", arn: "arn:x", longTermKey: false });
    await writeFile(path.join(folder, "other.json"), toSnapshot([{ ...earlier, identity }]));
    const other = await plan(["--since", "other.json"]);
    assert.equal(other.code, 2);
    assert.match(other.stderr, /holds no reading of account 111122223333/);
  });
});

describe("what changed since", () => {
  const then = { readAt: new Date("2026-11-01T00:00:00Z") };

  it("tells enrolments, losses and keys used", () => {
    const lastUsed = { at: new Date("2026-11-02T00:00:00Z"), region: "us-east-1", service: "s3" };
    const accessKeys = known([{ active: true, rotated: null, lastUsed }]);
    const before = modelAccount([userWithoutMfa("bob"), consoleUser("cyd")], then);
    const after = modelAccount([consoleUser("bob", {}, { accessKeys }), userWithoutMfa("cyd")]);
    assert.deepEqual(describeChanges(changesSince(before, after, NOW)), [
      "enrolled: bob",
      "no longer has MFA: cyd",
      "used an access key: bob",
    ]);
  });

  it("takes nothing for a change that could not be read on either side", () => {
    const unread = userWithoutMfa("bob", {}, { devices: found([], NOT_READ) });
    for (const [one, other] of [
      [unread, consoleUser("bob")],
      [userWithoutMfa("bob"), unread],
    ] as const) {
      const changes = changesSince(modelAccount([one], then), modelAccount([other]), NOW);
      assert.deepEqual([changes.enrolled, changes.lostMfa], [[], []]);
      assert.deepEqual(
        changes.unknown.map(({ subject }) => subject),
        ["bob"],
      );
    }
  });
});
