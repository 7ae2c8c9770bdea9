import assert from "node:assert/strict";
import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Report } from "../../cli/report/report-model";
import { accountAnswers, type FakeUser, OLD_REPORT, summary } from "../support/fake-account";
import { withEnvironment } from "../support/environment";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";
import { skip } from "../support/skip";
import { environmentOf, runCli } from "./run-cli";

const ENROLLED: FakeUser = { name: "ann", password: true, devices: ["arn:aws:iam::111122223333:mfa/ann"] };
const NOT_ENROLLED: FakeUser = { name: "bob", password: true };
/** Rules that the pretended account of ENROLLED alone is content with. */
const CONTENT = ["--rule", "console-user-mfa", "root-mfa", "unassigned-mfa-device"];

describe("audit", () => {
  let fake: FakeAws | undefined;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-cli-"));
  });

  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
    await rm(folder, { recursive: true });
  });

  async function audit(users: readonly FakeUser[], args: readonly string[], changes: Answers = {}) {
    fake = await FakeAws.start({ ...accountAnswers(users), ...changes });
    return runCli(["audit", ...args], { env: environmentOf(fake), cwd: folder });
  }

  describe("of a standard", () => {
    it("says how many pass and fail by control, and is 1 although everybody is in grace", async () => {
      const file = "rollout.yaml";
      const wave = "account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2099-01-01T00:00:00Z}\n";
      await writeFile(path.join(folder, file), wave);
      const args = ["--rollout", file, "--compliance", "cis-3.0"];
      const { code, stdout } = await audit([ENROLLED, NOT_ENROLLED], args);
      assert.match(stdout, /\n\n✖ CIS AWS Foundations Benchmark 3\.0 1\.10: 1 pass, 1 fail\n/);
      assert.match(stdout, /bob: has no MFA device \(in grace until 2099-01-01 00:00 UTC,/);
      assert.match(stdout, /\n✖ CIS AWS Foundations Benchmark 3\.0: of 3 controls 1 not met, 2 met\n$/);
      assert.doesNotMatch(stdout, /violation|What to do|force-mfa/);
      assert.equal(code, 1);
    });

    const MACHINES: readonly FakeUser[] = [
      ENROLLED,
      { name: "ci" },
      { name: "token", devices: ["GAHT12345678"] },
    ];

    it("that asks of every user reads the devices of those without a password", async () => {
      const args = ["--rule", "console-user-mfa", "--compliance", "security-hub"];
      const { code, stdout } = await audit(MACHINES, args, OLD_REPORT);
      assert.match(stdout, /^✖ AWS Security Hub IAM\.19: 2 pass, 1 fail$/m);
      assert.match(stdout, /ci: has no MFA device/);
      assert.equal(code, 1);
      assert.equal(fake?.counts()["ListMFADevices"], 2);
    });

    it("that does not, reads none of them", async () => {
      const { code } = await audit(MACHINES, [...CONTENT, "--compliance", "cis-3.0"], OLD_REPORT);
      assert.equal(code, 0);
      assert.equal(fake?.counts()["ListMFADevices"], undefined);
    });

    it("is not checked where these may not be read, and says what it takes", async () => {
      const refused = { ...OLD_REPORT, ListMFADevices: new AwsError("AccessDenied", "refused", 403) };
      const args = ["--rule", "console-user-mfa", "--compliance", "security-hub", "--format", "json"];
      const { stdout } = await audit([ENROLLED, { name: "ci" }], args, refused);
      const { accounts } = JSON.parse(stdout) as Report;
      const own = accounts[0]?.answers.find((a) => a.question === "user-has-mfa" && a.subject === "ci");
      assert.equal(own?.verdict, "unknown");
      assert.match(own.why, /AccessDenied.*permission iam:ListMFADevices/);
    });

    it("is answered from a snapshot that has these devices", async () => {
      for (const [more, verdict] of [
        [[], "unknown"],
        [["--all-devices"], "fail"],
      ] as const) {
        fake = await FakeAws.start({ ...accountAnswers(MACHINES), ...OLD_REPORT });
        const file = path.join(folder, "facts.json");
        await runCli(["snapshot", "--output", file, ...more], { env: environmentOf(fake), cwd: folder });
        await fake.stop();
        const args = ["audit", "--facts", file, "--compliance", "security-hub", "--format", "json"];
        const { stdout } = await runCli(args, { cwd: folder });
        const { accounts } = JSON.parse(stdout) as Report;
        const own = accounts[0]?.answers.find((a) => a.question === "user-has-mfa" && a.subject === "ci");
        assert.equal(own?.verdict, verdict);
      }
    });

    it("asks no rule: where all controls are met it is 0, whatever rules would find", async () => {
      const rules = await audit([ENROLLED], []);
      assert.equal(rules.code, 1);
      await fake?.stop();
      for (const format of ["table", "json", "csv", "html", "ocsf", "jsonl"]) {
        const { code, stdout } = await audit([ENROLLED], ["--compliance", "cis-3.0", "--format", format]);
        assert.equal(code, 0, format);
        assert.doesNotMatch(stdout, /force-mfa-coverage|0 violations/, format);
        await fake?.stop();
      }
    });

    it("is 2 where a control could not be checked, and says once why", async () => {
      const { code, stdout } = await audit(
        [NOT_ENROLLED, { name: "cyd", password: true }],
        ["--compliance", "security-hub"],
        {
          ListMFADevices: new AwsError("AccessDenied", "no"),
          ListVirtualMFADevices: new AwsError("AccessDenied", "no"),
        },
      );
      assert.equal(code, 2);
      assert.match(stdout, /\? AWS Security Hub IAM\.5: 0 pass, 0 fail, 2 not checked/);
      assert.equal(stdout.split("iam:ListMFADevices answered AccessDenied").length, 2, stdout);
      assert.match(stdout, /\n\? AWS Security Hub: .*not checked.*\n$/);
    });

    it("takes rules too where they are named, and says both at the end", async () => {
      const args = ["--compliance", "cis-3.0", "--rule", "console-user-mfa"];
      const { stdout } = await audit([NOT_ENROLLED], args);
      assert.match(stdout, /\n✖ 1 violation \(1 high\); CIS .*: of 3 controls 1 not met, 2 met\n$/);
      assert.ok(stdout.indexOf("3.0 1.10:") < stdout.indexOf("✖ console-user-mfa"));
    });

    for (const args of [
      ["--format", "sarif"],
      ["--format", "junit"],
      ["--security-hub", "eu-central-1"],
    ])
      it(`is refused with ${args.join(" ")}, which would have nothing to tell`, async () => {
        const { code, stderr } = await audit([], ["--compliance", "cis-3.0", ...args]);
        assert.equal(code, 2);
        assert.match(stderr, /tells? of rules|findings of rules/);
        assert.deepEqual(fake?.calls, []);
      });

    it("is refused where there is none of that id, with the list", async () => {
      const { code, stderr } = await audit([], ["--compliance", "cis-9.9"]);
      assert.equal(code, 2);
      assert.match(stderr, /There is no such standard\. The standards are .*cis-3\.0/);
    });
  });

  describe("centralized root access", () => {
    const FEATURES = "<EnabledFeatures><member>RootCredentialsManagement</member></EnabledFeatures>";
    const refused = (code: string) => new AwsError(code, "refused", 400);
    const CASES: Readonly<Record<string, readonly [Answers[string], RegExp]>> = {
      "what is enabled": [
        FEATURES,
        /RootCredentialsManagement \(of the organization; which credentials root/,
      ],
      "that nothing is": ["<EnabledFeatures/>", /not enabled \(of the organization/],
      "that there is no organization": [refused("OrganizationNotFound"), /the account is in no organization/],
      "that a member account is not told": [
        refused("AccountNotManagementOrDelegatedAdministrator"),
        /told only to the organization's management account/,
      ],
      "that it could not be read": [
        new AwsError("AccessDenied", "no"),
        /not known, could not read .*iam:ListOrganizationsFeatures answered AccessDenied/,
      ],
    };
    for (const [what, [answer, expected]] of Object.entries(CASES)) {
      it(`tells ${what}, and leaves root judged by its own credentials`, async () => {
        const args = ["--format", "json", "--rule", "root-mfa"];
        const without = { AccountMFAEnabled: 0, AccountAccessKeysPresent: 0, AccountPasswordPresent: 1 };
        const changes = { ListOrganizationsFeatures: answer, GetAccountSummary: summary(without) };
        const { code, stdout } = await audit([], args, changes);
        const report = JSON.parse(stdout) as Report;
        assert.match(report.accounts[0]?.facts.rootAccess ?? "", expected);
        assert.equal(report.accounts[0]?.results[0]?.status, "violation");
        assert.equal(code, 1);
      });
    }

    it("is said at the terminal, too", async () => {
      const { stdout } = await audit([], [], { ListOrganizationsFeatures: FEATURES });
      assert.match(stdout.replaceAll("\n", " "), /centralized root access: RootCredentialsManagement/);
    });
  });

  describe("exit code", () => {
    it("is 0 where nothing is found", async () => {
      const { code, stdout, stderr } = await audit([ENROLLED], CONTENT);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
      assert.match(
        stdout,
        /\n0 of 1 console user of account 111122223333 has no MFA device\n✔ 0 violations, \d+ hold.*\n$/,
      );
    });

    it("is 1 where something is", async () => {
      const { code, stdout } = await audit([ENROLLED, NOT_ENROLLED], CONTENT);
      assert.equal(code, 1);
      assert.match(stdout, /^ {2}- bob: password set 2026-01-02$/m);
    });

    it("is 0 where --fail-on asks for worse than what is found", async () => {
      assert.equal((await audit([NOT_ENROLLED], [...CONTENT, "--fail-on", "critical"])).code, 0);
    });

    it("is 0 with --fail-on never", async () => {
      assert.equal((await audit([NOT_ENROLLED], [...CONTENT, "--fail-on", "never"])).code, 0);
    });

    it("is 2 where nothing is found and not everything could be read", async () => {
      const { code, stdout } = await audit([ENROLLED], CONTENT, {
        ListVirtualMFADevices: new AwsError("AccessDenied", "no"),
      });
      assert.equal(code, 2);
      assert.match(stdout, /\? Not checked\n.*iam:ListVirtualMFADevices answered AccessDenied/);
    });

    it("is 0 then with --allow-unknown", async () => {
      const denied = { ListVirtualMFADevices: new AwsError("AccessDenied", "no") };
      assert.equal((await audit([ENROLLED], [...CONTENT, "--allow-unknown"], denied)).code, 0);
    });

    it("is 1 where something is found although not everything could be read", async () => {
      const denied = { ListVirtualMFADevices: new AwsError("AccessDenied", "no") };
      const rootWithout = {
        GetAccountSummary: summary({
          AccountMFAEnabled: 0,
          AccountPasswordPresent: 1,
          AccountAccessKeysPresent: 0,
        }),
      };
      assert.equal((await audit([ENROLLED], CONTENT, { ...denied, ...rootWithout })).code, 1);
    });
  });

  describe("choice of rules", () => {
    it("takes only those named, in the usual order", async () => {
      const { stdout } = await audit(
        [ENROLLED],
        ["--rule", "root-mfa", "--rule", "console-user-mfa", "--format", "json"],
      );
      assert.deepEqual(
        (JSON.parse(stdout) as Report).rules.map(({ name }) => name),
        ["console-user-mfa", "root-mfa"],
      );
    });

    it("takes only the severe ones", async () => {
      const { stdout } = await audit([ENROLLED], ["--severity", "critical", "--format", "json"]);
      assert.deepEqual(
        (JSON.parse(stdout) as Report).rules.map(({ name }) => name),
        ["root-mfa"],
      );
    });

    it("does not pass by judging nothing", async () => {
      const { code, stderr } = await audit(
        [ENROLLED],
        ["--rule", "unassigned-mfa-device", "--severity", "critical"],
      );
      assert.equal(code, 2);
      assert.match(stderr, /no rule left/);
    });
  });

  describe("rollout file", () => {
    const ROLLOUT = `account: existing\nwaves:\n  - {name: all, rest: true, deadline: 2027-01-01T00:00:00Z}\n`;

    it("gives users in a wave their time", async () => {
      await writeFile(path.join(folder, "rollout.yaml"), ROLLOUT);
      const { code, stdout } = await audit(
        [NOT_ENROLLED],
        ["--rollout", "rollout.yaml", "--rule", "console-user-mfa"],
      );
      assert.equal(code, 0, stdout);
    });

    it("does not with --strict", async () => {
      await writeFile(path.join(folder, "rollout.yaml"), ROLLOUT);
      const args = ["--rollout", "rollout.yaml", "--strict", "--rule", "console-user-mfa"];
      assert.equal((await audit([NOT_ENROLLED], args)).code, 1);
    });

    it("is refused with each mistake's line, before AWS is asked anything", async () => {
      await writeFile(path.join(folder, "rollout.yaml"), `account: existing\nwavs: []\n`);
      const { code, stderr } = await audit([], ["--rollout", "rollout.yaml"]);
      assert.equal(code, 2);
      assert.match(stderr, /^mfa-guard: rollout\.yaml has 1 mistake:\n {2}rollout\.yaml:2:1: /);
      assert.deepEqual(fake?.calls, []);
    });

    it("is missed where it is not there", async () => {
      const { code, stderr } = await audit([], ["--rollout", "nowhere.yaml"]);
      assert.equal(code, 2);
      assert.match(stderr, /^mfa-guard: The rollout file nowhere\.yaml can't be read: it does not exist\./);
    });
  });

  describe("account that can't be read", () => {
    it("is told in one line where the session has expired", async () => {
      const { code, stdout, stderr } = await audit([], [], {
        GetCallerIdentity: new AwsError("ExpiredToken", "expired"),
      });
      assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
      assert.match(stderr, /^mfa-guard: .*ExpiredToken.*sign in again, then re-run\.\n$/);
    });

    it("is told in one line where there are no credentials", async () => {
      const nothing = { HOME: folder, AWS_EC2_METADATA_DISABLED: "true" };
      const { code, stderr } = await withEnvironment(nothing, () => runCli(["audit"], { env: nothing }));
      assert.equal(code, 2);
      assert.match(stderr, /^mfa-guard: There are no AWS credentials .*--profile or AWS_PROFILE.*\n$/s);
    });

    it("is told what is missing where everything is refused", async () => {
      const refused = Object.fromEntries(
        [...Object.keys(accountAnswers([])), "GetConsoleAuthorizationConfiguration"]
          .filter((action) => action !== "GetCallerIdentity")
          .map((action) => [action, new AwsError("AccessDenied", "no")]),
      );
      const { code, stdout } = await audit([], [], refused);
      assert.equal(code, 2);
      assert.match(stdout, /\nWho has no MFA in account 111122223333 could not be told\n/);
      assert.doesNotMatch(stdout, /✔/);
    });
  });

  describe("profile that wants an MFA code", () => {
    const CONFIG = [
      "[profile base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = none",
      "[profile guarded]\nrole_arn = arn:aws:iam::111122223333:role/auditor\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/me",
    ].join("\n");

    async function auditGuarded(ask: ((question: string) => Promise<string>) | null) {
      fake = await FakeAws.start({
        ...accountAnswers([ENROLLED]),
        AssumeRole:
          "<Credentials><AccessKeyId>ASIASESSION</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>",
      });
      await writeFile(path.join(folder, "config"), CONFIG);
      const env = {
        ...{
          AWS_CONFIG_FILE: path.join(folder, "config"),
          AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "none"),
        },
        ...{ AWS_ENDPOINT_URL: fake.endpoint, AWS_REGION: "us-east-1" },
      };
      const args = ["audit", "--profile", "guarded", ...CONTENT];
      return withEnvironment(env, () => runCli(args, { env, ask }));
    }

    it("asks for it on a terminal", async () => {
      const asked: string[] = [];
      const { code, stderr } = await auditGuarded((question) => {
        asked.push(question);
        return Promise.resolve(" 123456\n");
      });
      assert.equal(code, 0, stderr);
      assert.deepEqual(asked, ["MFA code of arn:aws:iam::111122223333:mfa/me: "]);
      const assumed = fake?.calls.find(({ action }) => action === "AssumeRole");
      assert.equal(assumed?.params.get("TokenCode"), "123456");
      assert.equal(fake?.calls.at(-1)?.accessKey, "ASIASESSION");
    });

    it("says what to do where there is none", async () => {
      const { code, stderr } = await auditGuarded(null);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^mfa-guard: The profile wants an MFA code of arn:aws:iam::111122223333:mfa\/me, and there is no terminal/,
      );
      assert.deepEqual(fake?.calls, []);
    });
  });

  describe("--output", () => {
    it("writes a file that is the owner's, and nothing to standard output", async () => {
      const { stdout } = await audit([ENROLLED], [...CONTENT, "--format", "json", "--output", "report.json"]);
      assert.equal(stdout, "");
      const file = path.join(folder, "report.json");
      assert.equal((JSON.parse(await readFile(file, "utf8")) as Report).format, "mfa-guard-report");
      assert.equal((await stat(file)).mode & 0o777, 0o600);
      assert.deepEqual(await readdir(folder), ["report.json"]);
    });

    it("writes what a link points to", async () => {
      await writeFile(path.join(folder, "real.txt"), "old");
      await symlink("real.txt", path.join(folder, "link.txt"));
      await audit([ENROLLED], [...CONTENT, "--output", "link.txt"]);
      assert.match(await readFile(path.join(folder, "real.txt"), "utf8"), /\n0 of 1 /);
      assert.deepEqual((await readdir(folder)).sort(), ["link.txt", "real.txt"]);
    });

    it("has no colours in a file", async () => {
      fake = await FakeAws.start(accountAnswers([NOT_ENROLLED]));
      const env = { ...environmentOf(fake), FORCE_COLOR: "1" };
      const { stdout } = await runCli(["audit", ...CONTENT], { env, cwd: folder });
      await runCli(["audit", ...CONTENT, "--output", "plain.txt"], { env, cwd: folder });
      assert.match(stdout, /\u001b\[/);
      assert.doesNotMatch(await readFile(path.join(folder, "plain.txt"), "utf8"), /\u001b/);
    });

    for (const [what, file] of [
      ["a folder that is not there", "nowhere/report.json"],
      ["a folder", "."],
    ] as const)
      it(`is refused for ${what}, before AWS is asked anything`, async () => {
        const { code, stderr } = await audit([], ["--output", file]);
        assert.equal(code, 2);
        assert.match(stderr, /can't be written: (the folder does not exist|it is a folder)\.$/m);
        assert.deepEqual(fake?.calls, []);
      });

    it("is refused where one may not write", async function () {
      if (process.getuid?.() === 0) skip(this, "root may write everywhere");
      await chmod(folder, 0o500);
      const { code, stderr } = await audit([], ["--output", "report.json"]);
      await chmod(folder, 0o700);
      assert.equal(code, 2);
      assert.match(stderr, /can't be written: you have no permission/);
    });
  });

  describe("of a snapshot", () => {
    it("finds what the live audit finds, and asks AWS nothing", async () => {
      fake = await FakeAws.start(accountAnswers([ENROLLED, NOT_ENROLLED]));
      const attachmentScope = { env: environmentOf(fake), cwd: folder };
      assert.equal((await runCli(["snapshot", "--output", "facts.json"], attachmentScope)).code, 0);
      const live = await runCli(["audit", "--format", "csv"], attachmentScope);
      const before = fake.calls.length;
      const later = await runCli(["audit", "--format", "csv", "--facts", "facts.json"], {
        ...attachmentScope,
        env: {},
      });
      assert.equal(later.stdout, live.stdout);
      assert.equal(later.code, live.code);
      assert.equal(fake.calls.length, before);
    });

    it("says how the organization's policies would have been read, which is not by an option that it refuses", async () => {
      fake = await FakeAws.start(accountAnswers([ENROLLED]));
      const attachmentScope = { env: environmentOf(fake), cwd: folder };
      await runCli(["snapshot", "--output", "facts.json"], attachmentScope);
      const { stdout } = await runCli(["audit", "--facts", "facts.json"], { cwd: folder });
      assert.match(
        stdout.replace(/\s+/g, " "),
        /enrolling too \(`snapshot --scps` and `audit --org --scps` read them\)/,
      );
      const live = await runCli(["audit"], attachmentScope);
      assert.match(live.stdout.replace(/\s+/g, " "), /enrolling too \(--scps reads them\)/);
    });

    it("refuses an age where nothing has one", async () => {
      const { code, stderr } = await runCli(["audit", "--max-age", "2"]);
      assert.equal(code, 2);
      assert.match(stderr, /--max-age goes with --facts and --org only/);
    });

    it("refuses one that is too old", async () => {
      fake = await FakeAws.start(accountAnswers([ENROLLED]));
      await runCli(["snapshot", "--output", "facts.json"], { env: environmentOf(fake), cwd: folder });
      const now = () => new Date("2026-11-23T12:00:00Z");
      const { code, stderr } = await runCli(["audit", "--facts", "facts.json"], { cwd: folder, now });
      assert.equal(code, 2);
      assert.match(stderr, /the oldest allowed is .*Make a new snapshot, or allow a greater age\./);
      assert.equal(
        (
          await runCli(["audit", ...CONTENT, "--facts", "facts.json", "--max-age", "72"], {
            cwd: folder,
            now,
          })
        ).code,
        0,
      );
    });

    it("warns of what it lacks", async () => {
      fake = await FakeAws.start({
        ...accountAnswers([]),
        GetAccountSummary: new AwsError("AccessDenied", "no"),
      });
      const { code, stderr } = await runCli(["snapshot", "--output", "facts.json"], {
        env: environmentOf(fake),
        cwd: folder,
      });
      assert.equal(code, 0);
      assert.match(stderr, /^The snapshot lacks something: .*iam:GetAccountSummary/);
    });
  });
});
