import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import permissions from "../../cli/verify/permissions.json";
import readPermissions from "../../policypack/facts/permissions.json";
import { SELF_SERVICE_ACTIONS } from "../../policypack/iam/self-service-actions";
import { BROKEN } from "../policypack/iam/broken";
import { ALLOW_ALL, type JsonDocument, ours, VARIANTS, withDeny } from "../policypack/iam/documents";
import { askOracle } from "../policypack/iam/oracle";
import { ACCOUNT, accountAnswers, CREATED, type FakeUser, userArn } from "../support/fake-account";
import { type Answer, type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { type CliResult, environmentOf, runCli } from "./run-cli";
import { assertAsPublished } from "./schemas";

interface PolicyUser extends FakeUser {
  readonly policies: Readonly<Record<string, JsonDocument>>;
}

const INTACT = { ours: ours(), admin: ALLOW_ALL };
const LEAKY = {
  ours: withDeny({ NotAction: ["iam:EnableMFADevice", "iam:DeactivateMFADevice"] }),
  admin: ALLOW_ALL,
};

function person(name: string, policies: PolicyUser["policies"]): PolicyUser {
  return { name, password: true, devices: [`arn:aws:iam::${ACCOUNT}:mfa/${name}`], policies };
}

/** The authorization details of users with inline policies, which IAM percent-encodes. */
function details(users: readonly PolicyUser[]): string {
  const members = users.map((user) => {
    const policies = Object.entries(user.policies).map(([name, document]) => {
      const text = encodeURIComponent(JSON.stringify(document));
      return `<member><PolicyName>${name}</PolicyName><PolicyDocument>${text}</PolicyDocument></member>`;
    });
    return (
      `<member><UserName>${user.name}</UserName><Arn>${userArn(user)}</Arn><Path>/</Path><CreateDate>${CREATED}</CreateDate>` +
      `<UserPolicyList>${policies.join("")}</UserPolicyList></member>`
    );
  });
  return `<UserDetailList>${members.join("")}</UserDetailList><IsTruncated>false</IsTruncated>`;
}

interface Simulated {
  readonly action: string;
  readonly resource: string;
  readonly user: string;
  /** The context that the call tells of. */
  readonly context: Readonly<Record<string, string>>;
}

const MFA = "aws:MultiFactorAuthPresent";

/** AWS's simulator, which answers to each action and resource by what it is told. */
function simulator(decide: (request: Simulated) => string): (params: URLSearchParams) => Answer {
  return (params) => {
    const user = params.get("PolicySourceArn")?.split("/").at(-1) ?? "";
    const context = contextOf(params);
    const results = list(params, "ActionNames").flatMap((action) =>
      list(params, "ResourceArns").map(
        (resource) =>
          `<member><EvalActionName>${action}</EvalActionName><EvalResourceName>${resource}</EvalResourceName>` +
          `<EvalDecision>${decide({ action, resource, user, context })}</EvalDecision></member>`,
      ),
    );
    return `<EvaluationResults>${results.join("")}</EvaluationResults><IsTruncated>false</IsTruncated>`;
  };
}

function list(params: URLSearchParams, name: string): string[] {
  return [...params].flatMap(([key, value]) => (key.startsWith(`${name}.member.`) ? [value] : []));
}

function contextOf(params: URLSearchParams): Record<string, string> {
  const names = [...params].filter(([key]) => key.endsWith(".ContextKeyName"));
  const valueOf = (key: string) => params.get(key.replace(/Name$/, "Values.member.1")) ?? "";
  return Object.fromEntries(names.map(([key, name]) => [name, valueOf(key)]));
}

const EXEMPT: readonly string[] = SELF_SERVICE_ACTIONS;
const rightly = ({ action, context }: Simulated) =>
  context[MFA] === "true" || EXEMPT.includes(action) ? "allowed" : "explicitDeny";

const WORDS = {
  allowed: "allowed",
  "explicitly denied": "explicitDeny",
  "implicitly denied": "implicitDeny",
} as const;

/** Answers as an evaluator does that shares no code with ours, by no more than the call tells it. */
function independently(users: readonly PolicyUser[]) {
  return ({ action, resource, user, context }: Simulated) => {
    const documents = Object.values(users.find(({ name }) => name === user)?.policies ?? {});
    return WORDS[askOracle(documents, { action, resource, context })];
  };
}

let fake: FakeAws;
let folder: string;

async function verify(
  users: readonly PolicyUser[],
  args: readonly string[] = [],
  changes: Answers = {},
): Promise<CliResult> {
  fake = await FakeAws.start({
    ...accountAnswers(users),
    GetAccountAuthorizationDetails: details(users),
    SimulatePrincipalPolicy: simulator(rightly),
    ...changes,
  });
  const result = await runCli(["verify", ...args], { env: environmentOf(fake), cwd: folder });
  assertAsPublished("verify", args, result.stdout);
  return result;
}

describe("mfa-guard verify", () => {
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-verify-"));
  });

  afterEach(async () => {
    await fake.stop();
    await rm(folder, { recursive: true });
  });

  it("passes where nothing but the self-service set works without MFA", async () => {
    const { code, stdout, stderr } = await verify([person("ann", INTACT), person("bob", INTACT)]);
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /account 111122223333: 2 pass$/m);
    assert.match(stdout, /#1 +\S* +2 +\S* +now +\S* +9 +\S* +9 +\S* +22091/);
    assert.match(stdout, /✔ passes/);
    assert.equal(fake.counts()["SimulatePrincipalPolicy"], undefined);
  });

  it("names what works without MFA, for whom, and by which statement", async () => {
    const { code, stdout } = await verify([
      person("ann", INTACT),
      person("bob", LEAKY),
      person("cid", { admin: ALLOW_ALL }),
    ]);
    assert.equal(code, 1);
    assert.match(stdout, /1 pass, 1 with more open, 1 not covered/);
    assert.match(stdout, /✖ more than the self-service set works without MFA: bob/);
    assert.match(stdout, /policy ours: iam:DeactivateMFADevice works without MFA/);
    assert.match(stdout, /- 1 action .*: iam:DeactivateMFADevice; allowed by statement 1 of policy admin/);
    assert.match(stdout, /✖ under no policy that forces MFA: cid/);
  });

  it("goes by the rollout file of the folder", async () => {
    const rollout = `account: new\nexemptions: [{ user: cid, owner: sec, reason: sealed, expires: 2027-01-31 }]\n`;
    await writeFile(path.join(folder, "rollout.yaml"), rollout);
    const { code, stdout } = await verify([person("ann", INTACT), person("cid", { admin: ALLOW_ALL })]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /exempt: cid \(until 2027-01-31\)/);
  });

  it("is not green where policies may not be read", async () => {
    const changes = { GetAccountAuthorizationDetails: new AwsError("AccessDenied", "not authorized") };
    const { code, stdout } = await verify([person("ann", INTACT)], [], changes);
    assert.equal(code, 2, stdout);
    assert.match(
      stdout,
      /Not judged\n.*iam:GetAccountAuthorizationDetails.*AccessDenied.*\(account 111122223333, ann\)/,
    );
    await fake.stop();
    assert.equal((await verify([person("ann", INTACT)], ["--allow-unknown"], changes)).code, 0);
  });

  it("gives programs the same fields every time", async () => {
    const { stdout } = await verify([person("bob", LEAKY), person("ann", INTACT)], ["--format", "json"]);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    assert.deepEqual(Object.keys(report), [
      ...[
        "version",
        "account",
        "passwords",
        "notLookedAt",
        "at",
        "actions",
        "actionList",
        "result",
        "counts",
      ],
      "users",
      "exempt",
      ...["policySets", "unknown", "simulation"],
    ]);
    assert.deepEqual(report["users"], [
      {
        ...{ name: "ann", verdict: "passes", from: null },
        ...{ message: "without MFA only the self-service set works", policySet: 1 },
      },
      {
        ...{ name: "bob", verdict: "fails", from: null },
        ...{ message: "more than the self-service set works without MFA", policySet: 2 },
      },
    ]);
    const [, leaky] = report["policySets"] as { moments: { exceptions: unknown[] }[] }[];
    assert.deepEqual(leaky?.moments[0]?.exceptions, [
      {
        ...{ count: 1, actions: ["iam:DeactivateMFADevice"] },
        situations: [false, true].flatMap((viaService) =>
          ["absent", "false"].map((mfa) => ({ mfa, viaService })),
        ),
        ...{
          allowedBy: { policy: "admin", sid: null, statement: 1 },
          cannotTell: null,
          someResources: false,
        },
      },
    ]);
    assert.equal(report["simulation"], null);
  });

  it("writes to a file", async () => {
    const { stdout } = await verify([person("ann", INTACT)], ["--format", "json", "--output", "proof.json"]);
    assert.equal(stdout, "");
    assert.equal(JSON.parse(await readFile(path.join(folder, "proof.json"), "utf8")).result, "passes");
  });

  describe("--live", () => {
    it("says how often it will ask, and finds AWS of the same mind", async () => {
      const { code, stdout, stderr } = await verify(
        [person("ann", INTACT), person("bob", INTACT)],
        ["--live"],
      );
      assert.equal(code, 0, stdout);
      assert.match(stderr, /will be asked 6 times, about 2 of 2 covered users; never more than 300/);
      assert.match(stdout, /AWS's simulator: \d+ decisions on 2 users in 6 calls\n.*✔ none disagrees/);
      assert.doesNotMatch(stdout, /not hit by any sample/);
    });

    it("asks with the key absent, false and true, about whom it names", async () => {
      await verify([person("ann", INTACT)], ["--live"]);
      const calls = fake.calls
        .filter(({ action }) => action === "SimulatePrincipalPolicy")
        .map(({ params }) => params);
      const told = calls.map(contextOf);
      assert.deepEqual(told.map((context) => context[MFA] ?? "absent").sort(), ["absent", "false", "true"]);
      assert.ok(told.every((context) => context["aws:username"] === "ann"));
      assert.deepEqual(
        new Set(calls.map((params) => params.get("PolicySourceArn"))),
        new Set([userArn({ name: "ann" })]),
      );
    });

    it("takes a disagreement for a finding", async () => {
      const wrongly = (request: Simulated) =>
        request.action === "s3:ListAllMyBuckets" && !(MFA in request.context) ? "allowed" : rightly(request);
      const changes = { SimulatePrincipalPolicy: simulator(wrongly) };
      await verify([person("ann", INTACT)], ["--live", "--format", "json"], changes);
      await fake.stop();
      const { code, stdout } = await verify([person("ann", INTACT)], ["--live"], changes);
      assert.equal(code, 1);
      assert.match(
        stdout,
        /✖ 1 disagree:\n  - ann, with a long-term access key, at 2026-11-21 12:00 UTC: s3:ListAllMyBuckets on \* denied by the policies, and AWS says allowed/,
      );
    });

    it("hits every statement, and an independent evaluator agrees, whatever the policies", async () => {
      // Of NotResource on an action without a resource the other evaluator says that it does not apply; AWS's text,
      // that it is about all but those listed: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
      const broken = Object.entries(BROKEN).filter(
        ([, { document }]) => !JSON.stringify(document).includes("NotResource"),
      );
      const documents = [...Object.values(VARIANTS), ...broken.map(([, { document }]) => document)];
      const users = documents.map((document, i) => person(`user-${i}`, { document, admin: ALLOW_ALL }));
      const SimulatePrincipalPolicy = simulator(independently(users));
      const args = ["--live", "--max-calls", "1000", "--format", "json"];
      const { stdout } = await verify(users, args, { SimulatePrincipalPolicy });
      const { simulation } = JSON.parse(stdout) as {
        simulation: Record<string, unknown> & { compared: number };
      };
      const { compared, disagreements, missed, unknown, leftOut } = simulation;
      assert.deepEqual([disagreements, unknown, leftOut], [[], [], []]);
      assert.deepEqual(
        (missed as { sid: string }[]).map(({ sid }) => sid),
        // One that exempts everything; two of a document without Version, in which variables are plain text.
        ["DenyAllExceptListedIfNoMFA", "AllowManageOwnMFA", "AllowDeactivateOwnMFAWithMFA"],
      );
      assert.ok(compared > 15 * users.length, `${compared} decisions on ${users.length} users`);
    });

    it("keeps to the number of calls, and tells whom it leaves out", async () => {
      const users = [person("ann", INTACT), person("bob", INTACT), person("cid", LEAKY)];
      const { stdout, stderr } = await verify(users, ["--live", "--max-calls", "7"]);
      assert.match(stderr, /6 times, about 2 of 3 covered users; never more than 7/);
      // One of each set of policies before a second of any.
      assert.match(stdout, /left out by --max-calls: bob/);
      assert.equal(fake.counts()["SimulatePrincipalPolicy"], 6);
    });

    for (const [what, error] of Object.entries({
      "a permission that is missing": new AwsError(
        "AccessDenied",
        "not authorized to perform: iam:SimulatePrincipalPolicy",
      ),
      "an API that is not there": new AwsError("InvalidAction", "no such action", 400),
    })) {
      it(`is unknown, after one call: ${what}`, async () => {
        const { code, stdout } = await verify([person("ann", INTACT), person("bob", INTACT)], ["--live"], {
          SimulatePrincipalPolicy: error,
        });
        assert.equal(code, 2, stdout);
        assert.equal(fake.counts()["SimulatePrincipalPolicy"], 1);
        assert.match(stdout, new RegExp(`iam:SimulatePrincipalPolicy answered ${error.code}`));
        assert.match(stdout, /\? none disagrees/);
      });
    }

    it("asks for actions one by one where AWS does not take them together", async () => {
      const refuse = new AwsError(
        "InvalidInput",
        "Invalid Input Actions: [a] and [b] require different authorization information.",
        400,
      );
      const answer = simulator(rightly);
      const SimulatePrincipalPolicy = (params: URLSearchParams) =>
        params.has("ActionNames.member.2") ? refuse : answer(params);
      const { code, stdout } = await verify([person("ann", INTACT)], ["--live"], { SimulatePrincipalPolicy });
      assert.equal(code, 0, stdout);
      assert.match(stdout, /✔ none disagrees/);
      await fake.stop();
      const few = await verify([person("ann", INTACT)], ["--live", "--max-calls", "4"], {
        SimulatePrincipalPolicy,
      });
      assert.equal(few.code, 2);
      assert.match(few.stdout, /TooManyCalls/);
      assert.equal(fake.counts()["SimulatePrincipalPolicy"], 4);
    });

    it("needs just the permission that is in its file, besides those of reading", async () => {
      await verify([person("ann", INTACT)], ["--live"]);
      const known = [...permissions.Statement, ...readPermissions.Statement].flatMap(({ Action }) => Action);
      const services: Record<string, string> = {
        GetCallerIdentity: "sts",
        GetConsoleAuthorizationConfiguration: "signin",
      };
      const made = Object.keys(fake.counts()).map((name) => `${services[name] ?? "iam"}:${name}`);
      assert.deepEqual(
        made.filter((action) => !known.includes(action)),
        [],
      );
      assert.ok(made.includes(permissions.Statement[0]?.Action[0] ?? "none"));
    });
  });
});
