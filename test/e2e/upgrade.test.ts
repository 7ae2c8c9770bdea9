import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { CreateUserCommand } from "@aws-sdk/client-iam";
import { CHECKOUT } from "../../sandbox/checkout";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { makeOrganization } from "../enforcement/organization";
import { TestProject } from "../support/project";

const UNIT = "ou-abcd-12345678";

/** A program by what both versions have, though in packages of other names. */
const PROGRAM = `
const { ForceMfa, OrganizationScp, OrganizationStackSet } = require("COMPONENTS");
new ForceMfa("everyone", { users: ["ann", "bob"] });
new ForceMfa("wave", {
  groupName: "wave", policyName: "wave", path: "/mfa/", users: ["eve"],
  from: new Date("2099-01-01T00:00:00Z"), selfService: { accessKeys: true },
});
new OrganizationStackSet("accounts", { organizationalUnitIds: ["${UNIT}"] });
new OrganizationScp("denial", { targetIds: ["${UNIT}"], exempt: ["break-glass"] });
`;

/**
 * What `pulumi stack export` gave after version 1.0.0 had deployed the program to the sandbox, without the source
 * positions and plugins of the machine.
 */
const RECORDED = path.join(CHECKOUT, "test/e2e/upgrade/stack-of-1.0.0.json");

/** A built checkout of version 1.0.0: where it is set, the stack is recorded anew. */
const RECORD_FROM = process.env["MFA_GUARD_RECORD_1_0_0"];

describe("an upgrade from 1.0.0", () => {
  let sandbox: Sandbox;
  let stack: TestProject;
  let program: string;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    const iam = sandboxIam(sandbox.env);
    for (const name of ["ann", "bob", "eve"]) await iam.send(new CreateUserCommand({ UserName: name }));
    iam.destroy();
    const components =
      RECORD_FROM === undefined ? "@mfa-guard/pulumi" : `${RECORD_FROM}/dist/enforcement/library`;
    program = PROGRAM.replace("COMPONENTS", components);
    stack = await TestProject.create(sandbox, "upgrade", program);
    if (RECORD_FROM !== undefined) await record();
  });
  after(() => sandbox.close());

  /** AWS makes the ids of units, and so does the emulator. */
  async function record(): Promise<never> {
    const { unit } = await makeOrganization(sandbox.endpoint);
    await stack.setProgram(program.replaceAll(UNIT, unit));
    const { code, output } = await stack.pulumi(["up", "--yes"]);
    assert.equal(code, 0, output);
    const exported = await stack.pulumi(["stack", "export", "--file", RECORDED]);
    assert.equal(exported.code, 0, exported.output);
    await writeFile(RECORDED, (await readFile(RECORDED, "utf8")).replaceAll(unit, UNIT));
    assert.fail(`recorded; now run without MFA_GUARD_RECORD_1_0_0`);
  }

  it("changes nothing on up, though types are called like their classes now", async () => {
    const state = JSON.parse(await readFile(RECORDED, "utf8")) as { deployment: { resources: unknown[] } };
    assert.ok(state.deployment.resources.length > 15);
    const file = path.join(stack.dir, "state.json");
    await writeFile(file, JSON.stringify(state));
    const imported = await stack.pulumi(["stack", "import", "--file", file]);
    assert.equal(imported.code, 0, imported.output);
    const { code, output } = await stack.pulumi(["preview", "--expect-no-changes", "--diff"]);
    assert.equal(code, 0, output);
  });
});
