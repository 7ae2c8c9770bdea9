import assert from "node:assert/strict";
import { check, DEFAULTS } from "../../sandbox/provider/check";
import { readConfig } from "../../sandbox/provider/config";
import { findKeys } from "../../sandbox/provider/credentials";
import { diff } from "../../sandbox/provider/diff";
import { describe as explain } from "../../sandbox/provider/errors";
import { renderPolicyDocument } from "../../sandbox/provider/functions/policy-document";
import { previewCreate, previewUpdate } from "../../sandbox/provider/lifecycle";
import { samePolicy } from "../../sandbox/provider/policy-json";
import type { ResourceType } from "../../sandbox/provider/resource-type";
import { resourceTypes } from "../../sandbox/provider/resources";
import { generatePassword } from "../../sandbox/provider/resources/user-login-profile";
import { AwsService } from "../../sandbox/provider/service";
import { decode, encode, secret, UNKNOWN, type Props } from "../../sandbox/provider/wire";

const ACCOUNT = "arn:aws:iam::123456789012";
const at = { name: "alice", seed: Buffer.from("seed"), defaultTags: {} };

function type(name: string): ResourceType {
  const found = resourceTypes.find(
    (each) => each.token.startsWith("aws:iam/") && each.token.endsWith(`:${name}`),
  );
  return found ?? assert.fail(`no such type: ${name}`);
}

describe("sandbox provider: inputs", () => {
  it("makes a name where there is none, and notes it", () => {
    const { inputs } = check(type("User"), {}, {}, at);
    assert.match(String(inputs["name"]), /^alice-[0-9a-f]{7}$/);
    assert.deepEqual(inputs[DEFAULTS], ["forceDestroy", "name", "path"]);
  });

  it("keeps a name that it made", () => {
    const before = check(type("User"), {}, {}, at).inputs;
    const after = check(type("User"), before, {}, { ...at, seed: Buffer.from("another") }).inputs;
    assert.equal(after["name"], before["name"]);
  });

  it("makes a new name where the program no longer gives one", () => {
    const before = check(type("User"), {}, { name: "bob" }, at).inputs;
    assert.notEqual(check(type("User"), before, {}, at).inputs["name"], "bob");
  });

  it("shortens a long name to what IAM takes", () => {
    const { inputs } = check(type("User"), {}, {}, { ...at, name: "x".repeat(90) });
    assert.equal(String(inputs["name"]).length, 64);
  });

  it("adds the provider's default tags, below the program's own", () => {
    const defaultTags = { env: "demo", team: "a" };
    const { inputs } = check(type("User"), {}, { tags: { team: "b" } }, { ...at, defaultTags });
    assert.deepEqual(inputs["tags"], { env: "demo", team: "b" });
  });

  it("turns a policy document into JSON, and one with an unknown inside into an unknown", () => {
    const policyOf = (policy: unknown) => check(type("Policy"), {}, { policy }, at).inputs["policy"];
    assert.equal(policyOf({ Version: "2012-10-17" }), '{"Version":"2012-10-17"}');
    assert.equal(policyOf({ Statement: [{ Resource: UNKNOWN }] }), UNKNOWN);
  });

  it("refuses an input that it would have to ignore", () => {
    const { failures } = check(type("UserLoginProfile"), {}, { user: "bob", pgpKey: "keybase:x" }, at);
    assert.deepEqual(
      failures.map((each) => each.property),
      ["pgpKey"],
    );
  });
});

describe("sandbox provider: differences", () => {
  const document = (actions: string | string[]) => JSON.stringify({ Statement: { Action: actions } });
  const named = { [DEFAULTS]: [] };
  const autonamed = { [DEFAULTS]: ["name"] };
  const cases: [string, string, Props, Props, { changes: string[]; replaces: string[]; first: boolean }][] = [
    [
      "no tags and empty tags are the same",
      "User",
      { name: "a" },
      { name: "a", tags: {} },
      { changes: [], replaces: [], first: false },
    ],
    [
      "a renamed user is updated",
      "User",
      { name: "a" },
      { name: "b" },
      { changes: ["name"], replaces: [], first: false },
    ],
    [
      "the order of a membership's users says nothing",
      "GroupMembership",
      { users: ["a", "b"] },
      { users: ["b", "a"] },
      { changes: [], replaces: [], first: false },
    ],
    [
      "another group replaces a membership",
      "GroupMembership",
      { group: "a" },
      { group: "b", ...autonamed },
      { changes: ["group"], replaces: ["group"], first: false },
    ],
    [
      "another length replaces a login profile",
      "UserLoginProfile",
      { passwordLength: 20 },
      { passwordLength: 30 },
      { changes: ["passwordLength"], replaces: ["passwordLength"], first: false },
    ],
    [
      "what AWS chose where the program doesn't is no change",
      "UserLoginProfile",
      { passwordResetRequired: true },
      {},
      { changes: [], replaces: [], first: false },
    ],
    [
      "one action, alone or in a list, is no change",
      "Policy",
      { policy: document("*") },
      { policy: document(["*"]) },
      { changes: [], replaces: [], first: false },
    ],
    [
      "another document updates a policy",
      "Policy",
      { policy: document("*") },
      { policy: document("a:*") },
      { changes: ["policy"], replaces: [], first: false },
    ],
    [
      "a description replaces a policy of which the name was made",
      "Policy",
      { description: "a" },
      { description: "b", ...autonamed },
      { changes: ["description"], replaces: ["description"], first: false },
    ],
    [
      "a description replaces a policy of a chosen name, the old one first gone",
      "Policy",
      { description: "a" },
      { description: "b", ...named },
      { changes: ["description"], replaces: ["description"], first: true },
    ],
    [
      "an unknown policy replaces an attachment, the old one first gone",
      "UserPolicyAttachment",
      { policyArn: "arn" },
      { policyArn: UNKNOWN },
      { changes: ["policyArn"], replaces: ["policyArn"], first: true },
    ],
  ];
  for (const [title, name, olds, news, want] of cases)
    it(title, () => {
      const got = diff(type(name), olds, news);
      const { replaces, deleteBeforeReplace: first } = got;
      assert.deepEqual({ changes: Object.keys(got.changes), replaces, first }, want);
    });
});

describe("sandbox provider: previews", () => {
  it("know the inputs of a new resource and not what AWS will say", () => {
    const state = previewCreate(type("User"), { name: "bob", [DEFAULTS]: [] });
    assert.deepEqual(state, { name: "bob", arn: UNKNOWN, tagsAll: UNKNOWN, uniqueId: UNKNOWN });
  });

  it("know no ARN of a user that is about to be renamed, and that of one with other tags", () => {
    const old = { name: "bob", arn: `${ACCOUNT}:user/bob` };
    assert.equal(previewUpdate(type("User"), old, { name: "rob" })["arn"], UNKNOWN);
    assert.equal(previewUpdate(type("User"), old, { name: "bob", tags: { a: "b" } })["arn"], old.arn);
  });

  it("mark a password as a secret even before there is one", () => {
    const state = previewCreate(type("UserLoginProfile"), { user: "bob" });
    assert.deepEqual(state["password"], secret(UNKNOWN));
  });
});

describe("sandbox provider: policy documents", () => {
  const same: [string, unknown, unknown][] = [
    ["order of keys", { Version: "1", Statement: [] }, { Statement: [], Version: "1" }],
    ["form of a single statement", { Statement: { Sid: "a" } }, { Statement: [{ Sid: "a" }] }],
    [
      "order of statements",
      { Statement: [{ Sid: "a" }, { Sid: "b" }] },
      { Statement: [{ Sid: "b" }, { Sid: "a" }] },
    ],
    ["order of actions", { Statement: { Action: ["a", "b"] } }, { Statement: { Action: ["b", "a"] } }],
    [
      "form of a condition's true",
      { Statement: { Condition: { Bool: { x: true } } } },
      { Statement: { Condition: { Bool: { x: ["true"] } } } },
    ],
  ];
  for (const [title, left, right] of same)
    it(`are the same whatever the ${title}`, () =>
      assert.equal(samePolicy(JSON.stringify(left), JSON.stringify(right)), true));

  const different: [string, string, string][] = [
    ["effect", '{"Statement":{"Effect":"Allow"}}', '{"Statement":{"Effect":"Deny"}}'],
    ["key", '{"Statement":{"Action":"a"}}', '{"Statement":{"NotAction":"a"}}'],
    ["text that is no JSON", "{", "{}"],
  ];
  for (const [title, left, right] of different)
    it(`differ by ${title}`, () => assert.equal(samePolicy(left, right), false));
});

describe("sandbox provider: getPolicyDocument", () => {
  const render = (args: Parameters<typeof renderPolicyDocument>[0]): unknown =>
    JSON.parse(renderPolicyDocument(args).minifiedJson);

  it("renders a statement as Terraform does", () => {
    const statement = {
      sid: "DenyWithoutMfa",
      effect: "Deny",
      notActions: ["iam:ListUsers", "iam:ListMFADevices"],
      resources: [`${ACCOUNT}:user/&{aws:username}`],
      principals: [{ type: "AWS", identifiers: ["*"] }],
      conditions: [{ test: "BoolIfExists", variable: "aws:MultiFactorAuthPresent", values: ["false"] }],
    };
    const rendered = {
      Sid: "DenyWithoutMfa",
      Effect: "Deny",
      NotAction: ["iam:ListUsers", "iam:ListMFADevices"],
      Resource: `${ACCOUNT}:user/\${aws:username}`,
      Principal: { AWS: "*" },
      Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } },
    };
    assert.deepEqual(render({ statements: [statement] }), { Version: "2012-10-17", Statement: [rendered] });
  });

  it("keeps the values of one condition together, and joins those of the same key", () => {
    const conditions = ["a", "b"].map((each) => ({ test: "StringLike", variable: "aws:x", values: [each] }));
    const [statement] = (render({ statements: [{ actions: ["*"], conditions }] }) as { Statement: Props[] })
      .Statement;
    assert.deepEqual(statement?.["Condition"], { StringLike: { "aws:x": ["a", "b"] } });
  });

  it("writes everybody as a star", () => {
    const principals = [{ type: "*", identifiers: ["*"] }];
    const [statement] = (render({ statements: [{ principals }] }) as { Statement: Props[] }).Statement;
    assert.equal(statement?.["Principal"], "*");
  });

  it("puts an override in the place of the statement with its Sid", () => {
    const source = JSON.stringify({ Statement: [{ Sid: "A", Action: "a" }, { Action: "b" }] });
    const over = JSON.stringify({ Statement: { Sid: "A", Action: "c" } });
    assert.deepEqual(render({ sourcePolicyDocuments: [source], overridePolicyDocuments: [over] }), {
      Version: "2012-10-17",
      Statement: [{ Sid: "A", Action: "c" }, { Action: "b" }],
    });
  });

  it("refuses one Sid twice", () => {
    const statements = [{ sid: "A" }, { sid: "A" }];
    assert.throws(() => renderPolicyDocument({ statements }), /duplicate Sid \(A\)/);
  });
});

describe("sandbox provider: configuration", () => {
  const local = "http://127.0.0.1:5000";
  const endpoints = (iam: string) => ({ endpoints: JSON.stringify([{ iam, sts: local }]) });

  for (const url of [local, "http://localhost:1", "http://[::1]:1", "http://127.9.9.9:1"])
    it(`takes ${url}`, () => assert.equal(readConfig(endpoints(url), {}).endpoints.iam, url));

  const refused = [
    "https://iam.amazonaws.com",
    "http://169.254.169.254",
    "http://10.0.0.1:5000",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "http://127.0.0.1@example.com",
    "127.0.0.1:5000",
  ];
  for (const url of refused)
    it(`refuses ${url}`, () => {
      assert.throws(() => readConfig(endpoints(url), {}), /is refused.*mfa-guard sandbox/);
      assert.throws(() => readConfig({}, { AWS_ENDPOINT_URL: url }), /is refused/);
    });

  it("refuses any endpoint that is not local, used or not", () => {
    const list = JSON.stringify([{ iam: local }, { s3: "https://s3.amazonaws.com" }]);
    assert.throws(() => readConfig({ endpoints: list }, {}), /is refused/);
  });

  it("refuses to run without an endpoint", () => {
    assert.throws(() => readConfig({}, {}), /no endpoint is configured/);
    assert.throws(() => new AwsService().configure({ region: "eu-west-1" }, {}), /no endpoint is configured/);
  });

  it("prefers the provider's own settings to the environment's", () => {
    const env = { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_REGION: "us-west-2", AWS_ACCESS_KEY_ID: "env" };
    const args = { ...endpoints(local), region: "eu-west-1", accessKey: "own", secretKey: "s" };
    const config = readConfig(args, env);
    assert.equal(config.region, "eu-west-1");
    assert.equal(config.endpoints.iam, local);
    assert.equal(findKeys(config, env).accessKeyId, "own");
  });

  it("looks for keys nowhere but in the settings, static profiles and the environment", () => {
    assert.equal(findKeys({}, {}).accessKeyId, "sandbox");
    const env = { AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
    assert.throws(() => findKeys({ profile: "prod" }, env), /the profile prod has no static keys/);
  });
});

describe("sandbox provider: errors and values", () => {
  it("says what to do about a type or a function that it doesn't know", async () => {
    const service = new AwsService();
    const type = "aws:s3/bucket:Bucket";
    assert.throws(
      () => service.diff(type, {}, {}),
      /does not know the resource type aws:s3.*install the real/,
    );
    await assert.rejects(service.invoke("aws:s3/getBucket:getBucket", {}), /does not know the function/);
  });

  it("puts an AWS error on one line", () => {
    const error = Object.assign(new Error("User bob\n already exists."), {
      name: "EntityAlreadyExistsException",
    });
    const { message } = explain("creating IAM User (bob)", error);
    assert.equal(message, "creating IAM User (bob): EntityAlreadyExists: User bob already exists.");
  });

  it("reads secrets bare from the wire, and leaves out what is undefined", () => {
    assert.deepEqual(decode(encode({ a: secret({ b: [secret(1)] }), c: undefined })), { a: { b: [1] } });
  });

  it("makes passwords with every class of characters", () => {
    const password = generatePassword(8);
    assert.equal(password.length, 8);
    for (const each of [/[a-z]/, /[A-Z]/, /[0-9]/, /[^a-zA-Z0-9]/]) assert.match(password, each);
    assert.throws(() => generatePassword(4), /passwordLength is 4/);
  });
});
