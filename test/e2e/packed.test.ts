import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { createConsoleUser } from "../support/live-account";
import { installProject } from "../support/packed";
import { TestProject } from "../support/project";

const NAME = "@mfa-guard/policypack";

describe("the packed pack", () => {
  let sandbox: Sandbox;
  let dir: string;
  let installed: string;
  let app: TestProject;

  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    dir = await installProject([NAME], (project) => writeFile(path.join(project, "package.json"), "{}"));
    installed = path.join(dir, "node_modules", NAME);
    await createConsoleUser(sandboxIam(sandbox.env), "bob");
    app = await TestProject.create(sandbox, "other", 'new aws.iam.Group("g", { name: "g" });');
  });
  after(() => sandbox.close());

  const flagged = (pack: string) => app.pulumi(["preview", "--policy-pack", pack]);

  it("holds what is needed to run it, and nothing else", async () => {
    const files = (await readdir(installed, { recursive: true })).filter((file) =>
      /\.\w+$|LICENSE/.test(file),
    );
    const odd = files.filter((file) => !/^dist\/.*\.(js|d\.ts|json)$/.test(file));
    assert.deepEqual(odd.sort(), ["LICENSE", "PulumiPolicy.yaml", "README.md", "package.json"]);
    assert.ok(files.includes("dist/index.js") && files.includes("dist/library.d.ts"));
  });

  it("is a pack from wherever it lies", async () => {
    const { code, violations, output } = await flagged(installed);
    assert.notEqual(code, 0);
    assert.match(violations.join("\n"), /^mandatory console-user-mfa .*bob/m, output);
  });

  it("is a library in somebody else's pack", async () => {
    const ours = path.join(dir, "ours");
    await mkdir(ours);
    await writeFile(path.join(ours, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    await writeFile(
      path.join(ours, "package.json"),
      '{ "name": "ours", "version": "2.0.0", "main": "index.js" }',
    );
    await writeFile(
      path.join(ours, "index.js"),
      `const { PolicyPack } = require("@pulumi/policy");
      const { mfaGuardPolicies, RULES } = require("${NAME}/library");
      const some = RULES.filter(({ name }) => name === "console-user-mfa");
      // In grace, bob is a violation by \`strict\` alone, which the engine has a default for.
      const settings = { strict: true, rollout: { account: "existing", graceDays: 365 } };
      // A rule of one's own, with the facts of the others.
      const named = {
        ...{ name: "no-bob", level: "mandatory", severity: "low", description: "Nobody is called bob." },
        ...{ frameworks: [], remediation: ["Rename the user."], reference: "https://example.com" },
        check: ({ users }) => ({
          outcomes: users.found
            .filter((user) => user.name === "bob")
            .map(({ name }) => ({ kind: "violation", subject: name, message: "is called " + name })),
        }),
      };
      const own = { name: "own", description: "Own.", enforcementLevel: "advisory", validateStack: (_, report) => report("own") };
      new PolicyPack("ours", { policies: [own, ...mfaGuardPolicies({ all: "advisory", settings }, [...some, named])] });`,
    );
    const { code, violations, output } = await flagged(ours);
    assert.equal(code, 0, output);
    assert.equal(violations.length, 3, output);
    const all = violations.join("\n");
    assert.match(
      all,
      /^advisory console-user-mfa .*bob.*\nadvisory no-bob .*is called bob\nadvisory own .*own$/,
    );
  });
});
