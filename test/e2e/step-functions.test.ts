import assert from "node:assert/strict";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import * as path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type * as Pulumi from "@pulumi/pulumi";
import ts from "typescript";
import type { Report } from "../../cli/report/report-model";
import { CHECKOUT } from "../../sandbox/checkout";
import { type Emulator, startEmulator } from "../support/emulator";
import { toStderr } from "../../sandbox/progress";
import { run } from "../../sandbox/run";
import { environmentOf } from "../cli/run-cli";
import { AwsError } from "../support/fake-aws";
import { FaultProxy } from "../support/fault-proxy";
import { FunctionError, LambdaServer } from "../support/lambda-server";
import { seedOrganization } from "../support/organization";
import { installProject, npm } from "../support/packed";

const BUCKET = "amzn-s3-demo-bucket";

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** All that a Pulumi program asks for, with mocks in the place of engine and provider. */
async function resourcesOf(
  project: string,
  config: Readonly<Record<string, string>>,
): Promise<readonly Resource[]> {
  const source = await readFile(path.join(project, "index.ts"), "utf8");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const program = path.join(project, "program.js");
  await writeFile(program, ts.transpileModule(source, { compilerOptions }).outputText);
  const load = createRequire(program);
  const { runtime } = load("@pulumi/pulumi") as typeof Pulumi;
  const resources: Resource[] = [];
  const newResource = ({ type, name, inputs }: Pulumi.runtime.MockResourceArgs) => {
    resources.push({ type, name, inputs: inputs as Resource["inputs"] });
    const arn = `arn:aws:test:us-east-1:123456789012:${type.split(":").at(-1)}/${name}`;
    const own = type === "aws:s3/bucket:Bucket" ? { arn: `arn:aws:s3:::${BUCKET}`, bucket: BUCKET } : { arn };
    return { id: name, state: { ...inputs, ...own } };
  };
  await runtime.setMocks({ newResource, call: () => ({ partition: "aws" }) }, "mfa-guard-audit-org", "test");
  runtime.setAllConfig(config);
  load(program);
  await runtime.disconnect();
  runtime.resetOptions("", "", -1, "", "", false, "");
  return resources;
}

interface Execution {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

describe("the example with AWS Step Functions", () => {
  let project: string;
  let resources: readonly Resource[];
  let emulator: Emulator;
  let lambda: LambdaServer;
  let proxy: FaultProxy;
  let env: NodeJS.ProcessEnv;
  let ids: readonly string[];
  /** An account whose role refuses the function. */
  let refusing: string | null = null;
  /** An account of which the function does not end in time. */
  let hanging: string | null = null;

  before(async () => {
    const fill = (dir: string) =>
      cp(path.join(CHECKOUT, "examples/step-functions"), dir, { recursive: true });
    project = await installProject(["mfa-guard", "@mfa-guard/policypack"], fill);
    await npm(["run", "build"], project);
    resources = await resourcesOf(project, {});
    lambda = await LambdaServer.start(invoke);
    emulator = await startEmulator({ callsThrough: lambda.port }, toStderr);
    lambda.target = emulator.endpoint;
    proxy = await FaultProxy.start(emulator.endpoint, (action, _before, params) =>
      action === "AssumeRole" && refusing !== null && params.get("RoleArn")?.includes(refusing)
        ? new AwsError("AccessDenied", "not authorized to perform: sts:AssumeRole")
        : undefined,
    );
    env = {
      ...process.env,
      ...environmentOf(proxy),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
    ({ accountIds: ids } = await seedOrganization(emulator.endpoint, 10, 3));
    await makeStateMachine();
  });

  after(async () => {
    await emulator.stop();
    await lambda.stop();
    await proxy.stop();
  });

  /** Calls the bundle as the function's settings say, in a process of its own. */
  async function invoke(arn: string, event: unknown): Promise<unknown> {
    const name = arn.split("/").at(-1);
    const called = resources.find((one) => one.type === "aws:lambda/function:Function" && one.name === name);
    assert.ok(called, `no function ${arn}`);
    const { account, error: before } = event as { account?: { id: string }; error?: unknown };
    if (account !== undefined && account.id === hanging && before === undefined)
      throw new FunctionError({
        errorType: "Sandbox.Timedout",
        errorMessage: "Task timed out after 420.00 seconds",
      });
    const { handler, environment } = called.inputs as {
      handler: string;
      environment: { variables: Record<string, string> };
    };
    const [file, exported] = handler.split(".");
    const script = `require("./dist/${file}.js").${exported}(${JSON.stringify(event)}).then(
      (result) => console.log(JSON.stringify({ result })),
      ({ name, message }) => console.log(JSON.stringify({ error: { errorType: name, errorMessage: message } })),
    )`;
    const { stdout, output } = await run(process.execPath, ["-e", script], {
      cwd: project,
      env: { ...env, ...environment.variables },
    });
    const line = stdout.split("\n").at(-2);
    assert.ok(line, output);
    const { result = null, error } = JSON.parse(line) as {
      result?: unknown;
      error?: { errorType: string; errorMessage: string };
    };
    if (error) throw new FunctionError(error);
    return result;
  }

  /** https://docs.aws.amazon.com/step-functions/latest/apireference/CommonParameters.html */
  async function states<T>(action: string, body: object): Promise<T> {
    const answer = await fetch(emulator.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `AWSStepFunctions.${action}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=ak/20270101/us-east-1/states/aws4_request, Signature=none",
      },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    assert.ok(answer.ok, `${action}: ${text}`);
    return JSON.parse(text) as T;
  }

  async function makeStateMachine(): Promise<void> {
    // Unless told to, the emulator only keeps definitions.
    const config = JSON.stringify({ stepfunctions: { execute_state_machine: true } });
    await fetch(`${emulator.endpoint}/moto-api/config`, { method: "POST", body: config });
    const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "none" };
    const s3 = new S3Client({
      endpoint: emulator.endpoint,
      region: "us-east-1",
      credentials,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    s3.destroy();
    const machine = resources.find(({ type }) => type === "aws:sfn/stateMachine:StateMachine");
    const { name, definition } = machine?.inputs as { name: string; definition: string };
    const roleArn = "arn:aws:iam::123456789012:role/mfa-guard-audit-org-machine";
    // The emulator's grammar has a number with a point there, which JSON does not tell apart.
    const taken = definition.replace(/("ToleratedFailurePercentage":100)/, "$1.0");
    await states("CreateStateMachine", { name, definition: taken, roleArn });
  }

  async function execute(name: string): Promise<Execution> {
    const stateMachineArn = "arn:aws:states:us-east-1:123456789012:stateMachine:mfa-guard-audit-org";
    const started = { stateMachineArn, name, input: "{}" };
    const { executionArn } = await states<{ executionArn: string }>("StartExecution", started);
    for (;;) {
      const execution = await states<Execution>("DescribeExecution", { executionArn });
      if (execution.status !== "RUNNING") return execution;
      await wait(200);
    }
  }

  async function report(...args: string[]): Promise<Report> {
    const bin = path.join(CHECKOUT, "dist/cli/bin.js");
    const { stdout, output } = await run(process.execPath, [bin, ...args, "--format", "json"], {
      cwd: project,
      env,
    });
    assert.ok(stdout.startsWith("{"), output);
    return JSON.parse(stdout) as Report;
  }

  const oneRun = () => report("audit", "--org", "--org-role", "auditor", "--no-resume");

  /** What may not differ: what is found of which account. */
  const findings = ({ accounts, counts }: Report) => ({
    accounts: accounts.map(({ id, label, consoleUsers, results }) => ({ id, label, consoleUsers, results })),
    counts,
  });

  it("finds what one run over the organization does", async () => {
    const execution = await execute("mfa-1");
    assert.equal(execution.status, "SUCCEEDED", JSON.stringify(execution));
    const [merged, one] = [await report("merge", `s3://${BUCKET}/mfa-1`), await oneRun()];
    assert.equal(merged.accounts.length, 10);
    assert.deepEqual(merged.failures, []);
    assert.deepEqual(findings(merged), findings(one));
  });

  it("names the accounts that can't be read, and reads the others", async () => {
    [refusing, hanging] = [ids[3] ?? null, ids[7] ?? null];
    const { status, error, cause } = await execute("mfa-2");
    assert.deepEqual([status, error], ["FAILED", "AccountsNotRead"]);
    assert.deepEqual(JSON.parse(cause ?? ""), { run: "mfa-2", notRead: 2 });
    const [merged, one] = [await report("merge", `s3://${BUCKET}/mfa-2`), await oneRun()];
    const messages = new Map(merged.failures.map(({ id, message }) => [id, message]));
    assert.equal(messages.get(refusing ?? ""), one.failures.find(({ id }) => id === refusing)?.message);
    assert.equal(messages.get(hanging ?? ""), "Task timed out after 420.00 seconds");
    assert.equal(messages.size, 2);
    const others = { ...one, accounts: one.accounts.filter(({ id }) => id !== hanging) };
    assert.deepEqual(findings(merged).accounts, findings(others).accounts);
  });
});
