import assert from "node:assert/strict";
import {
  CERTIFICATES_NOT_IN_SNAPSHOT,
  CERTIFICATIONS_NOT_ASKED,
  OTHER_CREDENTIALS_NOT_ASKED,
} from "../../../policypack/facts/not-asked";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Connection } from "../../../policypack/facts/connection";
import { type Fact, known } from "../../../policypack/facts/fact";
import { unreadable } from "../../../policypack/facts/unreadable";
import type { AccountFacts, Certifications, CallerIdentity } from "../../../policypack/facts/account-facts";
import { overlay } from "../../../policypack/facts/planned/overlay";
import { readPlan } from "../../../policypack/facts/planned/read-plan";
import { readSnapshot } from "../../../policypack/facts/snapshot/read-snapshot";
import { snapshotReader } from "../../../policypack/facts/snapshot/snapshot-reader";
import { toSnapshot } from "../../../policypack/facts/snapshot/write";
import { parsePolicyDocument } from "../../../policypack/iam/policy-document";
import { selfServicePolicy } from "../../../policypack/policy/self-service-policy";
import {
  consoleUser,
  forceMfaGroup,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  NOW,
  password,
  role,
  userWithoutMfa,
  VIRTUAL,
} from "../../support/accounts";
import { resource } from "../../support/stack";

const HOUR = 60 * 60_000;
const LIMITS = { maxAge: HOUR, now: NOW, name: "facts.json" };

const inline = { ...managedPolicy(selfServicePolicy({ partition: "aws" })), name: "mine" };
/** A document of every element that IAM has, with one key under two operators. */
const ODD = parsePolicyDocument(
  JSON.stringify({
    Statement: {
      Sid: "x",
      Effect: "Deny",
      NotAction: "iam:*",
      NotResource: ["a", "b"],
      Condition: {
        Bool: { "aws:MultiFactorAuthPresent": "false", __proto__key: 1 },
        BoolIfExists: { "aws:MultiFactorAuthPresent": false },
      },
    },
  }),
);

/** An account that has every part of the model in it, known and unknown. */
const FULL: AccountFacts = modelAccount(
  [
    userWithoutMfa("bob", { inlinePolicies: [inline], policiesComplete: NOT_READ }),
    userWithoutMfa("cyd", {
      inlinePolicies: [inline, { ...inline, document: known(ODD) }],
      groups: [{ group: "force-mfa", origin: "live" }],
      attachedPolicies: [{ policy: "arn:x", origin: "live" }],
    }),
    consoleUser(
      "dee",
      {},
      {
        loginProfile: password(null),
        devices: found([{ kind: "fido", serial: null, enabled: null }], NOT_READ),
        accessKeys: known([
          { active: true, rotated: NOW, lastUsed: { at: NOW, region: "us-east-1", service: "iam" } },
          { active: false, rotated: null, lastUsed: null },
        ]),
        signingCertificates: NOT_READ,
        permissionsBoundary: known("arn:aws:iam::aws:policy/PowerUserAccess"),
        tags: known(Object.fromEntries([["team", "a"]].concat([["__proto__", "b"]]))),
      },
    ),
    consoleUser("eve", { live: NOT_READ }),
  ],
  {
    groups: found(new Map([["force-mfa", forceMfaGroup({ inlinePolicies: [inline] })]]), NOT_READ),
    alias: known(null),
    root: {
      hasPassword: NOT_READ,
      hasAccessKeys: known(true),
      hasMfa: known(true),
      virtualDevices: known([VIRTUAL]),
    },
    roles: found(
      [
        role("ops", {
          Statement: [
            { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: ["a", "b"], Service: "c" } },
          ],
        }),
        role(
          "not",
          { Statement: [{ Effect: "Deny", Action: "sts:*", NotPrincipal: "*" }] },
          { inlinePolicies: [inline], tags: NOT_READ, path: known("/x/") },
        ),
      ],
      NOT_READ,
    ),
    unassignedDevices: known([{ ...VIRTUAL, urn: undefined }]),
    passwordPolicy: known({ minimumLength: 14, maximumAge: null, hardExpiry: true, usersMayChange: true }),
    scps: known([[{ name: "FullAWSAccess", document: ODD }], []]),
    credentialReportAt: NOT_READ,
    certifications: known(
      new Map<string, Fact<Certifications>>([
        ["arn:aws:iam::111122223333:u2f/user/ann/key", known({ "FIPS-140-2": "L1" })],
        ["arn:aws:iam::111122223333:u2f/user/ann/other", NOT_READ],
      ]),
    ),
    otherCredentials: known(
      new Map([
        ["ann", { services: NOT_READ, sshKeys: known(2) }],
        [
          "dee",
          {
            services: known([
              { service: "codecommit.amazonaws.com", expires: null },
              { service: "bedrock.amazonaws.com", expires: NOW },
            ]),
            sshKeys: NOT_READ,
          },
        ],
      ]),
    ),
  },
);

function read(text: string, limits: Partial<typeof LIMITS> = {}): Fact<readonly AccountFacts[]> {
  return readSnapshot(text, { ...LIMITS, ...limits });
}

describe("a snapshot", () => {
  it("gives back every part of an account, known and unknown", () => {
    assert.deepEqual(read(toSnapshot([FULL])), known([FULL]));
  });

  it("is read without what an earlier mfa-guard did not write, which is unknown then", () => {
    const earlier = JSON.parse(toSnapshot([FULL])) as { accounts: Record<string, unknown>[] };
    for (const account of earlier.accounts) {
      delete account["otherCredentials"];
      delete account["certifications"];
    }
    const text = JSON.stringify(earlier, (key, value: unknown) =>
      key === "signingCertificates" ? undefined : value,
    );
    const facts = read(text);
    assert.ok(facts.known);
    const [account] = facts.value;
    assert.deepEqual(account?.otherCredentials, OTHER_CREDENTIALS_NOT_ASKED);
    assert.deepEqual(account.certifications, CERTIFICATIONS_NOT_ASKED);
    const live = account?.users.found[0]?.live;
    assert.ok(live?.known && live.value);
    assert.deepEqual(live.value.signingCertificates, CERTIFICATES_NOT_IN_SNAPSHOT);
  });

  it("gives back an account that could not be read at all", () => {
    const nothing = unreadable("the account of the environment's credentials", NOT_READ, NOW);
    assert.deepEqual(read(toSnapshot([nothing, FULL])), known([nothing, FULL]));
  });

  it("is the same text every time", () => assert.equal(toSnapshot([FULL]), toSnapshot([FULL])));

  it("has each document once, and gives it back as one object", () => {
    const many = modelAccount(
      Array.from({ length: 50 }, (_, i) => consoleUser(`u${i}`, { inlinePolicies: [inline] })),
    );
    const text = toSnapshot([many]);
    assert.equal((JSON.parse(text) as { documents: string[] }).documents.length, 1);
    const back = read(text);
    assert.ok(back.known);
    const documents = back.value[0]?.users.found.flatMap(({ inlinePolicies }) =>
      inlinePolicies.map(({ document }) => document.known && document.value),
    );
    assert.equal(documents?.length, 50);
    assert.equal(new Set(documents).size, 1);
  });

  it("is refused of an account with a stack's plan laid over it", () => {
    const user = resource("user", "ann", { name: "ann" });
    const planned = overlay(modelAccount(), readPlan([user]));
    assert.throws(() => toSnapshot([planned]), /stack's plan/);
    const scp = resource("organizationsPolicy", "s", { name: "s", content: "{}" });
    assert.throws(() => toSnapshot([overlay(modelAccount(), readPlan([scp]))]), /stack's plan/);
    const joined = resource("userGroupMembership", "m", { user: "ann", groups: ["force-mfa"] });
    assert.throws(() => toSnapshot([overlay(modelAccount(), readPlan([joined]))]));
  });

  it("has these keys and no others, none of them for a secret", () => {
    const keys = new Set<string>();
    JSON.parse(toSnapshot([FULL]), (key, value: unknown) => {
      if (!/^\d*$/.test(key)) keys.add(key);
      return value;
    });
    assert.deepEqual([...keys].sort(), [
      ...["accessKeys", "accountId", "accounts", "active", "alias", "arn", "at", "attachedPolicies", "call"],
      ...[
        "certifications",
        "changed",
        "code",
        "complete",
        "consoleAuthorization",
        "created",
        "credentialReportAt",
        "credentialReportComplete",
        "devices",
        "document",
        "documents",
      ],
      ...[
        "enabled",
        "expires",
        "format",
        "found",
        "group",
        "groups",
        "hardExpiry",
        "hasAccessKeys",
        "hasMfa",
        "hasPassword",
        "id",
        "identity",
      ],
      ...["inlinePolicies", "kind", "known", "label", "lastUsed", "live", "loginProfile", "longTermKey"],
      ...[
        "maximumAge",
        "message",
        "minimumLength",
        "name",
        "nextRotation",
        "origin",
        "otherCredentials",
        "partition",
        "passwordPolicy",
        "passwordsComplete",
        "path",
      ],
      ...["permissionsBoundary", "policies", "policiesComplete", "policy", "readAt", "reason", "region"],
      ...[
        "remedy",
        "resetRequired",
        "roles",
        "root",
        "rootAccess",
        "rotated",
        "scps",
        "serial",
        "service",
        "services",
        "signingCertificates",
        "sshKeys",
        "tags",
        "trust",
        "unassignedDevices",
      ],
      ...["users", "usersMayChange", "value", "version", "virtualDevices", "what"],
    ]);
  });
});

describe("a snapshot that is of no use", () => {
  const text = toSnapshot([FULL]);
  const changed = (change: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(text) as Record<string, unknown>;
    change(json);
    return JSON.stringify(json);
  };
  const later = (milliseconds: number) => ({ now: new Date(NOW.getTime() + milliseconds) });

  const CASES: Record<string, { text: string; limits?: Partial<typeof LIMITS>; code: string; says: RegExp }> =
    {
      "too old": {
        text,
        limits: later(HOUR + 1),
        code: "SnapshotTooOld",
        says: /made on 2026-11-21 12:00 UTC; .* 1 hours/,
      },
      "of whatever age, where the greatest is no number": {
        text,
        limits: { maxAge: NaN },
        code: "SnapshotTooOld",
        says: /NaN hours/,
      },
      "from the future": { text, limits: later(-HOUR), code: "SnapshotDamaged", says: /still to come/ },
      "of a later version": {
        text: changed((json) => (json["version"] = 4)),
        code: "SnapshotForeign",
        says: /of version 4, and this program reads version 3/,
      },
      "of an earlier version": {
        text: changed((json) => (json["version"] = 2)),
        code: "SnapshotForeign",
        says: /of version 2, and this program reads version 3/,
      },
      "cut short": { text: text.slice(0, -100), code: "SnapshotDamaged", says: /not JSON/ },
      empty: { text: "", code: "SnapshotDamaged", says: /not JSON/ },
      "other JSON": { text: '{"name":"x"}', code: "SnapshotDamaged", says: /^format: / },
      nothing: { text: "null", code: "SnapshotDamaged", says: /^the file: / },
      "without a part": {
        text: text.replace('"alias"', '"nickname"'),
        code: "SnapshotDamaged",
        says: /^accounts\.0\.?/,
      },
      "with a date that is none": {
        text: text.replaceAll(NOW.toISOString(), "2026-02-30T12:00:00.000Z"),
        code: "SnapshotDamaged",
        says: /^accounts\.0/,
      },
      "with a plan written into it": {
        text: text.replace('"origin": "live"', '"origin": "planned"'),
        code: "SnapshotDamaged",
        says: /^accounts\.0/,
      },
      "with a document that is none": {
        text: changed((json) => (json["documents"] = ["{}"])),
        code: "SnapshotDamaged",
        says: /policy document .* no Statement/,
      },
      "without the document that a policy has": {
        text: changed((json) => (json["documents"] = [])),
        code: "SnapshotDamaged",
        says: /no document at this place/,
      },
      "of one account twice": {
        text: toSnapshot([FULL, modelAccount()]),
        code: "SnapshotDamaged",
        says: /111122223333 twice/,
      },
      "with a key of the prototype": {
        text: text.replace('"alias"', '"__proto__": {"polluted": true}, "alias"'),
        code: "SnapshotDamaged",
        says: /__proto__/,
      },
      "nested without end": {
        text: "[".repeat(100_000) + "]".repeat(100_000),
        code: "SnapshotDamaged",
        says: /larger/,
      },
      "of millions of values": {
        text: `[${"0,".repeat(2_000_000)}0]`,
        code: "SnapshotDamaged",
        says: /larger/,
      },
      "of many wrong accounts": {
        text: changed((json) => (json["accounts"] = Array.from({ length: 50_000 }, () => 0))),
        code: "SnapshotDamaged",
        says: /^accounts\.0: /,
      },
      "larger than any account": {
        text: " ".repeat(40 * 1024 * 1024),
        code: "SnapshotDamaged",
        says: /larger/,
      },
    };
  for (const [what, { text, limits, code, says }] of Object.entries(CASES)) {
    it(`is unknown: ${what}`, () => {
      const facts = read(text, limits);
      assert.ok(!facts.known);
      assert.equal(facts.reason.code, code);
      assert.match(facts.reason.message, says);
      assert.match(facts.reason.remedy, /\.$/);
      assert.equal(facts.reason.call, "the file facts.json");
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    });
  }

  it("is still of use at the greatest age allowed", () => assert.ok(read(text, later(HOUR)).known));
});

describe("reading from a snapshot", () => {
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "mfa-guard-snapshot-"))));
  after(() => rmSync(dir, { recursive: true }));

  const OTHER = modelAccount([], {
    label: "account 444455556666",
    identity: known({
      accountId: "444455556666",
      partition: "aws",
      arn: "arn:aws:iam::444455556666:user/x",
      longTermKey: true,
    }),
  });
  const caller = (accountId: string, partition = "aws"): Fact<CallerIdentity> =>
    known({
      accountId,
      partition,
      arn: `arn:${partition}:sts::${accountId}:assumed-role/pipeline/x`,
      longTermKey: false,
    });
  const plain: Connection = { assumeRoles: [], endpoints: {} };

  /** Reads one connection from a snapshot of the accounts. */
  async function readFrom(
    accounts: readonly AccountFacts[],
    identity: Fact<CallerIdentity>,
    connection: Connection = plain,
  ): Promise<AccountFacts> {
    const file = join(dir, "facts.json");
    writeFileSync(file, toSnapshot(accounts));
    const identify = () => Promise.resolve(identity);
    return snapshotReader(file, { maxAge: HOUR, now: () => NOW, identify })(connection);
  }

  const codeOf = ({ users: { complete } }: AccountFacts) => (complete.known ? "read" : complete.reason.code);

  it("takes the account that the credentials are of, and says so", async () => {
    const account = await readFrom([OTHER, FULL], caller("111122223333"));
    assert.equal(account.label, "account 111122223333 (snapshot of 2026-11-21 12:00 UTC)");
    assert.deepEqual(account.users, FULL.users);
  });

  it("does not take who made the snapshot for who deploys", async () => {
    const identity = caller("111122223333");
    assert.deepEqual((await readFrom([FULL], identity)).identity, identity);
  });

  it("never lets another account stand in", async () => {
    const account = await readFrom([OTHER], caller("111122223333"));
    assert.equal(codeOf(account), "SnapshotForeign");
    assert.ok(!account.users.complete.known);
    assert.match(
      account.users.complete.reason.message,
      /holds account 444455556666, not account 111122223333/,
    );
    assert.deepEqual(account.users.found, []);
    assert.equal(codeOf(await readFrom([FULL], caller("111122223333", "aws-cn"))), "SnapshotForeign");
  });

  it("does not guess where AWS can't be asked, even of the one account that there is", async () => {
    const account = await readFrom([FULL], NOT_READ);
    assert.equal(codeOf(account), "SnapshotForeign");
    assert.ok(!account.users.complete.known);
    assert.match(account.users.complete.reason.message, /can't be told: could not read/);
    assert.match(account.users.complete.reason.remedy, /allowedAccountIds/);
  });

  const role = (account: string) => `arn:aws:iam::${account}:role/deploy`;
  const BY_SETTINGS: Record<string, { settings: Partial<Connection>; code: string }> = {
    "the role that the provider assumes": {
      settings: { assumeRoles: [{ roleArn: role("111122223333") }] },
      code: "read",
    },
    "the last role": {
      settings: { assumeRoles: [{ roleArn: role("111122223333") }, { roleArn: role("777788889999") }] },
      code: "SnapshotForeign",
    },
    "the role of a web identity": {
      settings: { assumeRoleWithWebIdentity: { roleArn: role("111122223333") } },
      code: "read",
    },
    "a role of another account": {
      settings: { assumeRoles: [{ roleArn: role("777788889999") }] },
      code: "SnapshotForeign",
    },
    "what is no role's ARN": { settings: { assumeRoles: [{ roleArn: "deploy" }] }, code: "SnapshotForeign" },
    "the only account that is allowed": { settings: { allowedAccountIds: ["111122223333"] }, code: "read" },
    "one of two accounts that are allowed": {
      settings: { allowedAccountIds: ["111122223333", "777788889999"] },
      code: "SnapshotForeign",
    },
  };
  for (const [what, { settings, code }] of Object.entries(BY_SETTINGS)) {
    it(`goes by ${what} where AWS can't be asked: ${code}`, async () => {
      assert.equal(codeOf(await readFrom([FULL], NOT_READ, { ...plain, ...settings })), code);
    });
  }

  for (const [what, file, says] of [
    ["is not there", () => join(dir, "none.json"), /ENOENT/],
    ["is a folder", () => dir, /not a regular file/],
    ["is a device without an end", () => "/dev/zero", /not a regular file/],
  ] as const) {
    it(`says that the file ${what}`, async () => {
      const read = snapshotReader(file(), {
        maxAge: HOUR,
        now: () => NOW,
        identify: () => assert.fail("nothing is to be asked"),
      });
      const { complete } = (await read(plain)).users;
      assert.ok(!complete.known);
      assert.equal(complete.reason.code, "SnapshotUnreadable");
      assert.match(complete.reason.message, says);
    });
  }
});
