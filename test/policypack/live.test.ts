import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Fact } from "../../policypack/facts/fact";
import { parseCredentialReport } from "../../policypack/facts/live/credential-report";
import { deviceKind } from "../../policypack/facts/live/mfa-devices";
import { DEFAULT_READ_OPTIONS, readAccount } from "../../policypack/facts/live/read-account";
import { isEnrolled } from "../../policypack/facts/usable-devices";
import type { AccountFacts, LiveUser } from "../../policypack/facts/account-facts";
import {
  accountAnswers,
  CREATED,
  credentialReport,
  type FakeUser,
  OLD_REPORT,
  reportCsv,
  reportResult,
  summary,
} from "../support/fake-account";
import { consoleUserMfa } from "../../policypack/rules/console-user-mfa";
import { CONTEXT } from "../support/accounts";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { SHORT_TIMEOUTS } from "../support/short-timeouts";

const VIRTUAL = "arn:aws:iam::111122223333:mfa/phone";
const FIDO = "arn:aws:iam::111122223333:u2f/user/dee/key-ABC";
const denied = new AwsError("AccessDenied", "not authorized to perform this");

let fake: FakeAws | undefined;

/** Reads an account of these users, with some answers changed. */
async function read(
  users: readonly FakeUser[],
  changes: Answers = {},
  budget = 20_000,
): Promise<AccountFacts> {
  fake = await FakeAws.start({ ...accountAnswers(users), ...changes });
  return readAccount(fake.connection(), { ...DEFAULT_READ_OPTIONS, budget });
}

function live(account: AccountFacts, name: string): LiveUser {
  const user = account.users.found.find((user) => user.name === name);
  assert.ok(user?.live.known && user.live.value, `no live user ${name}`);
  return user.live.value;
}

const ANN: FakeUser = { name: "ann", password: true, devices: [VIRTUAL] };
const BOB: FakeUser = { name: "bob", password: true };
const DEE: FakeUser = { name: "dee", password: true, devices: [FIDO] };
const ROBOT: FakeUser = { name: "robot" };

async function stopFake(): Promise<void> {
  await fake?.stop();
  fake = undefined;
}

describe("reading an account", () => {
  afterEach(stopFake);

  it("asks for single users only where the bulk calls leave a question", async () => {
    const account = await read([ANN, BOB, DEE, ROBOT]);
    assert.deepEqual(live(account, "bob").devices, { found: [], complete: { known: true, value: true } });
    assert.equal(live(account, "dee").devices.found[0]?.kind, "fido");
    assert.equal(live(account, "ann").devices.found[0]?.kind, "virtual");
    assert.deepEqual(live(account, "robot").loginProfile, { known: true, value: null });
    assert.deepEqual(live(account, "robot").devices, { found: [], complete: { known: true, value: true } });
    assert.deepEqual(fake?.counts(), {
      GetCallerIdentity: 1,
      GetAccountAuthorizationDetails: 1,
      ListVirtualMFADevices: 1,
      GenerateCredentialReport: 1,
      GetCredentialReport: 1,
      GetAccountSummary: 1,
      GetConsoleAuthorizationConfiguration: 1,
      ListAccountAliases: 1,
      GetAccountPasswordPolicy: 1,
      ListMFADevices: 1,
    });
    assert.equal(account.label, "account 111122223333");
  });

  const ASKED: Record<string, { users: FakeUser[]; answers: Answers; of: string[] }> = {
    "nobody of whom a report made for this reading and the live list say so": {
      users: [ANN, BOB],
      answers: {},
      of: [],
    },
    "those of whom a report of some hours ago says so": {
      users: [ANN, BOB],
      answers: OLD_REPORT,
      of: ["bob"],
    },
    "those of whom only the report says so": {
      users: [ANN, BOB],
      answers: { ListVirtualMFADevices: denied },
      of: ["ann", "bob"],
    },
    "those of whom the report says that they have one": { users: [ANN, DEE], answers: {}, of: ["dee"] },
    "those of whom the report does not say": {
      users: [{ ...BOB, report: { mfa: "no_information" } }],
      answers: {},
      of: ["bob"],
    },
    "those whom the report does not have": { users: [{ ...BOB, report: null }], answers: {}, of: ["bob"] },
  };
  for (const [who, { users, answers, of }] of Object.entries(ASKED)) {
    it(`asks for the devices of users with a password and no virtual one: ${who}`, async () => {
      await read(users, answers);
      const calls = fake?.calls.filter(({ action }) => action === "ListMFADevices") ?? [];
      assert.deepEqual(calls.map(({ params }) => params.get("UserName")).sort(), of);
    });
  }

  describe("of a user without a password, by a report of some hours ago", () => {
    const KEYED: FakeUser = { name: "keyed", devices: ["GAHT12345678"] };
    const APP: FakeUser = { name: "app", devices: [VIRTUAL] };
    const readAll = async (allDevices: boolean, changes: Answers = {}) => {
      fake = await FakeAws.start({ ...accountAnswers([ROBOT, KEYED, APP]), ...OLD_REPORT, ...changes });
      return readAccount(fake.connection(), { ...DEFAULT_READ_OPTIONS, allDevices });
    };
    const enrolled = (account: AccountFacts) =>
      ["robot", "keyed", "app"].map((name) => {
        const fact = isEnrolled(live(account, name));
        return fact.known ? fact.value : fact.reason.code;
      });

    it("asks nothing of devices unless it is told to, and says how", async () => {
      const account = await readAll(false);
      assert.deepEqual(enrolled(account), ["NotAsked", "NotAsked", true]);
      assert.equal(fake?.counts()["ListMFADevices"], undefined);
      const { complete } = live(account, "robot").devices;
      assert.match(
        complete.known ? "" : complete.reason.remedy,
        /audit --compliance security-hub.*--user-name robot`/,
      );
    });

    it("asks of those without a virtual device, where it is told to", async () => {
      assert.deepEqual(enrolled(await readAll(true)), [false, true, true]);
      assert.equal(fake?.counts()["ListMFADevices"], 2);
    });

    it("says which permission it needs, where it may not", async () => {
      const account = await readAll(true, { ListMFADevices: denied });
      // That one had a device some hours ago, and another none, says nothing of now.
      assert.deepEqual(enrolled(account), ["AccessDenied", "AccessDenied", true]);
      const { complete } = live(account, "robot").devices;
      assert.match(complete.known ? "" : complete.reason.remedy, /permission iam:ListMFADevices/);
    });
  });

  it("takes an account without users for what it is", async () => {
    const account = await read([]);
    assert.deepEqual(account.users, { found: [], complete: { known: true, value: true } });
  });

  it("waits for a report that is being made", async () => {
    const notReady = new AwsError("ReportInProgress", "wait", 410);
    const account = await read([BOB], {
      GetCredentialReport: (_, calls) => (calls < 2 ? notReady : credentialReport([BOB])),
    });
    assert.equal(account.credentialReportAt.known, true);
    assert.equal(fake?.counts()["GetCredentialReport"], 3);
  });

  for (const [what, code] of [
    ["has run out since it was asked for", "ReportExpired"],
    ["is not there yet", "ReportNotPresent"],
  ] as const) {
    it(`has a report made anew that ${what}`, async () => {
      const account = await read([BOB], {
        GetCredentialReport: (_, calls) =>
          calls < 1 ? new AwsError(code, "none", 410) : credentialReport([BOB]),
      });
      assert.equal(account.credentialReportAt.known, true);
      assert.equal(fake?.counts()["GenerateCredentialReport"], 2);
    });
  }

  it("believes the live list where a device was enrolled since a report of four hours ago", async () => {
    const FOUR_HOURS_AGO = "2026-11-21T08:00:00Z";
    const users = [
      { ...ANN, report: { mfa: "false" } },
      { ...DEE, report: { mfa: "false" } },
    ];
    const account = await read(users, {
      ...OLD_REPORT,
      GetCredentialReport: credentialReport(users, FOUR_HOURS_AGO),
    });
    assert.deepEqual(account.credentialReportAt, { known: true, value: new Date(FOUR_HOURS_AGO) });
    assert.equal(live(account, "ann").devices.found[0]?.kind, "virtual");
    assert.equal(live(account, "dee").devices.found[0]?.kind, "fido");
  });

  it("tells a hardware token by its bare serial number", async () => {
    const account = await read([{ name: "eve", password: true, devices: ["GAHT12345678"] }]);
    assert.deepEqual(live(account, "eve").devices.found, [
      { kind: "hardware-totp", serial: "GAHT12345678", enabled: null },
    ]);
  });

  it("tells the unique ID, by which a policy may name a user", async () => {
    assert.deepEqual(live(await read([ANN]), "ann").id, { known: true, value: "AIDAANN" });
  });

  it("asks for a user that the report does not have yet", async () => {
    const account = await read([{ ...BOB, report: null }]);
    const value = {
      changed: new Date(CREATED),
      lastUsed: null,
      nextRotation: null,
      resetRequired: { known: true, value: false },
    };
    assert.deepEqual(live(account, "bob").loginProfile, { known: true, value });
    assert.equal(fake?.counts()["GetLoginProfile"], 1);
  });

  it("tells when a password is too old, and whether its user may still change it then", async () => {
    const [header = "", row = ""] = reportCsv([
      {
        ...{ user: "bob", arn: "arn:aws:iam::111122223333:user/bob", user_creation_time: CREATED },
        ...{ password_enabled: "true", password_next_rotation: "2026-12-01T00:00:00+00:00" },
      },
    ]).split("\n");
    const account = await read([BOB], {
      GetCredentialReport: reportResult(`${header}\n${row}`, "2026-11-21T11:00:00Z"),
      GetAccountPasswordPolicy:
        "<PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength><MaxPasswordAge>90</MaxPasswordAge>" +
        "<HardExpiry>true</HardExpiry><ExpirePasswords>true</ExpirePasswords></PasswordPolicy>",
    });
    const { loginProfile } = live(account, "bob");
    assert.ok(loginProfile.known);
    assert.deepEqual(loginProfile.value?.nextRotation, new Date("2026-12-01T00:00:00Z"));
    const policy = { minimumLength: 14, maximumAge: 90, hardExpiry: true, usersMayChange: false };
    assert.deepEqual(account.passwordPolicy, { known: true, value: policy });
  });

  it("does not take the report's word for an earlier user of the same name", async () => {
    const account = await read([
      { ...BOB, report: { password: "false", created: "2020-01-01T00:00:00+00:00" } },
    ]);
    assert.notDeepEqual(live(account, "bob").loginProfile, { known: true, value: null });
  });

  it("believes the live call where a report of some hours ago says that there is no device", async () => {
    const account = await read([{ ...DEE, report: { mfa: "false" } }], OLD_REPORT);
    assert.equal(live(account, "dee").devices.found.length, 1);
  });

  it("falls back to a report made for this reading where a user's devices may not be listed", async () => {
    const account = await read([DEE], { ListMFADevices: denied });
    assert.deepEqual(live(account, "dee").devices.found, [
      { kind: "unspecified", serial: null, enabled: null },
    ]);
  });

  it("does not know of devices that may not be listed, by a report of some hours ago", async () => {
    const account = await read([DEE, BOB], { ...OLD_REPORT, ListMFADevices: denied });
    for (const [name, had] of Object.entries({ dee: true, bob: false })) {
      const { found, complete } = live(account, name).devices;
      assert.deepEqual([found, !complete.known && complete.reason.code], [[], "AccessDenied"]);
      const said = /; by the credential report of .* UTC they had one$/;
      assert.equal(!complete.known && said.test(complete.reason.message), had, name);
    }
  });

  it("falls back to single calls where the report may not be read", async () => {
    const account = await read([ANN, BOB, ROBOT], { GenerateCredentialReport: denied });
    assert.equal(account.credentialReportAt.known, false);
    assert.deepEqual(live(account, "robot").loginProfile, { known: true, value: null });
    assert.equal(fake?.counts()["GetLoginProfile"], 3);
  });

  it("takes the users from the report where IAM does not list them", async () => {
    const account = await read([ANN, { ...BOB, path: "/far/away/" }], {
      GetAccountAuthorizationDetails: denied,
    });
    assert.deepEqual(
      account.users.found.map(({ name, policiesComplete }) => [name, policiesComplete.known]),
      [
        ["ann", false],
        ["bob", false],
      ],
    );
    assert.equal(live(account, "bob").path, "/far/away/");
    assert.equal(live(account, "bob").id.known, false);
    assert.deepEqual(live(account, "bob").devices, { found: [], complete: { known: true, value: true } });
    assert.equal(account.users.complete.known, false);
  });

  it("falls back to single calls where virtual devices may not be listed", async () => {
    const account = await read([ANN, BOB], { ListVirtualMFADevices: denied });
    assert.equal(live(account, "ann").devices.found.length, 1);
    assert.equal(live(account, "bob").devices.found.length, 0);
  });

  it("passes over a user who is deleted between two calls", async () => {
    const gone = new AwsError("NoSuchEntity", "gone", 404);
    const account = await read([ANN, BOB], { ...OLD_REPORT, ListMFADevices: gone });
    assert.deepEqual(
      account.users.found.map(({ name }) => name),
      ["ann"],
    );
  });

  const FAILURES: Record<string, { answers: Answers; code: string; call: string; remedy: RegExp }> = {
    "a missing permission": {
      answers: { GetAccountAuthorizationDetails: denied },
      code: "AccessDenied",
      call: "iam:GetAccountAuthorizationDetails",
      remedy: /Needs the permission iam:GetAccountAuthorizationDetails: grant it/,
    },
    "a service control policy": {
      answers: {
        GetAccountAuthorizationDetails: new AwsError(
          "AccessDenied",
          "with an explicit deny in a service control policy",
        ),
      },
      code: "AccessDenied",
      call: "iam:GetAccountAuthorizationDetails",
      remedy: /a service control policy of the organization denies/,
    },
    "a policy that asks for MFA": {
      answers: {
        GetAccountAuthorizationDetails: new AwsError(
          "AccessDenied",
          "with an explicit deny in an identity-based policy",
        ),
      },
      code: "AccessDenied",
      call: "iam:GetAccountAuthorizationDetails",
      remedy: /sign in with MFA first/,
    },
    "an expired session": {
      answers: { GetCallerIdentity: new AwsError("ExpiredToken", "The security token is expired") },
      code: "ExpiredToken",
      call: "sts:GetCallerIdentity",
      remedy: /sign in again/,
    },
    "a Region that is switched off": {
      answers: { GetCallerIdentity: new AwsError("RegionDisabledException", "STS is not activated") },
      code: "RegionDisabled",
      call: "sts:GetCallerIdentity",
      remedy: /has not switched this Region on/,
    },
    "keys that AWS does not know": {
      answers: { GetCallerIdentity: new AwsError("InvalidClientTokenId", "The token is invalid") },
      code: "InvalidClientTokenId",
      call: "sts:GetCallerIdentity",
      remedy: /does not take these credentials/,
    },
  };
  for (const [what, { answers, code, call, remedy }] of Object.entries(FAILURES)) {
    it(`says what to do about ${what}`, async () => {
      const { complete } = (await read([BOB], answers)).users;
      assert.ok(!complete.known);
      assert.deepEqual([complete.reason.code, complete.reason.call], [code, call]);
      assert.match(complete.reason.remedy, remedy);
    });
  }

  it("tries again where AWS throttles", async () => {
    const throttled = new AwsError("Throttling", "Rate exceeded", 400);
    const none = "<VirtualMFADevices></VirtualMFADevices><IsTruncated>false</IsTruncated>";
    const account = await read([BOB], {
      ListVirtualMFADevices: (_, calls) => (calls < 2 ? throttled : none),
    });
    assert.deepEqual(live(account, "bob").devices.complete, { known: true, value: true });
    assert.equal(fake?.counts()["ListVirtualMFADevices"], 3);
  });

  it("ends within its budget, and says so, where AWS does not stop throttling", async () => {
    const account = await read(
      [BOB],
      { GetAccountAuthorizationDetails: new AwsError("Throttling", "no", 400) },
      1500,
    );
    assert.ok(!account.users.complete.known);
    assert.match(account.users.complete.reason.remedy, /longer than the time allowed|throttling/);
  });

  it("ends within its budget where a role is never assumed", async () => {
    fake = await FakeAws.start({});
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const sts = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const assumeRoles = [{ roleArn: "arn:aws:iam::1:role/x" }];
    const connection = fake.connection({ assumeRoles, endpoints: { iam: sts, sts } });
    const { identity } = await readAccount(connection, { ...DEFAULT_READ_OPTIONS, budget: 300 });
    assert.ok(!identity.known);
    assert.equal(identity.reason.code, "TimeoutError");
    assert.match(identity.reason.remedy, /longer than the time allowed/);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it("says that a Region is needed", async () => {
    fake = await FakeAws.start({});
    const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
    delete process.env["AWS_REGION"];
    delete process.env["AWS_DEFAULT_REGION"];
    const { identity } = await readAccount(fake.connection({ region: undefined }));
    Object.assign(process.env, { ...(AWS_REGION && { AWS_REGION }) });
    Object.assign(process.env, { ...(AWS_DEFAULT_REGION && { AWS_DEFAULT_REGION }) });
    assert.ok(!identity.known);
    assert.equal(identity.reason.code, "RegionMissing");
    assert.match(identity.reason.remedy, /Set AWS_REGION/);
  });

  it("says that nothing listens at an endpoint", async () => {
    fake = await FakeAws.start({});
    const connection = fake.connection();
    await fake.stop();
    const account = await readAccount(connection, { ...DEFAULT_READ_OPTIONS, timeouts: SHORT_TIMEOUTS });
    assert.ok(!account.identity.known);
    assert.equal(account.identity.reason.code, "ECONNREFUSED");
    assert.match(account.label, /endpoint http/);
    fake = undefined;
  });

  it("holds no secret of the connection in what it reports", async () => {
    fake = await FakeAws.start({ GetCallerIdentity: new AwsError("ExpiredToken", "expired") });
    const account = await readAccount(fake.connection({ secretKey: "S3CRET", token: "T0KEN" }));
    assert.doesNotMatch(JSON.stringify(account), /S3CRET|T0KEN/);
  });

  it("assumes the provider's roles one after the other", async () => {
    const credentials = (key: string) =>
      `<Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>` +
      "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";
    fake = await FakeAws.start({
      ...accountAnswers([BOB]),
      AssumeRole: (params) =>
        credentials(params.get("RoleArn")?.endsWith("first") ? "ASIAFIRST" : "ASIASECOND"),
    });
    const roles = ["first", "second"].map((role) => ({
      roleArn: `arn:aws:iam::1:role/${role}`,
      externalId: "x1",
    }));
    const account = await readAccount(fake.connection({ assumeRoles: roles }));
    assert.equal(account.users.found.length, 1);
    const keys = fake.calls.map(({ action, accessKey }) => `${action} ${accessKey}`);
    assert.deepEqual(keys.slice(0, 3), [
      "AssumeRole AKIDTEST",
      "AssumeRole ASIAFIRST",
      "GetCallerIdentity ASIASECOND",
    ]);
    assert.equal(fake.calls[0]?.params.get("ExternalId"), "x1");
  });
});

describe("root", () => {
  afterEach(stopFake);

  const rootRow = (row: Record<string, string>) => {
    const created = "2019-01-01T00:00:00+00:00";
    const csv = reportCsv([{ user: "<root_account>", user_creation_time: created, ...row }]);
    return reportResult(csv, "2026-11-21T11:00:00Z");
  };
  const device = (owner: string, name: string) =>
    `<member><SerialNumber>arn:aws:iam::111122223333:mfa/${name}</SerialNumber><User><Arn>${owner}</Arn></User></member>`;
  const ROOT = "arn:aws:iam::111122223333:root";
  const devices = (...members: string[]) => `<VirtualMFADevices>${members.join("")}</VirtualMFADevices>`;

  const CASES: Record<string, { answers: Answers; told: Record<string, boolean | "unknown" | number> }> = {
    "with password and MFA": {
      answers: {},
      told: { hasPassword: true, hasAccessKeys: false, hasMfa: true, virtual: 0 },
    },
    "without any credentials": {
      answers: {
        GetAccountSummary: summary({
          AccountMFAEnabled: 0,
          AccountAccessKeysPresent: 0,
          AccountPasswordPresent: 0,
        }),
      },
      told: { hasPassword: false, hasAccessKeys: false, hasMfa: false, virtual: 0 },
    },
    "with access keys": {
      answers: { GetAccountSummary: summary({ AccountAccessKeysPresent: 1 }) },
      told: { hasPassword: "unknown", hasAccessKeys: true, hasMfa: "unknown", virtual: 0 },
    },
    "by the report, where the summary may not be read": {
      answers: {
        GetAccountSummary: denied,
        GetCredentialReport: rootRow({
          password_enabled: "true",
          mfa_active: "true",
          access_key_1_active: "true",
        }),
      },
      told: { hasPassword: true, hasAccessKeys: true, hasMfa: true, virtual: 0 },
    },
    "by a report of some hours ago, which says that all was well": {
      answers: {
        ...OLD_REPORT,
        GetAccountSummary: denied,
        GetCredentialReport: rootRow({ password_enabled: "false", mfa_active: "true" }),
      },
      told: { hasPassword: "unknown", hasAccessKeys: "unknown", hasMfa: "unknown", virtual: 0 },
    },
    "by a report of some hours ago, which says that nothing was": {
      answers: {
        ...OLD_REPORT,
        GetAccountSummary: denied,
        GetCredentialReport: rootRow({ password_enabled: "true", access_key_1_active: "true" }),
      },
      told: { hasPassword: true, hasAccessKeys: true, hasMfa: false, virtual: 0 },
    },
    "by a report that does not say whether there is a password": {
      answers: {
        GetAccountSummary: denied,
        GetCredentialReport: rootRow({ password_enabled: "not_supported" }),
      },
      told: { hasPassword: "unknown", hasAccessKeys: false, hasMfa: false, virtual: 0 },
    },
    "by nothing": {
      answers: { GetAccountSummary: denied, GenerateCredentialReport: denied, ListVirtualMFADevices: denied },
      told: { hasPassword: "unknown", hasAccessKeys: "unknown", hasMfa: "unknown", virtual: "unknown" },
    },
    "with a virtual device, told by its owner and not by its name": {
      answers: {
        ListVirtualMFADevices: devices(
          device(ROOT, "phone"),
          device("arn:aws:iam::111122223333:user/x", "root-account-mfa-device"),
        ),
      },
      told: { hasPassword: true, hasAccessKeys: false, hasMfa: true, virtual: 1 },
    },
  };
  for (const [what, { answers, told }] of Object.entries(CASES)) {
    it(`is read ${what}`, async () => {
      const { hasPassword, hasAccessKeys, hasMfa, virtualDevices } = (await read([], answers)).root;
      const say = (fact: Fact<boolean>) => (fact.known ? fact.value : "unknown");
      assert.deepEqual(
        {
          hasPassword: say(hasPassword),
          hasAccessKeys: say(hasAccessKeys),
          hasMfa: say(hasMfa),
          virtual: virtualDevices.known ? virtualDevices.value.length : "unknown",
        },
        told,
      );
    });
  }

  it("leaves devices that belong to nobody to themselves", async () => {
    const orphan = "<member><SerialNumber>arn:aws:iam::111122223333:mfa/left</SerialNumber></member>";
    const account = await read([], { ListVirtualMFADevices: devices(orphan, device(ROOT, "phone")) });
    assert.ok(account.unassignedDevices.known);
    assert.deepEqual(
      account.unassignedDevices.value.map(({ serial }) => serial),
      ["arn:aws:iam::111122223333:mfa/left"],
    );
  });

  it("is unknown from the moment the reading is called off", async () => {
    fake = await FakeAws.start(accountAnswers([BOB]));
    const account = await readAccount(fake.connection(), {
      ...DEFAULT_READ_OPTIONS,
      signal: AbortSignal.abort(),
    });
    assert.equal(account.users.complete.known, false);
    assert.deepEqual(fake.counts(), {});
  });
});

describe("passwords since a report that AWS had already", () => {
  afterEach(stopFake);
  const LATE: FakeUser = { name: "late", password: true, report: { password: "false" } };
  const GONE: FakeUser = { name: "gone", report: { password: "true" } };
  const asked = () =>
    fake?.calls
      .filter(({ action }) => action === "GetLoginProfile")
      .map(({ params }) => params.get("UserName"));
  const hasPassword = (account: AccountFacts, name: string) => {
    const { loginProfile } = live(account, name);
    return loginProfile.known ? loginProfile.value !== null : loginProfile.reason.code;
  };
  /** How many users were asked about one by one, at most. */
  const readAsking = async (users: readonly FakeUser[], livePasswords: number, changes: Answers = {}) => {
    fake = await FakeAws.start({ ...accountAnswers(users), ...OLD_REPORT, ...changes });
    return readAccount(fake.connection(), { ...DEFAULT_READ_OPTIONS, livePasswords });
  };

  it("are seen where an older user was given one", async () => {
    const account = await read([ANN, LATE], OLD_REPORT);
    assert.equal(hasPassword(account, "late"), true);
    assert.deepEqual(live(account, "late").devices, { found: [], complete: { known: true, value: true } });
    assert.deepEqual(account.passwordsComplete, { known: true, value: true });
  });

  it("are seen where one was deleted, and its user is not flagged", async () => {
    assert.equal(hasPassword(await read([GONE], OLD_REPORT), "gone"), false);
  });

  it("are asked about of those on whom it hangs: without one, or with one and no device", async () => {
    await read([ANN, BOB, DEE, ROBOT], OLD_REPORT);
    assert.deepEqual(asked()?.sort(), ["bob", "robot"]);
  });

  it("keep what only the report knows, where it is asked whether they are there still", async () => {
    const { loginProfile } = live(await read([BOB], OLD_REPORT), "bob");
    assert.ok(loginProfile.known);
    assert.deepEqual(loginProfile.value?.changed, new Date("2026-01-02T00:00:00Z"));
    assert.deepEqual(loginProfile.value?.resetRequired, { known: true, value: false });
  });

  it("are told by the call where the report tells of an earlier one, which may have expired", async () => {
    const GetLoginProfile = () =>
      "<LoginProfile><UserName>bob</UserName><CreateDate>2026-11-21T11:59:00Z</CreateDate></LoginProfile>";
    const { loginProfile } = live(await read([BOB], { ...OLD_REPORT, GetLoginProfile }), "bob");
    assert.ok(loginProfile.known);
    assert.deepEqual(loginProfile.value?.changed, new Date("2026-11-21T11:59:00Z"));
    assert.deepEqual(loginProfile.value?.nextRotation, null);
  });

  it("are told by the report where the call's date is of the report's own second", async () => {
    const GetLoginProfile = () =>
      "<LoginProfile><UserName>bob</UserName><CreateDate>2026-11-21T11:00:00.500Z</CreateDate></LoginProfile>";
    const { loginProfile } = live(await read([BOB], { ...OLD_REPORT, GetLoginProfile }), "bob");
    assert.ok(loginProfile.known);
    assert.deepEqual(loginProfile.value?.changed, new Date("2026-01-02T00:00:00Z"));
  });

  it("are asked about of nobody where AWS made the report just now", async () => {
    const account = await read([ANN, BOB, ROBOT]);
    assert.deepEqual(asked(), []);
    assert.deepEqual(account.passwordsComplete, { known: true, value: true });
  });

  describe("where there are more users without one than may be asked", () => {
    const REPORT = "2026-11-21T11:00:00Z";
    const ROBOTS: FakeUser[] = ["robot", "robot2", "robot3"].map((name) => ({ name }));
    const withUse = (passwordUsed: string, changes: Partial<FakeUser> = {}): FakeUser[] => [
      ...ROBOTS,
      { ...LATE, passwordUsed, ...changes },
    ];
    const notKnown = (account: AccountFacts) => {
      assert.ok(!account.passwordsComplete.known);
      return account.passwordsComplete.reason;
    };

    it("are seen of one who has used it since, and it is said once that others may have one", async () => {
      const account = await readAsking(withUse("2026-11-21T11:30:00Z"), 2);
      assert.deepEqual(asked(), ["late"]);
      assert.equal(fake?.counts()["ListUsers"], 1);
      assert.equal(hasPassword(account, "late"), true);
      const { loginProfile, devices } = live(account, "late");
      assert.ok(loginProfile.known);
      assert.deepEqual(loginProfile.value?.lastUsed, new Date("2026-11-21T11:30:00Z"));
      assert.deepEqual(devices, { found: [], complete: { known: true, value: true } });
      const { code, what, remedy } = notKnown(account);
      assert.equal(code, "NotAsked");
      assert.match(
        what,
        /set, and not used yet, since the .* of 2026-11-21 11:00 UTC for any of the 4 users without one in account/,
      );
      assert.match(remedy, /--live-passwords/);
    });

    it("are seen of one whose use within five minutes before stands for one after", async () => {
      const account = await readAsking(withUse("2026-11-21T10:55:00Z"), 2);
      assert.equal(hasPassword(account, "late"), true);
    });

    it("are asked about of nobody whose password was used before only: that one may be deleted", async () => {
      await readAsking(withUse("2026-11-21T10:54:59Z"), 2);
      assert.deepEqual(asked(), []);
    });

    it("are none where the one that was used since was deleted", async () => {
      const account = await readAsking(withUse(REPORT, { password: false }), 2);
      assert.deepEqual(asked(), ["late"]);
      assert.equal(hasPassword(account, "late"), false);
    });

    it("are unknown of one who has used it since, where it may not be asked", async () => {
      const account = await readAsking(withUse(REPORT), 2, { GetLoginProfile: denied });
      assert.equal(hasPassword(account, "late"), "AccessDenied");
      assert.equal(hasPassword(account, "robot"), false);
    });

    it("are asked about of nobody where uses may not be read, and that is said", async () => {
      const account = await readAsking(withUse(REPORT), 2, { ListUsers: denied });
      assert.deepEqual(asked(), []);
      const { code, call, what, remedy } = notKnown(account);
      assert.deepEqual([code, call], ["AccessDenied", "iam:ListUsers"]);
      assert.match(what, /for any of the 4 users without one in account/);
      assert.match(remedy, /permission iam:ListUsers.*--live-passwords/);
    });

    it("are told on the second page too", async () => {
      const users = [...Array.from({ length: 1001 }, (_, i) => ({ name: `r${i}` })), ...withUse(REPORT)];
      const account = await readAsking(users, 100);
      assert.deepEqual(asked(), ["late"]);
      assert.equal(fake?.counts()["ListUsers"], 2);
      assert.equal(hasPassword(account, "late"), true);
    });
  });

  it("are asked about of as many as may be asked", async () => {
    const account = await readAsking([LATE, ROBOT], 2);
    assert.deepEqual(asked()?.sort(), ["late", "robot"]);
    assert.equal(fake?.counts()["ListUsers"], undefined);
    assert.equal(account.passwordsComplete.known, true);
  });

  it("are unknown for the account, and not for each machine user, where it may not be asked", async () => {
    const account = await readAsking([BOB, LATE, ROBOT], 100, { GetLoginProfile: denied });
    assert.deepEqual(
      ["bob", "late", "robot"].map((name) => hasPassword(account, name)),
      [true, false, false],
    );
    assert.ok(!account.passwordsComplete.known);
    // Still a violation, which says how old it may be; one that was asked about does not.
    const found = (of: AccountFacts) =>
      consoleUserMfa
        .check(of, CONTEXT)
        .outcomes.flatMap((one) => (one.kind === "violation" ? [one.message] : []));
    assert.match(
      found(account).join(),
      /^bob: password set .*; passwords as of 2026-11-21 11:00 UTC: whether this one is there still could not be read \(AccessDenied\)$/,
    );
    await stopFake();
    assert.doesNotMatch(found(await readAsking([BOB], 100)).join(), /as of/);
    assert.equal(account.passwordsComplete.reason.code, "AccessDenied");
    assert.match(account.passwordsComplete.reason.what, /for any of the 2 users without one/);
  });

  it("are asked about where a report had run out, and another of four hours was there", async () => {
    const expired = new AwsError("ReportExpired", "expired", 410);
    const report = credentialReport([LATE]);
    const account = await read([LATE], {
      GenerateCredentialReport: (_, calls) => `<State>${calls === 0 ? "STARTED" : "COMPLETE"}</State>`,
      GetCredentialReport: (_, calls) => (calls === 0 ? expired : report),
    });
    assert.equal(hasPassword(account, "late"), true);
  });
});

describe("a credential report of which a line can't be read", () => {
  afterEach(stopFake);
  const spoilt = (users: readonly FakeUser[]) => {
    const [head, ...rows] = reportCsv(
      users.map(({ name }) => ({
        user: name,
        arn: `arn:aws:iam::111122223333:user/${name}`,
        user_creation_time: CREATED,
        password_enabled: "true",
      })),
    ).split("\n");
    return reportResult([head, "nobody,knows", ...rows.slice(1)].join("\n"), "2026-11-21T11:00:00Z");
  };

  it("costs that line: its user is asked about, the others are not, and it is told", async () => {
    const account = await read([BOB, ANN], { GetCredentialReport: spoilt([BOB, ANN]) });
    assert.equal(fake?.counts()["GetLoginProfile"], 1);
    assert.ok(live(account, "bob").loginProfile.known);
    assert.ok(!account.credentialReportComplete.known);
    assert.match(account.credentialReportComplete.reason.what, /^line 2 of the credential report/);
    const { accessKeys } = live(account, "bob");
    assert.match(accessKeys.known ? "" : accessKeys.reason.message, /on a line of it that can't be read/);
  });

  it("is none at all where it has no columns, and that is not AWS's fault", async () => {
    const page = reportResult("<html>Please sign in</html>", "2026-11-21T11:00:00Z");
    const { credentialReportAt } = await read([BOB], { GetCredentialReport: page });
    assert.ok(!credentialReportAt.known);
    assert.equal(credentialReportAt.reason.code, "UnreadableReport");
    assert.match(credentialReportAt.reason.remedy, /^Look at it/);
  });
});

describe("credential report", () => {
  it("reads root, odd words and quotes", () => {
    const created = "2020-01-01T00:00:00+00:00";
    const { rows } = parseCredentialReport(
      reportCsv([
        { user: "<root_account>", user_creation_time: created, password_enabled: "not_supported" },
        {
          user: '"a,b"',
          password_enabled: "TRUE",
          mfa_active: "no_information",
          access_key_2_last_rotated: created,
        },
      ]),
    );
    assert.deepEqual([...rows.keys()], ["<root_account>", "a,b"]);
    const { passwordEnabled, passwordLastChanged, mfaActive, accessKeys } = rows.get("a,b") ?? {};
    assert.deepEqual([passwordEnabled, passwordLastChanged, mfaActive], [true, null, null]);
    assert.deepEqual(accessKeys, [{ active: false, rotated: new Date(created), lastUsed: null }]);
    assert.equal(rows.get("<root_account>")?.passwordEnabled, null);
  });

  it("does not do without a column that it needs", () => {
    assert.throws(() => parseCredentialReport("user,arn\nann,x"), /no column user_creation_time/);
  });
});

describe("MFA device", () => {
  for (const [serial, kind] of [
    ["arn:aws:iam::111122223333:mfa/ann", "virtual"],
    ["arn:aws-us-gov:iam::111122223333:mfa/dept/ann", "virtual"],
    ["arn:aws:iam::111122223333:u2f/user/ann/key-1", "fido"],
    ["arn:aws-cn:iam::111122223333:sms-mfa/ann", "sms"],
    ["arn:aws:iam::111122223333:later/ann", "unspecified"],
    ["GAHT12345678", "hardware-totp"],
  ] as const) {
    it(`with serial number ${serial} is ${kind}`, () => assert.equal(deviceKind(serial), kind));
  }
});

describe("what security keys are certified for", () => {
  afterEach(stopFake);

  const OWN = "arn:aws:iam::111122223333:u2f/user/boss/key";
  const BOSS: FakeUser = {
    ...{ name: "boss", password: true, administrator: true, devices: [VIRTUAL, OWN] },
    certifications: { "FIPS-140-3": "L2", FIDO: "L1" },
  };
  const ROBOT_BOSS: FakeUser = {
    ...{ name: "robot-boss", administrator: true },
    devices: ["arn:aws:iam::111122223333:u2f/user/robot-boss/key"],
  };
  const asking = async (changes: Answers = {}) => {
    fake = await FakeAws.start({ ...accountAnswers([BOSS, DEE, ROBOT_BOSS]), ...changes });
    const { certifications } = await readAccount(fake.connection(), {
      ...DEFAULT_READ_OPTIONS,
      certifications: true,
    });
    return certifications;
  };

  it("is asked of the keys of administrators with a password, and of no other device", async () => {
    const told = { known: true, value: BOSS.certifications };
    assert.deepEqual(await asking(), { known: true, value: new Map([[OWN, told]]) });
    assert.equal(fake?.counts()["GetMFADevice"], 1);
  });

  it("is not asked where nobody wants to know", async () => {
    const { certifications } = await read([BOSS]);
    assert.equal(certifications.known, false);
    assert.equal(fake?.counts()["GetMFADevice"], undefined);
  });

  it("is unknown, and not none, where the answer is empty", async () => {
    const certifications = await asking({ GetMFADevice: "" });
    assert.ok(certifications.known);
    assert.equal(certifications.value.get(OWN)?.known, false);
  });

  it("is unknown, with the permission, where it may not be asked", async () => {
    const certifications = await asking({ GetMFADevice: denied });
    assert.ok(certifications.known);
    const own = certifications.value.get(OWN);
    assert.ok(own && !own.known);
    assert.match(own.reason.remedy, /iam:GetMFADevice/);
  });
});
