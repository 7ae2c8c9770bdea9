import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import {
  GetPolicyVersionCommand,
  type IAMClient,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  ListPoliciesCommand,
} from "@aws-sdk/client-iam";
import { version } from "../../package.json";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { CHECKOUT } from "../../sandbox/checkout";
import { sandboxIam } from "../../sandbox/demo/account";
import type { Sandbox } from "../../sandbox/sandbox";
import { openWithComponents } from "../support/component-package";
import { createConsoleUser } from "../support/live-account";
import { TestProject } from "../support/project";

const PROGRAM = `name: covered
runtime: yaml
resources:
  humans:
    type: mfa-guard:ForceMfa
    properties:
      users: [ann, bob]
      from: "2099-02-01T10:00:00+01:00"
      selfService: { accessKeys: true }
      exceptions: [{ actions: ["codecommit:GitPull"], expires: "2099-06-30" }]
outputs:
  group: \${humans.groupName}
  before: \${humans.allowedBeforeMfa}
`;

interface PackageSchema {
  readonly version: string;
  readonly meta: { readonly supportPack?: boolean };
  readonly language: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly isComponent: boolean;
        readonly description: string;
        readonly inputProperties: Readonly<
          Record<string, { readonly type?: string; readonly description?: string }>
        >;
        readonly requiredInputs?: readonly string[];
        readonly properties?: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

describe("the component package", () => {
  let sandbox: Sandbox;
  let iam: IAMClient;
  let enforcement: string;

  before(async () => {
    ({ sandbox, enforcement } = await openWithComponents());
    iam = sandboxIam(sandbox.env);
  });
  after(() => sandbox.close());
  beforeEach(() => sandbox.reset());

  it("tells the engine its components, what each takes and what it must have", async () => {
    const { code, stdout, output } = await sandbox.pulumi(["package", "get-schema", enforcement], {
      cwd: sandbox.dir,
    });
    assert.equal(code, 0, output);
    const schema = JSON.parse(stdout) as PackageSchema;
    assert.equal(schema.version, version);
    const components = Object.entries(schema.resources);
    assert.deepEqual(components.map(([type, { requiredInputs = [] }]) => [type, requiredInputs]).sort(), [
      ["mfa-guard:index:ForceMfa", []],
      ["mfa-guard:index:ForceMfaOrganization", ["organizationalUnitIds"]],
      ["mfa-guard:index:MfaWatch", ["groupNames", "policyArns"]],
      ["mfa-guard:index:OrganizationConfigRules", []],
      ["mfa-guard:index:OrganizationScp", ["exempt", "targetIds"]],
      ["mfa-guard:index:OrganizationStackSet", ["organizationalUnitIds"]],
    ]);
    for (const [type, { isComponent, description, inputProperties }] of components) {
      assert.ok(isComponent && description, type);
      for (const [name, input] of Object.entries(inputProperties)) assert.ok(input.description, name);
    }
    const { inputProperties, properties } = schema.resources["mfa-guard:index:ForceMfa"] ?? {};
    assert.equal(inputProperties?.["users"]?.type, "array");
    // A date is text in every language but TypeScript.
    assert.equal(inputProperties?.["from"]?.type, "string");
    // What is private to the class is no output.
    assert.deepEqual(Object.keys(properties ?? {}).sort(), [
      "allowedBeforeMfa",
      "group",
      "groupName",
      "policy",
      "policyArn",
    ]);
  });

  it("is imported by the same name, from wherever it was added", async () => {
    const { code, stdout, output } = await sandbox.pulumi(["package", "get-schema", enforcement], {
      cwd: sandbox.dir,
    });
    assert.equal(code, 0, output);
    const { language, meta } = JSON.parse(stdout) as PackageSchema;
    const example = (file: string) => readFileSync(path.join(CHECKOUT, "examples", file), "utf8");
    assert.ok(
      example("python/__main__.py").includes(`import ${String(language["python"]?.["packageName"])} as`),
    );
    assert.ok(example("go/main.go").includes(`"${String(language["go"]?.["importBasePath"])}"`));
    assert.equal(language["csharp"]?.["rootNamespace"], "Pulumi");
    // Else the SDK for Go has no go.mod.
    assert.equal(meta.supportPack, true);
  });

  it("covers two users from a date, in YAML, changes nothing the second time, and goes", async () => {
    for (const user of ["ann", "bob"]) await createConsoleUser(iam, user);
    const app = await TestProject.ofFiles(sandbox, "covered", { "Pulumi.yaml": PROGRAM });
    await succeed(app, "package", "add", enforcement);
    await succeed(app, "up", "--yes", "--skip-preview");
    for (const UserName of ["ann", "bob"]) {
      const { Groups = [] } = await iam.send(new ListGroupsForUserCommand({ UserName }));
      assert.deepEqual(
        Groups.map(({ GroupName }) => GroupName),
        ["force-mfa"],
      );
    }
    const expected = selfServicePolicy({
      ...{ partition: "aws", from: new Date("2099-02-01T09:00:00Z"), accessKeys: true },
      exceptions: [{ actions: ["codecommit:GitPull"], expires: new Date("2099-06-30T23:59:59.999Z") }],
    });
    const { Policies = [] } = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
    const { Arn: PolicyArn, DefaultVersionId: VersionId } = Policies[0] ?? {};
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
    assert.deepEqual(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")), expected);
    const outputs = JSON.parse((await succeed(app, "stack", "output", "--json")).stdout) as {
      group: string;
      before: string[];
    };
    assert.equal(outputs.group, "force-mfa");
    assert.ok(
      outputs.before.includes("iam:EnableMFADevice") && outputs.before.includes("codecommit:GitPull"),
    );

    await succeed(app, "up", "--yes", "--skip-preview", "--expect-no-changes");
    await succeed(app, "destroy", "--yes", "--skip-preview");
    const { Groups = [] } = await iam.send(new ListGroupsCommand({}));
    assert.deepEqual(Groups, []);
  });

  it("refuses what IAM would not take, and says who does", async () => {
    const program = PROGRAM.replace("name: covered", "name: refused").replace(
      "{ accessKeys: true }",
      "{ maxSessionAge: 60 }",
    );
    const app = await TestProject.ofFiles(sandbox, "refused", { "Pulumi.yaml": program });
    await succeed(app, "package", "add", enforcement);
    const { code, output } = await app.pulumi(["preview"]);
    assert.notEqual(code, 0);
    assert.match(output, /ForceMfa humans: selfService\.maxSessionAge/);
  });

  it("is what the example in YAML asks for", async () => {
    const program = readFileSync(path.join(CHECKOUT, "examples", "yaml", "Pulumi.yaml"), "utf8");
    const app = await TestProject.ofFiles(sandbox, "example", { "Pulumi.yaml": program });
    await succeed(app, "package", "add", enforcement);
    await createConsoleUser(iam, "bob");
    await succeed(app, "up", "--yes", "--skip-preview");
    for (const UserName of ["ann", "bob"]) {
      const { Groups = [] } = await iam.send(new ListGroupsForUserCommand({ UserName }));
      assert.equal(Groups.length, 1, UserName);
    }
    assert.match(await readFile(path.join(app.dir, "Pulumi.yaml"), "utf8"), /packages:\n +mfa-guard:/);
  });
});

async function succeed(app: TestProject, ...args: string[]) {
  const result = await app.pulumi(args);
  assert.equal(result.code, 0, result.output);
  return result;
}
