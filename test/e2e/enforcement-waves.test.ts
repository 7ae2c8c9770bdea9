import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import {
  AddUserToGroupCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import { sandboxIam } from "../../sandbox/demo/account";
import { enrolVirtualDevice } from "../../sandbox/demo/enrol";
import { toStderr } from "../../sandbox/progress";
import { isoMinute } from "../../policypack/iam/days";
import { copyProject } from "../../sandbox/project-copy";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { Recorder } from "../enforcement/recorder";
import { type Covered, carryOut, uncoveredMoments } from "../enforcement/replay";
import { type PulumiResult, TestProject } from "../support/project";

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Math.floor(Date.now() / DAY + days) * DAY);
const [FIRST, SECOND, THIRD, LATER] = [30, 60, 90, 120].map(inDays) as [Date, Date, Date, Date];

const iso = (date: Date) => date.toISOString().replace(".000Z", "Z");
const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});

const breakGlass = (expires: Date) => ({
  user: "break-glass",
  owner: "security@example.com",
  reason: "sealed; hardware key in the safe",
  expires: iso(expires),
});

const ROLLOUT: RolloutInput = {
  account: "existing",
  waves: [
    { name: "platform", users: ["ann", "b?b"], deadline: iso(FIRST) },
    { name: "operators", groups: ["ops"], deadline: iso(SECOND) },
    { name: "everyone", rest: true, deadline: iso(THIRD) },
  ],
  exemptions: [breakGlass(inDays(100))],
  selfService: { accessKeys: true },
};

type WaveInput = NonNullable<RolloutInput["waves"]>[number];

/** The rollout with its waves changed. */
function withWaves(
  change: (waves: WaveInput[]) => WaveInput[],
  more: Partial<RolloutInput> = {},
): RolloutInput {
  return { ...ROLLOUT, waves: change([...(ROLLOUT.waves ?? [])]), ...more };
}

/** Another policy comes before the old one goes; group and members stay. */
const RENAMING = ["CreatePolicy", "AttachGroupPolicy", "DetachGroupPolicy", "DeletePolicy"];

/** bob in a later wave, and a wave later. */
function putOff(): RolloutInput {
  return withWaves(([platform, operators, everyone]) => [
    { ...(platform as WaveInput), users: ["ann"] },
    { ...(operators as WaveInput), deadline: iso(LATER) },
    everyone as WaveInput,
  ]);
}

let sandbox: Sandbox;
let iam: IAMClient;
let dir: string;
let stack: TestProject;

async function createUser(UserName: string, group?: string): Promise<void> {
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateLoginProfileCommand({ UserName, Password: "Aa1!not-a-secret-anywhere" }));
  if (group) await iam.send(new AddUserToGroupCommand({ UserName, GroupName: group }));
}

async function fillAccount(): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName: "ops" }));
  for (const name of ["ann", "bob", "dan", "break-glass"]) await createUser(name);
  await createUser("cyd", "ops");
  await iam.send(new CreateUserCommand({ UserName: "ci" }));
  const policy = { UserName: "ann", PolicyName: "admin", PolicyDocument: everything };
  await iam.send(new PutUserPolicyCommand(policy));
  await enrolVirtualDevice(iam, "ann");
}

async function groupsOf(UserName: string): Promise<string[]> {
  const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName }));
  return (Groups ?? []).map(({ GroupName }) => GroupName ?? "").sort();
}

async function allGroups(): Promise<Record<string, string[]>> {
  const names = ["ann", "bob", "break-glass", "ci", "cyd", "dan"];
  const groups = await Promise.all(names.map(async (name) => [name, await groupsOf(name)] as const));
  return Object.fromEntries(groups);
}

function arnOf(wave: string, base = "force-mfa-self-service"): string {
  return `arn:aws:iam::123456789012:policy/${base}-${wave}`;
}

async function documentOf(PolicyArn: string): Promise<unknown> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand(version));
  return JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ""));
}

async function configure(rollout: RolloutInput, settings: Record<string, unknown> = {}): Promise<void> {
  // JSON is YAML.
  await writeFile(path.join(dir, "rollout.yaml"), JSON.stringify(rollout));
  const config = { "mfa-guard:rollout": "rollout.yaml", ...settings };
  await writeFile(path.join(dir, "Pulumi.waves.yaml"), JSON.stringify({ config }));
}

async function run(args: string[], env: Record<string, string> = {}): Promise<PulumiResult> {
  const result = await stack.pulumi(args, env);
  assert.equal(result.code, 0, result.output);
  return { ...result, output: result.output.replace(/\s+/g, " ") };
}

/** Deploys, and gives what was said and every change in its order. */
async function recorded(args: string[]) {
  const recorder = await Recorder.start(sandbox.endpoint);
  const { output } = await run(args, recorder.env);
  await recorder.stop();
  return { output, calls: recorder.calls };
}

async function refusal(env: Record<string, string> = {}): Promise<string> {
  const recorder = await Recorder.start(sandbox.endpoint);
  const { code, output } = await stack.pulumi(["preview"], { ...env, ...recorder.env });
  await recorder.stop();
  assert.notEqual(code, 0, output);
  assert.deepEqual(recorder.calls, []);
  const text = output.replace(/\s+/g, " ");
  assert.match(text, /Nothing was deployed\./);
  return text;
}

describe("waves, under the engine", () => {
  const state: Covered = { members: new Map(), policies: new Map() };

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
    await fillAccount();
    dir = await copyProject(sandbox, "waves");
    await configure(ROLLOUT);
    stack = await TestProject.open(sandbox, dir, "waves");
  });
  after(() => sandbox.close());

  it("puts everybody into their wave, each with its deadline, and the exempt and machines into none", async () => {
    const { output, calls } = await recorded(["up", "--yes", "--skip-preview"]);
    for (const call of calls) carryOut(call, state);
    assert.deepEqual(await allGroups(), {
      ann: ["force-mfa-platform"],
      bob: ["force-mfa-platform"],
      "break-glass": [],
      ci: [],
      cyd: ["force-mfa-operators", "ops"],
      dan: ["force-mfa-everyone"],
    });
    assert.match(
      output,
      /Into wave platform, denied from \S+ \S+ UTC until they sign in with MFA: ann, bob\./,
    );
    const common = { partition: "aws", accessKeys: true };
    assert.deepEqual(await documentOf(arnOf("platform")), selfServicePolicy({ ...common, from: FIRST }));
    assert.deepEqual(await documentOf(arnOf("everyone")), selfServicePolicy({ ...common, from: THIRD }));
    const attached = calls.findIndex(({ action }) => action === "AttachGroupPolicy");
    const added = calls.findIndex(({ action }) => action === "AddUserToGroup");
    assert.ok(attached >= 0 && attached < added);
  });

  it("tags the policy with who is exempt, by whom, why and until when", async () => {
    const { Tags } = await iam.send(new ListPolicyTagsCommand({ PolicyArn: arnOf("everyone") }));
    assert.deepEqual(Object.fromEntries((Tags ?? []).map(({ Key, Value }) => [Key, Value])), {
      "mfa-guard:exempt:break-glass:expires": inDays(100).toISOString(),
      "mfa-guard:exempt:break-glass:owner": "security@example.com",
      "mfa-guard:exempt:break-glass:reason": "sealed  hardware key in the safe",
    });
  });

  it("has nothing to do the second time", async () => {
    const { output } = await run(["up", "--yes", "--skip-preview", "--expect-no-changes"]);
    assert.doesNotMatch(output, /Into wave|moves later|warning/);
  });

  it("warns in preview of a deadline put off, and of who is put off by moving", async () => {
    await configure(putOff());
    const { output } = await run(["preview"]);
    assert.match(
      output,
      new RegExp(
        `warning: The deadline of wave operators moves later, from ${isoMinute(SECOND)} to ${isoMinute(LATER)}`,
      ),
    );
    assert.match(
      output,
      /warning: From group force-mfa-platform into wave everyone, which puts their deadline off, .*: bob\./,
    );
    assert.match(output, /force-mfa\[everyone\]-member-bob create/);
    assert.match(output, /force-mfa\[platform\]-member-bob delete/);
  });

  it("moves a user so that they are in one wave or the other at every moment", async () => {
    await configure(putOff());
    const { calls } = await recorded(["up", "--yes", "--skip-preview"]);
    const moves = calls.filter(({ params }) => params["UserName"] === "bob");
    assert.deepEqual(
      moves.map(({ action, params }) => [action, params["GroupName"]]),
      [
        ["AddUserToGroup", "force-mfa-everyone"],
        ["RemoveUserFromGroup", "force-mfa-platform"],
      ],
    );
    assert.deepEqual(uncoveredMoments(calls, state, ["ann", "bob", "cyd", "dan"]), []);
    assert.deepEqual(await groupsOf("bob"), ["force-mfa-everyone"]);
  });

  it("takes the exempt back in once the exemption has expired, under new names and without a gap", async () => {
    await configure(
      withWaves(
        (waves) => waves.map((wave) => (wave.name === "platform" ? { ...wave, name: "core" } : wave)),
        {
          exemptions: [breakGlass(inDays(-1))],
          groupName: "mfa",
          policyName: "mfa-policy",
        },
      ),
    );
    const { output, calls } = await recorded(["up", "--yes", "--skip-preview"]);
    assert.match(output, /warning: The exemption of break-glass expired/);
    assert.deepEqual(uncoveredMoments(calls, state, ["ann", "bob", "cyd", "dan"]), []);
    assert.deepEqual(await allGroups(), {
      ann: ["mfa-core"],
      bob: ["mfa-core"],
      "break-glass": ["mfa-everyone"],
      ci: [],
      cyd: ["mfa-operators", "ops"],
      dan: ["mfa-everyone"],
    });
    const { Policies } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
    const names = (Policies ?? []).map(({ PolicyName }) => PolicyName).sort();
    assert.deepEqual(names, ["mfa-policy-core", "mfa-policy-everyone", "mfa-policy-operators"]);
  });

  it("asks nothing on destroy, and leaves users as they were", async () => {
    await run(["destroy", "--yes"]);
    assert.deepEqual(await allGroups(), {
      ...{ ann: [], bob: [], "break-glass": [], ci: [], dan: [] },
      cyd: ["ops"],
    });
    const { Groups } = await iam.send(new ListGroupsCommand({}));
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ["ops"],
    );
    const { Users } = await iam.send(new ListUsersCommand({}));
    assert.equal(Users?.length, 6);
  });

  it("keeps everybody covered where the component and its policy get other names", async () => {
    const program = (name: string, policyName: string, options: string) =>
      `const { ForceMfa } = require("@mfa-guard/pulumi");
      new ForceMfa("${name}", { policyName: "${policyName}", users: ["ann", "bob"] }, ${options});`;
    const app = await TestProject.create(sandbox, "renamed", program("before", "p1", "{}"));
    const covered: Covered = { members: new Map(), policies: new Map() };
    for (const text of ["", program("after", "p2", '{ aliases: [{ name: "before" }] }')]) {
      if (text) await app.setProgram(text);
      const recorder = await Recorder.start(sandbox.endpoint);
      const { code, output } = await app.pulumi(["up", "--yes", "--skip-preview"], recorder.env);
      await recorder.stop();
      assert.equal(code, 0, output);
      if (text) {
        assert.deepEqual(uncoveredMoments(recorder.calls, covered, ["ann", "bob"]), []);
        assert.deepEqual(
          recorder.calls.map(({ action }) => action),
          RENAMING,
        );
      } else for (const call of recorder.calls) carryOut(call, covered);
    }
    await app.pulumi(["destroy", "--yes"]);
  });

  describe("refuses in preview", () => {
    it("to lock out whoever deploys, unless told to", async () => {
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "dan" }));
      const dan = {
        AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? "",
      };
      await configure(ROLLOUT);
      assert.match(
        await refusal(dan),
        /dan runs this deployment, which puts dan into wave everyone: they have no MFA device.*allowLockingMyselfOut/,
      );
      await configure(ROLLOUT, { "mfa-guard:allowLockingMyselfOut": true });
      await run(["preview"], dan);
    });

    it("to leave no administrator who can act, and more at once", async () => {
      const policy = { PolicyName: "admin", PolicyDocument: everything };
      await sandbox.reset();
      for (const name of ["ann", "bob", "dan", "break-glass"]) await createUser(name);
      await iam.send(new PutUserPolicyCommand({ UserName: "ann", ...policy }));
      await configure(
        withWaves((waves) => waves.map((wave) => ({ ...wave, deadline: iso(inDays(-1)) })), {
          exemptions: [breakGlass(inDays(1000))],
        }),
      );
      const output = await refusal();
      assert.match(
        output,
        /No administrator would be left who can act: ann has no MFA device.*allowNoAdministratorLeft/,
      );
      assert.match(output, /Wave platform is new, and its deadline .* is past/);
      assert.match(output, /The exemption of break-glass runs for \d+ more days/);
    });

    it("a policy that is too long", async () => {
      const sourceIps = Array.from({ length: 400 }, (_, i) => `203.0.${i >> 4}.${(i & 15) * 16}/28`);
      await configure(
        { account: "new", selfService: { sourceIps } },
        { "mfa-guard:allowNoAdministratorLeft": true },
      );
      assert.match(
        await refusal(),
        /has \d,\d{3} characters, and IAM takes 6,144.*Leave out.*sourceIps \(400 entries/,
      );
    });
  });
});
