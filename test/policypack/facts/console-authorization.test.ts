import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fact } from "../../../policypack/facts/fact";
import type { ConsoleAuthorization } from "../../../policypack/facts/account-facts";
import { DEFAULT_READ_OPTIONS, readAccount } from "../../../policypack/facts/live/read-account";
import { ACCOUNT, accountAnswers } from "../../support/fake-account";
import { type Answer, type Answers, AwsError, FakeAws } from "../../support/fake-aws";
import { shortTimeouts } from "../../support/short-timeouts";
import { listening } from "../../support/listening";

type Setting = Fact<ConsoleAuthorization>;

const ON = JSON.stringify({ consoleAuthorizationEnabled: true, scope: "ACCOUNT", targetId: ACCOUNT });

/** Reads an account whose AWS Sign-In answers so. */
async function settingOf(answer: Answers[string], attempts = 2): Promise<[Setting, FakeAws]> {
  const answers = { ...accountAnswers([]), GetConsoleAuthorizationConfiguration: answer };
  const fake = await FakeAws.start(answers);
  const options = { ...DEFAULT_READ_OPTIONS, timeouts: shortTimeouts(attempts) };
  const { consoleAuthorization } = await readAccount(fake.connection(), options);
  await fake.stop();
  return [consoleAuthorization, fake];
}

function codeOf(setting: Setting): string {
  return setting.known ? setting.value : setting.reason.code;
}

describe("console authorization", () => {
  it("is on or off as AWS Sign-In says", async () => {
    assert.deepEqual((await settingOf(ON))[0], { known: true, value: "on" });
    assert.deepEqual((await settingOf(ON.replace("true", "false")))[0], { known: true, value: "off" });
  });

  it("is not configured where AWS has no configuration of the account, which is not AWS saying off", async () => {
    const none = new AwsError("ResourceNotFoundException", "no such configuration", 404);
    assert.equal(codeOf((await settingOf(none))[0]), "not configured");
  });

  const UNKNOWN: Readonly<Record<string, readonly [Answer, string]>> = {
    "where the permission is missing": [
      new AwsError(
        "AccessDeniedException",
        "not authorized to perform: signin:GetConsoleAuthorizationConfiguration",
        400,
      ),
      "AccessDenied",
    ],
    "where the answer does not say it": ["{}", "NotTold"],
    "where the answer is not JSON": ["<html></html>", "UnreadableAnswer"],
    "with nobody to ask, where IAM's own endpoint has no AWS Sign-In": [
      new AwsError("UnknownOperationException", "no such operation", 404),
      "NotServed",
    ],
    "where the answer says something else than yes or no": [
      '{"consoleAuthorizationEnabled":"no"}',
      "NotTold",
    ],
  };

  for (const [when, [answer, code]] of Object.entries(UNKNOWN)) {
    it(`is unknown ${when}`, async () => {
      assert.equal(codeOf((await settingOf(answer))[0]), code);
    });
  }

  it("is told with the permission that is missing", async () => {
    const [denied] = await settingOf(new AwsError("AccessDeniedException", "no", 403));
    assert.ok(!denied.known);
    assert.match(denied.reason.remedy, /signin:GetConsoleAuthorizationConfiguration/);
  });

  const FAILURES = { "a throttled call": 429, "an internal failure": 500 };

  for (const [name, status] of Object.entries(FAILURES)) {
    it(`is asked again after ${name}, as often as every other call`, async () => {
      const failing = new AwsError("SomeError", "not now", status);
      const [setting] = await settingOf((_, calls) => (calls === 0 ? failing : ON));
      assert.equal(codeOf(setting), "on");
      const [lasting, fake] = await settingOf(() => failing, 3);
      assert.equal(codeOf(lasting), "SomeError");
      assert.equal(fake.counts()["GetConsoleAuthorizationConfiguration"], 3);
    });
  }

  it("is asked of the account by a signed request for the service signin", async () => {
    const asked = await captureRequest();
    assert.equal(asked.method, "POST");
    assert.equal(asked.url, "/get-console-authorization-configuration");
    assert.equal(asked.headers["content-type"], "application/json");
    assert.deepEqual(JSON.parse(asked.body), { targetId: ACCOUNT });
    assert.match(
      asked.headers.authorization ?? "",
      /^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/us-east-1\/signin\/aws4_request, SignedHeaders=content-type;host;/,
    );
  });

  it("leaves every other call signed for its own service", async () => {
    const [, fake] = await settingOf(ON);
    const services = new Map(fake.calls.map(({ action, service }) => [action, service]));
    assert.equal(services.get("GetConsoleAuthorizationConfiguration"), "signin");
    assert.equal(services.get("GetCallerIdentity"), "sts");
    const others = [...services].filter(
      ([action]) => !["GetConsoleAuthorizationConfiguration", "GetCallerIdentity"].includes(action),
    );
    assert.ok(others.length > 2);
    for (const [action, service] of others) assert.equal(service, "iam", action);
  });

  it("is not asked at AWS where IAM is at an endpoint of its own", async () => {
    const fake = await FakeAws.start(accountAnswers([]));
    const endpoints = { iam: fake.endpoint, sts: fake.endpoint };
    const { consoleAuthorization } = await readAccount(fake.connection({ endpoints }));
    await fake.stop();
    assert.equal(codeOf(consoleAuthorization), "NotAsked");
  });
});

interface Captured extends Pick<IncomingMessage, "method" | "url" | "headers"> {
  readonly body: string;
}

/** The request that a reading sends to AWS Sign-In. */
async function captureRequest(): Promise<Captured> {
  const fake = await FakeAws.start(accountAnswers([]));
  const captured: Captured[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      captured.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      response.end(ON);
    });
  });
  await listening(server);
  const signin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await readAccount(fake.connection({ endpoints: { iam: fake.endpoint, sts: fake.endpoint, signin } }));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await fake.stop();
  const [request] = captured;
  assert.ok(request);
  return request;
}
