import assert from "node:assert/strict";
import { inspect } from "node:util";
import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  ListMFADevicesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
} from "@aws-sdk/client-sts";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import type { SelfServiceOptions } from "../../policypack/policy/self-service-options";
import { createKeys } from "../../sandbox/demo/account";
import { Authenticator } from "../../sandbox/demo/authenticator";
import { AwsCaller, type Keys } from "../../sandbox/demo/caller";
import { createDevice, enrol } from "../../sandbox/demo/enrol";
import { type Emulator, startEmulator } from "../support/emulator";
import { denial } from "../../sandbox/gateway/denial";
import { Devices } from "../../sandbox/gateway/devices";
import { type Gateway, startGateway } from "../../sandbox/gateway/gateway";
import { policiesOf } from "../../sandbox/gateway/policies";
import { Sessions } from "../../sandbox/gateway/sessions";
import { ask } from "../../sandbox/gateway/simulate";
import { toStderr } from "../../sandbox/progress";

const HOUR = 60 * 60 * 1000;
const STEP = 30 * 1000;
const ADMINISTRATOR = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };

let emulator: Emulator;
let gateway: Gateway;
let admin: AwsCaller;
/** The gateway's time, in milliseconds; in the middle of a code's 30 s, so that no test runs over its end. */
let time: number;
const now = () => time;

const caller = (keys: Keys) => new AwsCaller({ region: "us-east-1", endpoint: gateway.endpoint }, keys);

/** A user with a key, who may do what the statements say. */
async function hire(UserName: string, statements: object[], Path?: string): Promise<AwsCaller> {
  await admin.iam.send(new CreateUserCommand({ UserName, Path }));
  if (statements.length > 0) await putPolicy(UserName, "work", statements);
  return caller(await createKeys(admin.iam, UserName));
}

async function putPolicy(UserName: string, PolicyName: string, Statement: readonly object[]): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await admin.iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
}

function force(UserName: string, options: Partial<SelfServiceOptions> = {}): Promise<void> {
  return putPolicy(UserName, "force", selfServicePolicy({ partition: "aws", ...options }).Statement);
}

async function session(of: AwsCaller, proof: object = {}): Promise<AwsCaller> {
  const { Credentials } = await of.sts.send(new GetSessionTokenCommand(proof));
  return caller({
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken,
  });
}

function proof({ serial }: Authenticator, TokenCode: string) {
  return { SerialNumber: serial, TokenCode };
}

const allow = (...Action: string[]) => ({ Effect: "Allow", Action, Resource: "*" });
const deny = (...Action: string[]) => ({ Effect: "Deny", Action, Resource: "*" });
const listUsers = ({ iam }: AwsCaller) => iam.send(new ListUsersCommand({}));
const refused = (name: string, message = /./) => ({ name, message });

describe("the gateway", () => {
  before(async () => {
    emulator = await startEmulator({}, toStderr);
    gateway = await startGateway(emulator.endpoint, { clock: () => new Date(time) });
    admin = caller(ADMINISTRATOR);
  });
  after(async () => {
    await gateway.stop();
    await emulator.stop();
  });
  beforeEach(async () => {
    time = Math.floor(Date.now() / STEP) * STEP + STEP / 2;
    gateway.reset();
    await emulator.reset();
  });

  it("listens on this machine only, and stands before nothing that is elsewhere", async () => {
    assert.match(gateway.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    await assert.rejects(startGateway("https://iam.amazonaws.com"), { name: "SandboxError" });
  });

  describe("knows who calls", () => {
    it("and takes the sandbox's own keys for the administrator's", async () => {
      assert.deepEqual((await listUsers(admin)).Users, []);
    });

    it("and refuses whoever has no key, an unknown one, one switched off, or one deleted", async () => {
      const ann = await hire("ann", [allow("*")]);
      const { accessKeyId } = await ann.iam.config.credentials();
      await listUsers(ann);
      const off = { UserName: "ann", AccessKeyId: accessKeyId, Status: "Inactive" } as const;
      await admin.iam.send(new UpdateAccessKeyCommand(off));
      await assert.rejects(listUsers(ann), refused("InvalidClientTokenId"));
      await admin.iam.send(new DeleteAccessKeyCommand({ UserName: "ann", AccessKeyId: accessKeyId }));
      await assert.rejects(listUsers(ann), refused("InvalidClientTokenId"));
      const unknown = caller({ accessKeyId: "AKIA0000000000000000", secretAccessKey: "none" });
      await assert.rejects(listUsers(unknown), refused("InvalidClientTokenId"));
      const unsigned = await fetch(gateway.endpoint, { method: "POST", body: "Action=ListUsers" });
      assert.equal(unsigned.status, 403);
      assert.match(await unsigned.text(), /MissingAuthenticationToken/);
    });

    it("also in a session, which no other token opens, and which ends", async () => {
      const ann = await hire("ann", [allow("s3:*")], "/people/");
      const opened = await session(ann, { DurationSeconds: 900 });
      const { Arn } = await opened.sts.send(new GetCallerIdentityCommand({}));
      assert.equal(Arn, "arn:aws:iam::123456789012:user/people/ann");
      const keys = await opened.iam.config.credentials();
      assert.match(keys.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
      const forged = caller({ ...keys, sessionToken: "forged" });
      await assert.rejects(forged.listBuckets(), refused("InvalidClientTokenId"));
      await opened.listBuckets();
      time += 900_000;
      await assert.rejects(opened.listBuckets(), refused("ExpiredToken"));
    });

    it("and that a user is who they say only where they say nothing", async () => {
      const self = { ...allow("iam:ListMFADevices"), Resource: "arn:aws:iam::*:user/people/${aws:username}" };
      const ann = await hire("ann", [self], "/people/");
      await hire("bob", []);
      const { MFADevices } = await ann.iam.send(new ListMFADevicesCommand({}));
      assert.deepEqual(MFADevices, []);
      const bobs = ann.iam.send(new ListMFADevicesCommand({ UserName: "bob" }));
      await assert.rejects(
        bobs,
        refused("AccessDenied", /on resource: arn:aws:iam::123456789012:user\/bob /),
      );
    });
  });

  describe("judges by the caller's own policies", () => {
    it("as they stand now, in the default version, and in AWS's words", async () => {
      const ann = await hire("ann", []);
      const who = "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:ListUsers";
      const implicit = `${who} on resource: * because no identity-based policy allows the iam:ListUsers action`;
      await assert.rejects(listUsers(ann), { name: "AccessDenied", message: implicit });
      await putPolicy("ann", "work", [allow("iam:ListUsers")]);
      await listUsers(ann);
      const document = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: statement });
      const made = { PolicyName: "limits", PolicyDocument: document(deny("iam:GetUser")) };
      const PolicyArn = (await admin.iam.send(new CreatePolicyCommand(made))).Policy?.Arn;
      await admin.iam.send(new AttachUserPolicyCommand({ UserName: "ann", PolicyArn }));
      await listUsers(ann);
      const version = { PolicyArn, PolicyDocument: document(deny("iam:List*")), SetAsDefault: true };
      await admin.iam.send(new CreatePolicyVersionCommand(version));
      const explicit = `${who} on resource: * with an explicit deny in an identity-based policy: ${PolicyArn}`;
      await assert.rejects(listUsers(ann), { name: "AccessDenied", message: explicit });
      const newer = { PolicyArn, PolicyDocument: document(deny("iam:GetUser")), SetAsDefault: false };
      await admin.iam.send(new CreatePolicyVersionCommand(newer));
      await assert.rejects(listUsers(ann), { name: "AccessDenied", message: explicit });
    });

    it("and passes nothing that it can't judge", async () => {
      const ann = await hire("ann", [allow("*")]);
      const unknown = await raw(ann, "s3", { path: "/bucket?policy", method: "GET" });
      assert.equal(unknown.status, 501);
      assert.match(await unknown.text(), /NotImplemented/);
      const invented = await raw(ann, "iam", { body: "Action=MakeMeRoot&Version=2010-05-08" });
      assert.equal(invented.status, 501);
      assert.match(await invented.text(), /can't judge iam:MakeMeRoot/);
    });

    it("of services that speak JSON too", async () => {
      const ann = await hire("ann", [allow("*"), deny("dynamodb:ListTables")]);
      const headers = { "x-amz-target": "DynamoDB_20120810.ListTables" };
      const denied = await raw(ann, "dynamodb", { body: "{}", headers });
      assert.equal(denied.status, 400);
      assert.match(await denied.text(), /AccessDeniedException.*dynamodb:ListTables.*explicit deny/);
    });

    it("but GetSessionToken, which no permission is needed for, only by an explicit deny", async () => {
      const ann = await hire("ann", []);
      await ann.sts.send(new GetSessionTokenCommand({}));
      await putPolicy("ann", "work", [deny("sts:*")]);
      const denied = ann.sts.send(new GetSessionTokenCommand({}));
      await assert.rejects(denied, refused("AccessDenied", /explicit deny/));
      await ann.sts.send(new GetCallerIdentityCommand({}));
    });
  });

  describe("checks MFA codes", () => {
    it("both, when a device is enabled: of that device, consecutive, of about now", async () => {
      const ann = await hire("ann", [allow("iam:*")]);
      const device = await createDevice(ann.iam, { user: "ann", now });
      const enable = (codes: [string, string]) => {
        const [AuthenticationCode1, AuthenticationCode2] = codes;
        const both = { AuthenticationCode1, AuthenticationCode2 };
        return ann.iam.send(
          new EnableMFADeviceCommand({ UserName: "ann", SerialNumber: device.serial, ...both }),
        );
      };
      const [first, second] = device.twoCodes();
      for (const wrong of [
        [second, first],
        [first, first],
        [device.wrongCode(), second],
      ] as [string, string][]) {
        await assert.rejects(enable(wrong), { Code: "InvalidAuthenticationCode" });
      }
      time += 2 * STEP;
      await assert.rejects(enable([first, second]), { Code: "InvalidAuthenticationCode" });
      await enable(device.twoCodes());
    });

    it("a step before and after, each once, and none older", async () => {
      const { ann, device } = await enrolled("ann");
      const [previous] = device.twoCodes();
      await assert.rejects(session(ann, proof(device, previous)), NO_GOOD);
      await assert.rejects(session(ann, proof(device, device.usedCode())), NO_GOOD);
      const next = device.nextCode();
      await session(ann, proof(device, next));
      await assert.rejects(session(ann, proof(device, next)), NO_GOOD);
      const early = device.nextCode();
      await assert.rejects(session(ann, proof(device, early)), NO_GOOD);
      time += 4 * STEP;
      await assert.rejects(session(ann, proof(device, early)), NO_GOOD);
      time -= STEP;
      await session(ann, proof(device, early));
    });

    it("only of a device that is the caller's and enabled", async () => {
      const { device } = await enrolled("ann");
      const { ann: bob } = await enrolled("bob");
      await assert.rejects(session(bob, proof(device, device.nextCode())), NOT_THEIRS);
      const { ann: cyd, device: gone } = await enrolled("cyd");
      const deactivate = { UserName: "cyd", SerialNumber: gone.serial };
      await admin.iam.send(new DeactivateMFADeviceCommand(deactivate));
      await assert.rejects(session(cyd, proof(gone, gone.nextCode())), NOT_THEIRS);
      const pending = await createDevice(admin.iam, { user: "cyd", name: "new", now });
      await assert.rejects(session(cyd, proof(pending, pending.nextCode())), NOT_THEIRS);
    });

    it("and shows no seed and no key, whatever is printed", async () => {
      const seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
      const devices = new Devices();
      devices.learn("serial", seed);
      assert.ok(devices.knows("serial"));
      const sessions = new Sessions();
      const opened = { user: "ann", issued: new Date(), expires: new Date(), mfa: true };
      const keys = sessions.issue(opened);
      const shown = inspect([devices, sessions, new Authenticator("serial", seed, now)], {
        depth: 10,
        showHidden: true,
      });
      for (const secret of [seed, keys.accessKeyId, keys.sessionToken]) assert.ok(!shown.includes(secret));
      assert.match(shown, /Authenticator/);
    });
  });

  describe("tells conditions the truth", () => {
    it("of the time: a wave's user is denied from the deadline on, by nobody's doing", async () => {
      const ann = await hire("ann", [allow("iam:ListUsers", "s3:ListAllMyBuckets")]);
      await force("ann", { from: new Date(time + HOUR) });
      await ann.listBuckets();
      time += HOUR - 2_000;
      await ann.listBuckets();
      await listUsers(ann);
      time += 4_000;
      await assert.rejects(ann.listBuckets(), refused("AccessDenied", /explicit deny/));
      await assert.rejects(listUsers(ann), refused("AccessDenied", /explicit deny/));
      const { User } = await ann.iam.send(new GetUserCommand({}));
      assert.equal(User?.UserName, "ann");
    });

    it("of how long ago MFA was proved", async () => {
      const { ann, device } = await enrolled("ann");
      await force("ann", { maxSessionAge: 3600 });
      const opened = await session(ann, proof(device, device.nextCode()));
      await opened.listBuckets();
      time += HOUR + STEP;
      await assert.rejects(opened.listBuckets(), refused("AccessDenied", /explicit deny/));
    });

    it("of MFA: absent with a key, false in a session without, true in one with it", async () => {
      const when = (Condition: object) => ({ ...allow("s3:ListAllMyBuckets"), Condition });
      const { ann, device } = await enrolled("ann");
      const without = await session(ann);
      const withMfa = await session(ann, proof(device, device.nextCode()));
      const key = "aws:MultiFactorAuthPresent";
      const table = [
        { condition: { Null: { [key]: "true" } }, allowed: [true, false, false] },
        { condition: { Bool: { [key]: "false" } }, allowed: [false, true, false] },
        { condition: { Bool: { [key]: "true" } }, allowed: [false, false, true] },
      ];
      for (const { condition, allowed } of table) {
        await putPolicy("ann", "work", [when(condition)]);
        const outcomes = [ann, without, withMfa].map((of) =>
          of.listBuckets().then(
            () => true,
            () => false,
          ),
        );
        assert.deepEqual(await Promise.all(outcomes), allowed, JSON.stringify(condition));
      }
    });
  });

  it("heeds a permissions boundary, which the emulator has none of", async () => {
    const document = (statement: object) =>
      encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: statement }));
    const limits = { Arn: "arn:aws:iam::123456789012:policy/limits" };
    const version = { IsDefaultVersion: true, Document: document(allow("s3:*")) };
    const user = {
      UserName: "ann",
      UserPolicyList: [{ PolicyName: "work", PolicyDocument: document(allow("*")) }],
      PermissionsBoundary: { PermissionsBoundaryArn: limits.Arn },
    };
    const account = {
      users: [user],
      groups: [],
      roles: [],
      policies: [{ ...limits, PolicyVersionList: [version] }],
    };
    const question = {
      principal: "arn:aws:iam::123456789012:user/ann",
      action: "iam:ListUsers",
      resource: "*",
      context: {},
      policies: policiesOf(user, account),
    };
    const verdict = await ask(question);
    assert.equal(verdict.result, "ImplicitlyDenied");
    assert.match(
      denial(question, verdict).message,
      /because no permissions boundary allows the iam:ListUsers action$/,
    );
    assert.equal((await ask({ ...question, action: "s3:ListAllMyBuckets" })).result, "Allowed");
    assert.throws(() => policiesOf(user, { ...account, policies: [] }), /policy\/limits is attached/);
  });

  it("gives a session what AWS gives it: IAM with MFA only, and of STS next to nothing", async () => {
    const { ann, device } = await enrolled("ann");
    const without = await session(ann);
    const withMfa = await session(ann, proof(device, device.nextCode()));
    await assert.rejects(listUsers(without), refused("InvalidClientTokenId"));
    await listUsers(withMfa);
    await assert.rejects(session(withMfa), refused("AccessDenied", /with session credentials/));
    const federation = withMfa.sts.send(new GetFederationTokenCommand({ Name: "ann" }));
    await assert.rejects(federation, refused("AccessDenied", /with session credentials/));
    const role = { RoleArn: "arn:aws:iam::123456789012:role/admin", RoleSessionName: "ann" };
    await withMfa.sts.send(new AssumeRoleCommand(role));
    await assert.rejects(ann.sts.send(new GetSessionTokenCommand({ DurationSeconds: 60 })));
  });
});

const NO_GOOD = {
  name: "AccessDenied",
  message: "MultiFactorAuthentication failed with invalid MFA one time pass code.",
};
const NOT_THEIRS = {
  name: "AccessDenied",
  message: /^MultiFactorAuthentication failed, unable to validate MFA code/,
};

/** A user who may do everything and has a device. */
async function enrolled(user: string): Promise<{ ann: AwsCaller; device: Authenticator }> {
  const ann = await hire(user, [allow("*")]);
  return { ann, device: await enrol(ann.iam, { user, now }) };
}

/** A request that no client of ours would make. */
async function raw(
  { iam }: AwsCaller,
  service: string,
  { path = "/", method = "POST", body = "", headers = {} },
): Promise<Response> {
  const { accessKeyId } = await iam.config.credentials();
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request`;
  const type = service === "iam" ? "application/x-www-form-urlencoded" : "application/x-amz-json-1.0";
  const init = { method, headers: { authorization, "content-type": type, ...headers } };
  return fetch(gateway.endpoint + path, { ...init, ...(method === "POST" && { body }) });
}
