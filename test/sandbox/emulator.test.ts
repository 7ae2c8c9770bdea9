import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateUserCommand,
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  IAMClient,
  ListPoliciesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { callSignIn } from "../../policypack/facts/live/sign-in-api";
import { startEmulator, type Emulator } from "../../sandbox/emulator/emulator";
import { assertLoopback, extended, sandboxEnvironment } from "../../sandbox/environment";
import { startGateway } from "../../sandbox/gateway/gateway";
import { spawnTracked, type Tracked } from "../../sandbox/processes";
import { toStderr } from "../../sandbox/progress";

describe("the emulator", () => {
  let temporary: string;

  beforeEach(async () => {
    temporary = await mkdtemp(path.join(tmpdir(), "mfa-guard-test-"));
  });

  afterEach(() => rm(temporary, { recursive: true }));

  it("answers, forgets on reset, and is gone after stop", async () => {
    const emulator = await startEmulator({}, toStderr);
    const iam = client(emulator);
    await iam.send(new CreateUserCommand({ UserName: "ann" }));
    assert.deepEqual(await names(iam), ["ann"]);
    await emulator.reset();
    assert.deepEqual(await names(iam), []);
    await emulator.stop();
    assert.equal(await answers(emulator.endpoint), false);
  });

  it("runs twice at once, each with an account of its own", async () => {
    const [one, other] = await Promise.all([startEmulator({}, toStderr), startEmulator({}, toStderr)]);
    try {
      await client(one).send(new CreateUserCommand({ UserName: "ann" }));
      assert.deepEqual(await names(client(one)), ["ann"]);
      assert.deepEqual(await names(client(other)), []);
    } finally {
      await Promise.all([one.stop(), other.stop()]);
    }
  });

  it("has the policies that AWS manages only where asked", async () => {
    const [bare, managed] = await Promise.all(
      [false, true].map((managedPolicies) => startEmulator({ managedPolicies }, toStderr)),
    );
    assert.ok(bare && managed);
    try {
      assert.equal(await hasManagedPolicies(bare), false);
      assert.equal(await hasManagedPolicies(managed), true);
    } finally {
      await Promise.all([bare.stop(), managed.stop()]);
    }
  });

  it("makes a credential report again once one has been fetched, and has it until then", async () => {
    const emulator = await startEmulator({}, toStderr);
    try {
      const iam = client(emulator);
      const generate = async () => (await iam.send(new GenerateCredentialReportCommand({}))).State;
      assert.deepEqual([await generate(), await generate()], ["STARTED", "COMPLETE"]);
      await iam.send(new GetCredentialReportCommand({}));
      assert.deepEqual([await generate(), await generate()], ["STARTED", "COMPLETE"]);
    } finally {
      await emulator.stop();
    }
  });

  it("answers AWS Sign-In the first time it is asked, also through the gateway", async () => {
    const emulator = await startEmulator({}, toStderr);
    const gateway = await startGateway(emulator.endpoint);
    try {
      for (const { endpoint } of [emulator, gateway]) {
        // With one attempt, an answer of 500 is an error here; with more it would only take longer.
        const path = "/get-console-authorization-configuration";
        const asked = { endpoint, path, body: { targetId: "123456789012" } };
        const answer = await callSignIn(client({ endpoint }, 1), asked, new AbortController().signal);
        assert.equal(answer["consoleAuthorizationEnabled"], false);
      }
    } finally {
      await gateway.stop();
      await emulator.stop();
    }
  });

  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`goes with the process that started it when that gets ${signal}`, async () => {
      const { owner, endpoint } = await startInChild(temporary);
      owner.child.kill(signal);
      assert.deepEqual(await owner.exited, { code, signal: null });
      assert.equal(await answers(endpoint), false);
      const left = await readdir(temporary);
      assert.deepEqual(
        left.filter((file) => file.startsWith("mfa-guard-")),
        [],
      );
    });
  }

  it("goes with the process that started it when that ends without a stop", async () => {
    const { owner, endpoint } = await startInChild(temporary, "clearInterval(busy)");
    assert.deepEqual(await owner.exited, { code: 0, signal: null });
    await gone(endpoint);
  });

  it("goes with the process that started it when that throws", async () => {
    const { owner, endpoint } = await startInChild(temporary, "throw new Error('on purpose')");
    assert.equal((await owner.exited).code, 1);
    await gone(endpoint);
  });

  it("goes with the process that started it even when that is killed", async () => {
    const { owner, endpoint } = await startInChild(temporary);
    owner.child.kill("SIGKILL");
    await owner.exited;
    await gone(endpoint);
  });
});

describe("the sandbox's environment", () => {
  const engine = { pulumi: "/e/pulumi", version: "v3.0.0", source: "built", binDirs: ["/e"] } as const;
  const local = "http://127.0.0.1:4000";

  it("refuses an endpoint that is not on this machine", () => {
    const elsewhere = [
      "https://iam.amazonaws.com",
      "http://127.0.0.1.example.com",
      "http://10.0.0.1",
      "",
      "127.0.0.1",
    ];
    for (const endpoint of elsewhere) {
      assert.throws(() => assertLoopback(endpoint), { name: "SandboxError" }, endpoint);
      assert.throws(() => extended({}, { AWS_ENDPOINT_URL_IAM: endpoint }), { name: "SandboxError" });
    }
    for (const endpoint of [local, "http://localhost:1", "http://[::1]:1"]) assertLoopback(endpoint);
  });

  it("lets nothing of the outer AWS and Pulumi settings in", () => {
    const outer = {
      PATH: "/bin",
      HOME: "/home/ann",
      AWS_PROFILE: "production",
      AWS_SESSION_TOKEN: "secret",
      AWS_ACCESS_KEY_ID: "AKIAREAL",
      AWS_ENDPOINT_URL_IAM: "https://iam.amazonaws.com",
      PULUMI_ACCESS_TOKEN: "secret",
      PULUMI_STACK: "production",
    };
    const env = sandboxEnvironment(outer, "/box", local, { ...engine, binDirs: [...engine.binDirs] });
    for (const name of [
      "AWS_PROFILE",
      "AWS_SESSION_TOKEN",
      "AWS_ENDPOINT_URL_IAM",
      "PULUMI_ACCESS_TOKEN",
      "PULUMI_STACK",
    ]) {
      assert.equal(env[name], undefined, name);
    }
    assert.equal(env["AWS_ACCESS_KEY_ID"], "sandbox");
    assert.equal(env["PATH"], "/e:/bin");
    assert.equal(env["HOME"], "/home/ann");
    assert.equal(env["PULUMI_BACKEND_URL"], "file:///box/state");
  });
});

function client({ endpoint }: Pick<Emulator, "endpoint">, maxAttempts?: number): IAMClient {
  const credentials = { accessKeyId: "sandbox", secretAccessKey: "sandbox" };
  return new IAMClient({ endpoint, region: "us-east-1", credentials, maxAttempts });
}

async function names(iam: IAMClient): Promise<(string | undefined)[]> {
  const { Users = [] } = await iam.send(new ListUsersCommand({}));
  return Users.map(({ UserName }) => UserName);
}

async function hasManagedPolicies(emulator: Emulator): Promise<boolean> {
  const { Policies = [] } = await client(emulator).send(
    new ListPoliciesCommand({ Scope: "AWS", MaxItems: 1 }),
  );
  return Policies.length > 0;
}

function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint).then(
    () => true,
    () => false,
  );
}

/** Waits for the end of an emulator that nobody waits for; far longer than it takes. */
async function gone(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (!(await answers(endpoint))) return;
    await sleep(100);
  }
  assert.fail(`${endpoint} still answers`);
}

/** A process that starts an emulator, with its log in `temporary`, and then waits or does `next`. */
async function startInChild(temporary: string, next = ""): Promise<{ owner: Tracked; endpoint: string }> {
  const script = `
    const { startEmulator } = require("./sandbox/emulator/emulator");
    startEmulator({}, () => {}).then(({ endpoint }) => {
      console.log(endpoint);
      const busy = setInterval(() => {}, 1000);
      setImmediate(() => { ${next} });
    });
  `;
  const args = ["-r", require.resolve("../support/typescript.cjs"), "-e", script];
  const env = { ...process.env, TMPDIR: temporary };
  const owner = spawnTracked(process.execPath, args, { env, stdio: ["ignore", "pipe", "ignore"] });
  const [endpoint] = (await once(createInterface({ input: owner.child.stdout! }), "line")) as [string];
  return { owner, endpoint };
}
