import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { RolloutInput } from "../../policypack/rollout/rollout-schema";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { iamState, type IamState } from "../enforcement/iam-state";
import { type Cut, type RecordedCall, Recorder } from "../enforcement/recorder";
import { type Covered, lostCover } from "../enforcement/replay";
import { createConsoleUser } from "../support/live-account";
import { TestProject } from "../support/project";

/** Every so many of the cuts is made, an odd number for both ways; 1: all of them. */
const STRIDE = Number(process.env["MFA_GUARD_FAULT_STRIDE"] ?? 11);

const DAY = 24 * 60 * 60 * 1000;
const inDays = (days: number) => new Date(Math.floor(Date.now() / DAY + days) * DAY).toISOString();
const exemption = { user: "eve", owner: "security@example.com", reason: "sealed" };

const CREATED: RolloutInput = {
  account: "existing",
  waves: [
    { name: "one", users: ["ann", "bob"], deadline: inDays(30) },
    { name: "two", rest: true, deadline: inDays(60) },
  ],
  exemptions: [{ ...exemption, expires: inDays(90) }],
};

/** A user in another wave, a wave by another name, policies by another name and with another option, another tag. */
const UPDATED: RolloutInput = {
  ...CREATED,
  waves: [
    { name: "one", users: ["ann"], deadline: inDays(30) },
    { name: "rest", rest: true, deadline: inDays(60) },
  ],
  policyName: "humans",
  selfService: { accessKeys: true },
  exemptions: [{ ...exemption, expires: inDays(100) }],
};

/** What is done to the stack, one after the other. */
const STEPS: Record<string, { rollout: RolloutInput; command: string[] }> = {
  create: { rollout: CREATED, command: ["up", "--yes", "--skip-preview"] },
  update: { rollout: UPDATED, command: ["up", "--yes", "--skip-preview"] },
  destroy: { rollout: UPDATED, command: ["destroy", "--yes", "--skip-preview"] },
};
type Step = keyof typeof STEPS & string;

const PROGRAM = `const { enforcementStack } = require("@mfa-guard/pulumi/stack");
module.exports = () => enforcementStack(__dirname);`;

describe("the stack, cut off and deployed again", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;
  let stack: TestProject;
  /** Of an undisturbed run: how many calls a step makes, and what it ends in. */
  const calm: Record<Step, { changes: number; state: IamState }> = {};
  let covered: Covered;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
    for (const name of ["ann", "bob", "cyd", "eve"]) await createConsoleUser(iam, name);
    stack = await TestProject.create(sandbox, "faults", PROGRAM);
    for (const step of Object.keys(STEPS)) {
      const { calls } = await run(step);
      calm[step] = { changes: calls.length, state: await iamState(iam) };
    }
  });
  after(() => sandbox.close());

  async function run(step: Step, cut?: Cut): Promise<{ calls: RecordedCall[]; output: string }> {
    const { rollout, command } = STEPS[step] ?? assert.fail(step);
    const config = { "mfa-guard:rollout": rollout };
    await writeFile(path.join(stack.dir, "Pulumi.test.yaml"), JSON.stringify({ config }));
    const recorder = await Recorder.start(sandbox.endpoint, cut);
    const { code, output } = await stack.pulumi([...command, "--parallel", "1"], recorder.env);
    await recorder.stop();
    assert.equal(code === 0, cut === undefined, output);
    return { calls: recorder.calls, output };
  }

  /** A step that is cut off, done again, and held to the undisturbed one. */
  async function cutAndAgain(step: Step, cut: Cut): Promise<void> {
    const before = await run(step, cut);
    const again = await run(step);
    const where = `${step}, cut at call ${cut.at} of ${calm[step]?.changes}, ${cut.loses} lost`;
    assert.deepEqual(await iamState(iam), calm[step]?.state, where);
    const last = before.calls.at(-1)?.action ?? "";
    const unknown = cut.loses === "answer" && /^Create(Group|Policy)$/.test(last);
    if (unknown) assert.match(again.output, /The stack imports (it|them) unless it has \1 already\./, where);
    const lost = lostCover([...before.calls, ...again.calls], covered);
    if (step !== "destroy") assert.deepEqual(lost, [], where);
  }

  it("changes enough, undisturbed, to be cut at", () => {
    const { create, update, destroy } = calm;
    for (const step of [create, update, destroy]) assert.ok(step && step.changes >= 8);
    assert.deepEqual(destroy?.state.groups, {});
    assert.deepEqual(Object.keys(update?.state.groups ?? {}), ["force-mfa-one", "force-mfa-rest"]);
  });

  /** Of each step's calls in turn, both ways, those that are sampled. */
  function cuts(loses: Cut["loses"]): Cut[] {
    const most = Math.max(...Object.values(calm).map(({ changes }) => changes));
    const all = Array.from({ length: most }, (_, at) => [
      { at, loses: "answer" as const },
      { at, loses: "request" as const },
    ]).flat();
    return all.filter((cut, i) => i % STRIDE === 0 && cut.loses === loses);
  }

  for (const loses of ["answer", "request"] as const)
    it(`ends as if it had not been, with nobody uncovered, where a call's ${loses} is lost`, async () => {
      const made = cuts(loses);
      assert.ok(made.length > 0);
      for (const cut of made) {
        covered = { members: new Map(), policies: new Map() };
        for (const step of Object.keys(STEPS)) {
          if (cut.at < (calm[step]?.changes ?? 0)) await cutAndAgain(step, cut);
          else lostCover((await run(step)).calls, covered);
        }
      }
    });
});
