import assert from "node:assert/strict";
import { type IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { sandboxIam } from "../../sandbox/demo/account";
import { toStderr } from "../../sandbox/progress";
import { openSandbox, type Sandbox } from "../support/sandbox";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";
import { createConsoleUser } from "../support/live-account";
import { PACK, type PulumiResult, TestProject, WAY_ON } from "../support/project";
import { skip } from "../support/skip";

const HOLEY = JSON.stringify(selfServicePolicy({ partition: "aws" })).replaceAll("BoolIfExists", "Bool");

/** A user whom nothing covers, and a policy with a weakness; each with these options, the user of this name. */
const program = (options = "{}", args = '{ name: "ann" }') => `
const ann = new aws.iam.User("ann", ${args}, ${options});
new aws.iam.UserLoginProfile("ann-login", { user: ann.name }, ${options});
new aws.iam.Policy("holey", { name: "holey", policy: ${JSON.stringify(HOLEY)} }, ${options});
`;

const IN_COMPONENTS = `
const inside = (name, parent) => new pulumi.ComponentResource("my:index:Team", name, {}, { parent });
const parent = inside("c", inside("b", inside("a")));
${program("{ parent }")}`;

const WITH_SECOND_PROVIDER = `${program()}
const provider = new aws.Provider("other", {
  region: "eu-west-1",
  assumeRoles: [{ roleArn: "arn:aws:iam::222222222222:role/deploy" }],
});
const eve = new aws.iam.User("eve", { name: "eve" }, { provider });
new aws.iam.UserLoginProfile("eve-login", { user: eve.name }, { provider });`;

const OF_UNKNOWN_NAME = program().replace("{ user: ann.name }", "{ user: ann.uniqueId }");

const OF_NOBODY = 'new aws.iam.Group("g", { name: "g" });';

const urn = (type: string, name: string) => `urn:pulumi:test::app::aws:iam/${type}::${name}`;
const ANN = [urn("user:User", "ann"), urn("userLoginProfile:UserLoginProfile", "ann-login")];
const HOLE = urn("policy:Policy", "holey");
const each = (flag: string, urns: readonly string[]) => urns.flatMap((urn) => [flag, urn]);

const left = (...urns: string[]) =>
  `advisory facts-complete (app-test): ${urns.length === 1 ? "1 resource is" : `${urns.length} resources are`} not checked, ` +
  `because this command does not make ${urns.length === 1 ? "it" : "them"}, by its --target or --exclude: ` +
  [...urns]
    .sort()
    .map((urn) => `- ${urn}`)
    .join(" ");

/** What a flow has to say, given what a plain preview says. */
type Findings = readonly string[];
type Expected = (plain: Findings) => Findings;
const same: Expected = (plain) => plain;
const without =
  (about: string): Expected =>
  (plain) =>
    plain.filter((line) => !line.includes(`(${about})`));
const and =
  (expected: Expected, ...more: string[]): Expected =>
  (plain) =>
    [...expected(plain), ...more].sort();

interface Flow {
  readonly args: readonly string[];
  readonly says: Expected;
  /** The program above, where nothing is said. */
  readonly program?: string;
  readonly env?: Record<string, string>;
  readonly read?: (result: PulumiResult) => Findings;
}

const STREAM = { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" };

const BEFORE: Readonly<Record<string, Flow>> = {
  "preview --diff": { args: ["preview", "--diff"], says: same, read: inDiff },
  "preview --json, as a stream": { args: ["preview", "--json"], env: STREAM, says: same, read: inEvents },
  up: { args: ["up", "--yes"], says: same },
  "up --target": {
    args: ["up", "--yes", ...each("--target", ANN)],
    says: and(without("holey"), left(HOLE)),
  },
  "up --exclude": {
    args: ["up", "--yes", ...each("--exclude", ANN)],
    says: and(without("ann-login"), left(...ANN)),
  },
  protect: { args: ["preview"], program: program("{ protect: true }"), says: same },
  retainOnDelete: { args: ["preview"], program: program("{ retainOnDelete: true }"), says: same },
  "components three deep": { args: ["preview"], program: IN_COMPONENTS, says: same },
  "a secret name": {
    args: ["preview"],
    program: program("{}", '{ name: pulumi.secret("ann") }'),
    says: (plain) => plain.map((line) => line.replace(": ann gets", ": [secret] gets")),
  },
  "a name that Pulumi makes": {
    args: ["preview"],
    program: program("{}", "{}"),
    says: (plain) => plain.map((line) => line.replace(": ann gets", ": ann-RANDOM gets")),
  },
  // What the name depends on tells whose it is.
  "a name that is not known, of a user of the stack": {
    args: ["preview"],
    program: OF_UNKNOWN_NAME,
    says: same,
  },
  "two providers": {
    args: ["preview"],
    program: WITH_SECOND_PROVIDER,
    says: and(
      same,
      "mandatory new-console-user-covered (eve-login): eve gets a console password in account 222222222222, " +
        "and neither this stack nor the account puts them under a force-MFA policy.",
    ),
  },
};

/** Once the stack is there; each says what a plain preview says then. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  "preview --refresh": ["preview", "--refresh"],
  "up --refresh": ["up", "--yes", "--refresh"],
  "up --target of the one": ["up", "--yes", "--target", HOLE],
};

let sandbox: Sandbox;
let iam: IAMClient;
let app: TestProject;

describe("the pack, in every flow under the engine", () => {
  before(async () => {
    sandbox = await openSandbox({}, toStderr);
    iam = sandboxIam(sandbox.env);
    await createConsoleUser(iam, "bob");
    app = await TestProject.create(sandbox, "app", program());
  });
  after(() => sandbox.close());

  describe("before anything is deployed", () => {
    let plain: Findings;
    before(async () => {
      plain = saidSomething(await app.preview());
    });

    it("has something to say of a live user, a planned one and a policy", () => {
      assert.deepEqual(plain.map(head), [
        "advisory force-mfa-coverage (app-test)",
        "mandatory console-user-mfa (app-test)",
        "mandatory force-mfa-intact (holey)",
        "mandatory new-console-user-covered (ann-login)",
      ]);
    });

    for (const [name, flow] of Object.entries(BEFORE)) {
      it(`says as much: ${name}`, async () => {
        await app.setProgram(flow.program ?? program());
        const result = await app.pulumi([...flow.args, "--policy-pack", PACK], flow.env);
        assert.deepEqual(said(result, flow.read), flow.says(plain), result.output);
        assert.notEqual(result.code, 0, result.output);
        assert.deepEqual(await liveUsers(), ["bob"]);
      });
    }

    it("fails preview --json also where the engine leaves findings out of it", async () => {
      await app.setProgram(program());
      const { code, stdout } = await app.preview({}, "--json");
      assert.notEqual(code, 0);
      assert.match(stdout, /"message": "error: preview failed/);
    });
  });

  describe("once the stack is there", () => {
    let plain: Findings;
    before(async () => {
      await app.setProgram(program());
      await done("up", "--yes");
      plain = saidSomething(await app.preview());
    });

    it("has something to say of both users and of the policy", () => {
      assert.match(plain.join("\n"), /mandatory console-user-mfa \(.*- ann: .*- bob: /);
      assert.match(plain.join("\n"), /mandatory force-mfa-intact \(holey\)/);
    });

    for (const [name, args] of Object.entries(AFTER)) {
      it(`says as much: ${name}`, async () => {
        const result = await app.pulumi([...args, "--policy-pack", PACK]);
        assert.deepEqual(said(result), plain, result.output);
        assert.notEqual(result.code, 0);
      });
    }

    it("says as much after refresh, which takes no pack", async () => {
      assert.match(
        (await app.pulumi(["refresh", "--policy-pack", PACK])).output,
        /unknown flag: --policy-pack/,
      );
      await done("refresh", "--yes");
      assert.deepEqual(said(await app.preview()), plain);
    });

    it("says as much of a stack without its program, by pulumi policy analyze", async function () {
      const { output } = await app.pulumi(["policy", "--help"]);
      if (!/^ {2}analyze /m.test(output))
        return skip(this, `Pulumi ${sandbox.engine.version} has no policy analyze`);
      const result = await app.pulumi(["policy", "analyze", "--policy-pack", PACK]);
      assert.deepEqual(said(result), plain, result.output);
      assert.notEqual(result.code, 0);
    });

    it("says as much of a user who leaves the stack and stays in the account", async () => {
      await app.setProgram(program("{ retainOnDelete: true }"));
      await done("up", "--yes");
      await app.setProgram("");
      await done("up", "--yes");
      assert.deepEqual(await liveUsers(), ["ann", "bob"]);
      await app.setProgram(OF_NOBODY);
      assert.deepEqual(withoutMfa(said(await app.preview())), withoutMfa(plain));
    });

    // What a live user has or lacks is a finding about the account, whether or not the user is in the stack.
    it("says as much of a user whom pulumi import takes in, and protects", async () => {
      await done("import", "--yes", "--generate-code=false", "aws:iam/user:User", "bob", "bob");
      await app.setProgram('new aws.iam.User("bob", { name: "bob" }, { protect: true });');
      assert.deepEqual(withoutMfa(said(await app.preview())), withoutMfa(plain));
    });

    it("lets destroy go, which takes no pack, and says as much of who is left", async () => {
      await done("state", "unprotect", "--all", "--yes");
      await done("destroy", "--yes");
      assert.deepEqual(await liveUsers(), ["ann"]);
      await app.setProgram(OF_NOBODY);
      const [found, ...more] = withoutMfa(said(await app.preview()));
      assert.match(found ?? "", /^mandatory console-user-mfa \(app-test\): 1 of 1 .*: - ann: /);
      assert.deepEqual(more, []);
    });
  });
});

/** Runs a command without the pack, which has to succeed. */
async function done(command: string, ...args: string[]): Promise<void> {
  const skipped = command === "up" ? ["--skip-preview"] : [];
  const { code, output } = await app.pulumi([command, ...skipped, ...args]);
  assert.equal(code, 0, output);
}

async function liveUsers(): Promise<string[]> {
  const { Users: users = [] } = await iam.send(new ListUsersCommand({}));
  return users.map(({ UserName }) => UserName ?? "").sort();
}

/** The same of what others are compared with: a pack that did not start says as little as another that did not. */
function saidSomething(result: PulumiResult): Findings {
  const found = said(result);
  assert.notDeepEqual(found, [], result.output);
  return found;
}

/** What the pack says. Every finding is about somebody or something, and no exception of the pack's. */
function said(result: PulumiResult, read = ({ violations }: PulumiResult): Findings => violations): Findings {
  const found = read(result).map((line) => line.replace(/\bann-[0-9a-f]{7}\b/, "ann-RANDOM"));
  assert.doesNotMatch(result.output, /Error: .*\n\s+at |can't run policy|undefined|\[object /);
  for (const line of found) assert.doesNotMatch(line, /\(\)|: (gets|has|is)\b|""|: *$/, line);
  return found;
}

function withoutMfa(found: Findings): Findings {
  return found.filter((line) => line.startsWith("mandatory console-user-mfa "));
}

function head(finding: string): string {
  return finding.slice(0, finding.indexOf(": "));
}

/** `--diff` has each finding below its resource, with no blank between name and description. */
function inDiff({ output }: PulumiResult): Findings {
  const found = output.matchAll(
    /^ +mfa-guard@\S+ \[(\w+)\].*? {2}(\S+) +\([^()]*: ([^()]*)\).*\n((?:\S.*\n| {2}- .*\n)*?)(?=What to do first|All steps|Resources:| +mfa-guard@)/gm,
  );
  return [...found]
    .map(([, level, rule, name, text = ""]) => `${level} ${rule} (${name}): ${oneLine(text)}`)
    .sort();
}

interface PolicyEvent {
  readonly policyName: string;
  readonly enforcementLevel: string;
  readonly resourceUrn: string;
  readonly message: string;
}

function inEvents({ stdout }: PulumiResult): Findings {
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { policyEvent?: PolicyEvent });
  return events
    .flatMap(({ policyEvent }) => policyEvent ?? [])
    .map(({ policyName, enforcementLevel, resourceUrn, message }) => {
      const [, ...text] = message.split("\n");
      return `${enforcementLevel} ${policyName} (${resourceUrn.split("::").at(-1)}): ${oneLine(text.join("\n"))}`;
    })
    .sort();
}

function oneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "" && !WAY_ON.test(line)).join(" ");
}
