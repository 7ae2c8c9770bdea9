import assert from "node:assert/strict";
import * as path from "node:path";
import { sandboxIam } from "../../sandbox/demo/account";
import { ensurePython } from "../../sandbox/emulator/venv";
import { PYTHON_SDK } from "../../sandbox/engine/languages";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { createConsoleUser } from "../support/live-account";
import { TestProject } from "../support/project";

const WHOLE = JSON.stringify(selfServicePolicy({ partition: "aws" }));
const HOLEY = WHOLE.replaceAll("BoolIfExists", "Bool");

/** One stack, of users covered and not, named and not, and of policies right and wrong; under the same names each. */
const IN_JAVASCRIPT = `
const group = new aws.iam.Group("group", { name: "enrolled" });
const whole = new aws.iam.Policy("whole", { name: "whole", policy: ${JSON.stringify(WHOLE)} });
new aws.iam.GroupPolicyAttachment("attached", { group: group.name, policyArn: whole.arn });
new aws.iam.Policy("holey", { name: "holey", policy: ${JSON.stringify(HOLEY)} });
const ann = new aws.iam.User("ann", { name: "ann" });
new aws.iam.UserLoginProfile("ann-login", { user: ann.name, passwordResetRequired: true });
const cyd = new aws.iam.User("cyd");
new aws.iam.UserLoginProfile("cyd-login", { user: cyd.name });
const dan = new aws.iam.User("dan", { name: "dan" });
new aws.iam.UserLoginProfile("dan-login", { user: dan.name, passwordResetRequired: true });
new aws.iam.UserGroupMembership("dan-group", { user: dan.name, groups: [group.name] });
const eve = new aws.iam.User("eve", { name: "eve" });
new aws.iam.UserLoginProfile("eve-login", { user: eve.name });
new aws.iam.UserGroupMembership("eve-group", { user: eve.name, groups: [group.name] });
new aws.iam.UserLoginProfile("stray-login", { user: whole.policyId });
`;

const IN_YAML = `
resources:
  group: { type: aws:iam:Group, properties: { name: enrolled } }
  whole: { type: aws:iam:Policy, properties: { name: whole, policy: ${JSON.stringify(WHOLE.replaceAll("$", "$$$$"))} } }
  attached:
    type: aws:iam:GroupPolicyAttachment
    properties: { group: "\${group.name}", policyArn: "\${whole.arn}" }
  holey: { type: aws:iam:Policy, properties: { name: holey, policy: ${JSON.stringify(HOLEY.replaceAll("$", "$$$$"))} } }
  ann: { type: aws:iam:User, properties: { name: ann } }
  ann-login:
    type: aws:iam:UserLoginProfile
    properties: { user: "\${ann.name}", passwordResetRequired: true }
  cyd: { type: aws:iam:User }
  cyd-login: { type: aws:iam:UserLoginProfile, properties: { user: "\${cyd.name}" } }
  dan: { type: aws:iam:User, properties: { name: dan } }
  dan-login:
    type: aws:iam:UserLoginProfile
    properties: { user: "\${dan.name}", passwordResetRequired: true }
  dan-group:
    type: aws:iam:UserGroupMembership
    properties: { user: "\${dan.name}", groups: ["\${group.name}"] }
  eve: { type: aws:iam:User, properties: { name: eve } }
  eve-login: { type: aws:iam:UserLoginProfile, properties: { user: "\${eve.name}" } }
  eve-group:
    type: aws:iam:UserGroupMembership
    properties: { user: "\${eve.name}", groups: ["\${group.name}"] }
  stray-login: { type: aws:iam:UserLoginProfile, properties: { user: "\${whole.policyId}" } }
`;

const IN_PYTHON = `
from pulumi_aws import iam

group = iam.Group("group", name="enrolled")
whole = iam.Policy("whole", name="whole", policy=${JSON.stringify(WHOLE)})
iam.GroupPolicyAttachment("attached", group=group.name, policy_arn=whole.arn)
iam.Policy("holey", name="holey", policy=${JSON.stringify(HOLEY)})
ann = iam.User("ann", name="ann")
iam.UserLoginProfile("ann-login", user=ann.name, password_reset_required=True)
cyd = iam.User("cyd")
iam.UserLoginProfile("cyd-login", user=cyd.name)
dan = iam.User("dan", name="dan")
iam.UserLoginProfile("dan-login", user=dan.name, password_reset_required=True)
iam.UserGroupMembership("dan-group", user=dan.name, groups=[group.name])
eve = iam.User("eve", name="eve")
iam.UserLoginProfile("eve-login", user=eve.name)
iam.UserGroupMembership("eve-group", user=eve.name, groups=[group.name])
iam.UserLoginProfile("stray-login", user=whole.policy_id)
`;

let sandbox: Sandbox;
let inJavaScript: readonly string[];

describe("the pack on a stack in another language", () => {
  before(async () => {
    sandbox = await openSandbox({ languages: ["yaml", "python"] }, toStderr);
    await createConsoleUser(sandboxIam(sandbox.env), "bob");
    inJavaScript = await findings(await TestProject.create(sandbox, "javascript", IN_JAVASCRIPT));
  });
  after(() => sandbox.close());

  it("compares findings about planned users, live users and policies", () => {
    const found = inJavaScript.map((line) => /^\w+ \S+ \([^)]*\)/.exec(line)?.[0]);
    assert.deepEqual(found, [
      "advisory facts-complete (stray-login)",
      "advisory force-mfa-coverage (PROJECT-test)",
      "mandatory console-user-mfa (PROJECT-test)",
      "mandatory force-mfa-intact (holey)",
      "mandatory new-console-user-covered (ann-login)",
      "mandatory new-console-user-covered (cyd-login)",
      "mandatory new-console-user-covered (dan-login)",
    ]);
  });

  it("has the same findings in YAML, to the letter", async () => {
    const head = "name: yaml\nruntime: yaml\n";
    const app = await TestProject.ofFiles(sandbox, "yaml", { "Pulumi.yaml": head + IN_YAML });
    assert.deepEqual(await findings(app), inJavaScript);
  });

  it("has the same findings in Python, to the letter", async () => {
    const virtualenv = path.dirname(path.dirname(await ensurePython(toStderr, PYTHON_SDK)));
    const app = await TestProject.ofFiles(sandbox, "python", {
      "Pulumi.yaml": `name: python\nruntime: { name: python, options: { virtualenv: ${JSON.stringify(virtualenv)} } }\n`,
      "__main__.py": IN_PYTHON,
    });
    assert.deepEqual(await findings(app), inJavaScript);
  });
});

/** What the pack says in a preview; the project's name and the engine's random part of a name left out. */
async function findings(app: TestProject): Promise<string[]> {
  const { code, output, violations } = await app.preview();
  assert.notEqual(code, 0, output);
  assert.doesNotMatch(output, /warning:/);
  return violations.map((line) =>
    line.replaceAll(path.basename(app.dir), "PROJECT").replaceAll(/\bcyd-[0-9a-f]{7}\b/g, "cyd-RANDOM"),
  );
}
