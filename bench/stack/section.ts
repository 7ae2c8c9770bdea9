import { writeFile } from "node:fs/promises";
import * as path from "node:path";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { copyProject } from "../../sandbox/project-copy";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox } from "../../sandbox/sandbox";
import { createConsoleUser } from "../../test/support/live-account";
import { TestProject } from "../../test/support/project";
import { conditionsNow } from "../conditions";
import type { Cost, Keep } from "../model";
import type { BenchOptions } from "../options";
import { preview } from "../preview/section";

const USERS = ["ann", "bob"];

/** The same resources, written out: a group, its policy, and who is in it. */
function plainProgram(): string {
  const document = JSON.stringify(JSON.stringify(selfServicePolicy({ partition: "aws" })));
  return `
    const name = "force-mfa";
    const group = new aws.iam.Group(name, { name });
    const policy = new aws.iam.Policy(name, { name: "force-mfa-self-service", policy: ${document} });
    new aws.iam.GroupPolicyAttachment(name, { group: group.name, policyArn: policy.arn });
    for (const user of ${JSON.stringify(USERS)})
      new aws.iam.UserGroupMembership(user, { user, groups: [group.name] });
  `;
}

/** The preview of the enforcement stack as a user runs it, beside a program of the same resources, in turn. */
export async function measureStack({ rounds }: BenchOptions, keep: Keep): Promise<void> {
  const sandbox = await openSandbox({}, toStderr);
  try {
    const iam = sandboxIam(sandbox.env);
    for (const user of USERS) await createConsoleUser(iam, user);
    iam.destroy();
    const dir = await copyProject(sandbox, "guard");
    await writeFile(
      path.join(dir, "Pulumi.test.yaml"),
      `config:\n  mfa-guard:users: [${USERS.join(", ")}]\n`,
    );
    const programs = [
      { program: "a program with the same resources", rounds: [] as Cost[] },
      { program: "the enforcement stack", rounds: [] as Cost[] },
    ];
    const projects = [
      await TestProject.create(sandbox, "plain", plainProgram()),
      await TestProject.open(sandbox, dir, "test"),
    ];
    for (let round = 0; round < rounds; round++)
      for (const [i, project] of projects.entries()) {
        const cost = await preview(project);
        programs[i]?.rounds.push(cost);
        toStderr(`stack: ${programs[i]?.program}: ${cost.seconds.toFixed(2)} s`);
      }
    const resources = 3 + USERS.length;
    await keep((results) => ({ ...results, stack: { conditions: conditionsNow({}), resources, programs } }));
  } finally {
    await sandbox.close();
  }
}
