import assert from "node:assert/strict";
import { parseRollout, parseRolloutObject } from "../../../policypack/rollout/parse";
import { RolloutError } from "../../../policypack/rollout/problem";
import { refusal } from "./support";

const KEYS =
  "account, waves, exemptions, exceptions, addresses, selfService, consoleAuthorization, graceDays, maxExemptionDays, maxGraceDays, groupName, policyName, path";
const DEADLINE =
  "expected a date and time with its time zone, such as 2027-02-01T09:00:00Z or 2027-02-01T09:00:00+01:00.";
const EXPIRES =
  "expected a date such as 2027-06-30 (to its end in UTC), or a date and time with its time zone.";
const USER = "expected an IAM user name or a glob of `*` and `?`, of at most 64 letters, digits and +=,.@_-.";
const RANGE = "expected an IPv4 or IPv6 address or CIDR range, such as 203.0.113.0/24.";
const IN_YAML = "found what is not YAML of a rollout file";
const REMEDY = "Correct the line; a text with special characters needs quotes.";

interface Refusal {
  readonly shows: string;
  readonly text: string;
  /** Each without the file's name, which the first column adds. */
  readonly says: readonly string[];
}

/** A wave and nothing else, of which one line is replaced. */
function wave(lines: string): string {
  return `account: existing\nwaves:\n  - name: a\n${lines}`;
}

function exemption(lines: string): string {
  return `account: existing\nexemptions:\n  - user: ann\n${lines}`;
}

const REFUSALS: readonly Refusal[] = [
  {
    shows: "an empty file",
    text: "",
    says: [
      "1:1: found nothing; expected a rollout: a mapping that says at least `account: existing` or `account: new`.",
    ],
  },
  {
    shows: "a file of comments only",
    text: "# account: new\n",
    says: [
      "1:1: found nothing; expected a rollout: a mapping that says at least `account: existing` or `account: new`.",
    ],
  },
  {
    shows: "a misspelt value",
    text: "account: exisiting\n",
    says: ['1:10: account: found "exisiting"; expected "existing" (in waves) or "new" (at once).'],
  },
  {
    shows: "a missing key, at what should hold it",
    text: "# a comment\ngraceDays: 3\n",
    says: ['2:1: account is missing; expected "existing" (in waves) or "new" (at once).'],
  },
  {
    shows: "a misspelt key, with the right one",
    text: "account: new\nselfservice: {}\nexemption: []\n",
    says: [
      `2:1: found the key "selfservice"; expected one of ${KEYS}. Did you mean "selfService"?`,
      `3:1: found the key "exemption"; expected one of ${KEYS}. Did you mean "exemptions"?`,
    ],
  },
  {
    shows: "a key unlike any",
    text: "account: new\ncolour: red\n",
    says: [`2:1: found the key "colour"; expected one of ${KEYS}. Remove it.`],
  },
  {
    shows: "keys that JavaScript objects inherit",
    text: "account: new\n__proto__: {polluted: true}\nconstructor: 1\ntoString: 1\n",
    says: ["2:1", "3:1", "4:1"].map((at, index) => {
      const key = ["__proto__", "constructor", "toString"][index];
      return `${at}: found the key "${key}"; expected one of ${KEYS}. Remove it.`;
    }),
  },
  {
    shows: "a mail address that is none, and a user who can't be",
    text: "account: new\naddresses:\n  ann: ann@example.com\n  bob: Bob <bob@example.com>\n  a b: ab@example.com\n",
    says: [
      '4:8: addresses.bob: found "Bob <bob@example.com>"; expected one plain mail address, such as ann@example.com.',
      '5:8: addresses."a b": found "ab@example.com"; expected a mapping of IAM user names to mail addresses, or leave it out.',
    ],
  },
  {
    shows: "a misspelt key of a wave, without complaining that the right one is missing",
    text: wave("    uesrs: [ann]\n    deadline: 2027-02-01T09:00:00Z\n"),
    says: [
      '4:5: waves[0]: found the key "uesrs"; expected one of name, users, groups, rest, deadline. Did you mean "users"?',
    ],
  },
  {
    shows: "a wave of nobody, and one of two kinds",
    text: `${wave("    deadline: 2027-02-01T09:00:00Z\n")}  - {name: b, users: [ann], rest: true, deadline: 2027-02-01T09:00:00Z}\n`,
    says: [
      "3:5: waves[0]: found a mapping with name, deadline; expected exactly one of users, groups and rest.",
      "5:5: waves[1]: found a mapping with name, users, rest, deadline; expected exactly one of users, groups and rest.",
    ],
  },
  {
    shows: "a wave of which everything is wrong, all at once",
    text: "account: existing\nwaves:\n  - name: a b\n    users: ann\n    groups: [1]\n    deadline: tomorrow\n",
    says: [
      "3:5: waves[0]: found a mapping with name, users, groups, deadline; expected exactly one of users, groups and rest.",
      '3:11: waves[0].name: found "a b"; expected a name of at most 64 letters, digits and +=,.@_-.',
      '4:12: waves[0].users: found "ann"; expected a list of user names and globs, such as [ann, "ops-*"].',
      "5:14: waves[0].groups[0]: found 1; expected an IAM group name, of at most 128 letters, digits and +=,.@_-.",
      `6:15: waves[0].deadline: found "tomorrow"; ${DEADLINE}`,
    ],
  },
  {
    shows: "a wave that isn't there",
    text: "account: existing\nwaves:\n  -\n  - everyone\n",
    says: [
      "3:4: waves[0]: found nothing; expected a wave: a name, one of users, groups or rest, and a deadline.",
      '4:5: waves[1]: found "everyone"; expected a wave: a name, one of users, groups or rest, and a deadline.',
    ],
  },
  {
    shows: "user names that IAM wouldn't take",
    text: wave(`    users: [ann lee, "", ${"x".repeat(65)}, 7]\n    deadline: 2027-02-01T09:00:00Z\n`),
    says: [
      `4:13: waves[0].users[0]: found "ann lee"; ${USER}`,
      `4:22: waves[0].users[1]: found ""; ${USER}`,
      `4:26: waves[0].users[2]: found "${"x".repeat(60)}…"; ${USER}`,
      `4:93: waves[0].users[3]: found 7; ${USER}`,
    ],
  },
  {
    shows: "rest: false",
    text: wave("    rest: false\n    deadline: 2027-02-01T09:00:00Z\n"),
    says: [
      "4:11: waves[0].rest: found false; expected true; leave it out where the wave has users or groups.",
    ],
  },
  {
    shows: "a deadline of a day",
    text: wave("    rest: true\n    deadline: 2027-02-01\n"),
    says: [`5:15: waves[0].deadline: found "2027-02-01"; ${DEADLINE}`],
  },
  {
    shows: "a deadline without a time zone",
    text: wave("    rest: true\n    deadline: 2027-02-01T09:00:00\n"),
    says: [`5:15: waves[0].deadline: found "2027-02-01T09:00:00"; ${DEADLINE}`],
  },
  {
    shows: "a deadline on a day that no calendar has",
    text: wave("    rest: true\n    deadline: 2027-02-30T09:00:00Z\n"),
    says: [`5:15: waves[0].deadline: found "2027-02-30T09:00:00Z"; ${DEADLINE}`],
  },
  {
    shows: "two waves of one name, apart from case, beside another mistake",
    text: `${wave("    rest: true\n    deadline: 1\n")}  - {name: A, rest: true, deadline: 2027-02-01T09:00:00Z}\n`,
    says: [
      `5:15: waves[0].deadline: found 1; ${DEADLINE}`,
      '6:12: waves[1].name: found "A"; expected a name that no other wave has (upper and lower case are the same to IAM).',
    ],
  },
  {
    shows: "waves of a new account",
    text: "account: new\nwaves:\n  - {name: a, rest: true, deadline: 2027-02-01T09:00:00Z}\n",
    says: [
      "3:3: waves: found a list of 1 item; expected no waves for a new account, which is covered immediately; remove them, or write `account: existing`.",
    ],
  },
  {
    shows: "an exemption without owner, reason and end",
    text: exemption(""),
    says: [
      "3:5: exemptions[0].owner is missing; expected who answers for the exemption, in 1 to 256 characters on one line.",
      "3:5: exemptions[0].reason is missing; expected why, in 1 to 1000 characters on one line.",
      `3:5: exemptions[0].expires is missing; ${EXPIRES}`,
    ],
  },
  {
    shows: "an exemption with blanks",
    text: exemption('    owner: "  "\n    reason:\n    expires: never\n'),
    says: [
      '4:12: exemptions[0].owner: found "  "; expected who answers for the exemption, in 1 to 256 characters on one line.',
      "5:12: exemptions[0].reason: found nothing; expected why, in 1 to 1000 characters on one line.",
      `6:14: exemptions[0].expires: found "never"; ${EXPIRES}`,
    ],
  },
  {
    shows: "an exemption by glob",
    text: 'account: existing\nexemptions:\n  - {user: "*", owner: o, reason: r, expires: 2027-06-30}\n',
    says: [
      '3:12: exemptions[0].user: found "*"; expected the name of one IAM user; a glob can\'t be exempted.',
    ],
  },
  {
    shows: "control characters, which the message doesn't pass on to the terminal",
    text: exemption('    owner: "\\e[2J"\n    reason: "\\u202e"\n    expires: "\\x9b"\n'),
    says: [
      '4:12: exemptions[0].owner: found "\\u001b[2J"; expected who answers for the exemption, in 1 to 256 characters on one line.',
      `6:14: exemptions[0].expires: found "\\u009b"; ${EXPIRES}`,
    ],
  },
  {
    shows: "self-service options of other kinds",
    text: [
      "account: new",
      "selfService:",
      "  accessKeys: yes",
      "  sourceIps: [10.0.0.0/33, 10.0.0.256, fe80::1%eth0/64, 10.0.0.0/8/8, ::/129, 203.0.113.5, 2001:db8::/32]",
      "  vpcs: []",
      "  maxSessionAge: 12",
      "  passwordChange: true",
    ].join("\n"),
    says: [
      '3:15: selfService.accessKeys: found "yes"; expected true or false.',
      `4:15: selfService.sourceIps[0]: found "10.0.0.0/33"; ${RANGE}`,
      `4:28: selfService.sourceIps[1]: found "10.0.0.256"; ${RANGE}`,
      `4:40: selfService.sourceIps[2]: found "fe80::1%eth0/64"; ${RANGE}`,
      `4:57: selfService.sourceIps[3]: found "10.0.0.0/8/8"; ${RANGE}`,
      `4:71: selfService.sourceIps[4]: found "::/129"; ${RANGE}`,
      "5:9: selfService.vpcs: found a list of 0 items; expected at least one VPC id; leave it out for anywhere.",
      "6:18: selfService.maxSessionAge: found 12; expected a whole number of seconds from 900 to 129600 (36 hours).",
      '7:3: selfService: found the key "passwordChange"; expected one of ownPassword, accessKeys, ' +
        "signingCertificates, sshKeys, gitCredentials, passwordChangeBeforeMfa, signInBeforeMfa, viaAwsServices, sourceIps, " +
        "vpcs, maxSessionAge. Remove it.",
    ],
  },
  {
    shows: "names, numbers and paths that AWS wouldn't take",
    text: "account: new\nconsoleAuthorization: true\ngraceDays: 1.5\nmaxExemptionDays: .inf\ngroupName: a/b\npolicyName: ''\npath: security\n",
    says: [
      '2:23: consoleAuthorization: found true; expected "on" or "off"; leave it out to go by what AWS says.',
      "3:12: graceDays: found 1.5; expected a whole number of days from 0 to 365.",
      "4:19: maxExemptionDays: found Infinity; expected a whole number of days from 1 to 3650.",
      '5:12: groupName: found "a/b"; expected an IAM group name of at most 63 letters, digits and +=,.@_-.',
      '6:13: policyName: found ""; expected an IAM policy name of at most 63 letters, digits and +=,.@_-.',
      '7:7: path: found "security"; expected an IAM path that begins and ends with a slash, such as /security/.',
    ],
  },
  {
    shows: "text that is not YAML, and nothing of its content",
    text: "account: exisiting\nwaves: [\n",
    says: [
      `3:1: ${IN_YAML}: Flow sequence in block collection must be sufficiently indented and end with a ]. ${REMEDY}`,
    ],
  },
  {
    shows: "a duplicate key",
    text: "account: new\ngraceDays: 1\naccount: existing\n",
    says: ['3:1: found the key "account" a second time; expected it once. Remove one of the two.'],
  },
  {
    shows: "an alias without its anchor, and one within its own",
    text: "account: *kind\nwaves: &w [*w]\n",
    says: [
      '1:10: found the alias "*kind"; expected its anchor before it. Write &kind before the value that is meant, or the value itself here.',
      '2:12: found the alias "*w"; expected its anchor before it. Write &w before the value that is meant, or the value itself here.',
    ],
  },
  {
    shows: "a key that is a list",
    text: "? [account]\n: new\n",
    says: ["1:3: found a list of 1 item as a key; expected a text. Write the key before its colon."],
  },
  {
    shows: "a tag, which would have been passed over",
    text: "account: !!set new\n",
    says: [`1:10: ${IN_YAML}: Unresolved tag: tag:yaml.org,2002:set. ${REMEDY}`],
  },
  {
    shows: "a second document",
    text: "account: new\n---\naccount: existing\n",
    says: ["2:1: found a second YAML document; expected one. Remove the line of dashes and what follows it."],
  },
];

describe("a rollout file with mistakes", () => {
  for (const { shows, text, says } of REFUSALS) {
    it(`is refused: ${shows}`, () => {
      const count = says.length === 1 ? "1 mistake" : `${says.length} mistakes`;
      const expected = [`rollout.yaml has ${count}:`, ...says.map((line) => `  rollout.yaml:${line}`)].join(
        "\n",
      );
      assert.equal(
        refusal(() => parseRollout(text, "rollout.yaml")),
        expected,
      );
    });
  }

  it("keeps its positions where lines end as on Windows, and behind an alias", () => {
    const text =
      "account: existing\r\nwaves: &w\r\n  - {name: a, rest: 1, deadline: 2027-02-01T09:00:00Z}\r\n";
    assert.equal(
      refusal(() => parseRollout(text, "f")),
      "f has 1 mistake:\n  f:3:21: waves[0].rest: found 1; expected true; leave it out where the wave has users or groups.",
    );
    assert.match(
      refusal(() => parseRollout(`${text}exemptions: *w\r\n`, "f")) ?? "",
      /f:3:6: exemptions\[0\]/,
    );
  });

  it("lists at most fifty mistakes and counts the rest, and the error has them all", () => {
    const text = Array.from({ length: 60 }, (_, index) => `key${index}: 1\n`).join("");
    assert.throws(
      () => parseRollout(`account: new\n${text}`, "f"),
      (error) => {
        assert.ok(error instanceof RolloutError);
        assert.equal(error.mistakes.length, 60);
        assert.deepEqual(error.mistakes[59]?.position, { line: 61, column: 1 });
        assert.equal(error.message.split("\n").length, 52);
        assert.match(error.message, /^f has 60 mistakes:\n.*\n {2}and 10 more$/s);
        return true;
      },
    );
  });
});

describe("a rollout given as an object", () => {
  it("is refused with paths in place of lines", () => {
    const value: unknown = JSON.parse(
      '{"account": "new", "__proto__": {}, "exemptions": [{"user": "a"}, null]}',
    );
    assert.equal(
      refusal(() => parseRolloutObject(value, "mfa-guard:rollout")),
      [
        "mfa-guard:rollout has 5 mistakes:",
        "  mfa-guard:rollout: exemptions[0].owner is missing; expected who answers for the exemption, in 1 to 256 characters on one line.",
        "  mfa-guard:rollout: exemptions[0].reason is missing; expected why, in 1 to 1000 characters on one line.",
        `  mfa-guard:rollout: exemptions[0].expires is missing; ${EXPIRES}`,
        "  mfa-guard:rollout: exemptions[1]: found nothing; expected an exemption: user, owner, reason and expires.",
        `  mfa-guard:rollout: found the key "__proto__"; expected one of ${KEYS}. Remove it.`,
      ].join("\n"),
    );
  });

  it("is refused whatever else it is", () => {
    for (const value of [undefined, null, 1, "new", [], () => 1, Symbol("x"), new Date(0), 10n]) {
      assert.match(
        refusal(() => parseRolloutObject(value, "s")) ?? "",
        /^s has \d mistakes?:\n {2}s: /,
        String(value),
      );
    }
  });
});

describe("a valid rollout file", () => {
  it("is read with its dates, and with defaults for what it leaves out", () => {
    const text = [
      "account: existing",
      "waves:",
      "  - name: platform",
      '    users: [ann, "ops-*"]',
      "    deadline: 2027-02-01T09:00:00+01:00",
      "exemptions:",
      "  - user: break-glass",
      "    owner: security@example.com",
      "    reason: sealed credentials, hardware key in the safe",
      "    expires: 2027-06-30",
      "selfService:",
      "  accessKeys: true",
    ].join("\n");
    assert.deepEqual(parseRollout(text, "rollout.yaml"), {
      account: "existing",
      waves: [{ name: "platform", users: ["ann", "ops-*"], deadline: new Date("2027-02-01T08:00:00Z") }],
      exemptions: [
        {
          user: "break-glass",
          owner: "security@example.com",
          reason: "sealed credentials, hardware key in the safe",
          expires: new Date("2027-06-30T23:59:59.999Z"),
        },
      ],
      selfService: {
        ownPassword: false,
        accessKeys: true,
        signingCertificates: false,
        sshKeys: false,
        gitCredentials: false,
        passwordChangeBeforeMfa: false,
        signInBeforeMfa: false,
        viaAwsServices: false,
      },
      graceDays: 0,
      maxExemptionDays: 180,
      maxGraceDays: 180,
      exceptions: [],
      groupName: "force-mfa",
      policyName: "force-mfa-self-service",
      path: "/",
    });
  });

  it("needs nothing but the kind of account", () => {
    assert.deepEqual(parseRollout("account: new", "f"), parseRolloutObject({ account: "new" }, "s"));
  });

  it("may use anchors and aliases, and JSON", () => {
    const aliased = parseRollout(
      "account: existing\nexemptions:\n" +
        "  - {user: a, owner: &o me, reason: &r why, expires: &e 2027-06-30}\n" +
        "  - {user: b, owner: *o, reason: *r, expires: *e}\n",
      "f",
    );
    const json = parseRollout(JSON.stringify({ ...aliased, waves: undefined }), "f");
    assert.equal(aliased.exemptions[1]?.owner, "me");
    assert.deepEqual(json, aliased);
  });
});
