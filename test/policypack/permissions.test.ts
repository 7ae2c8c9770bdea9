import assert from "node:assert/strict";
import certifications from "../../cli/certification-permissions.json";
import permissions from "../../policypack/facts/permissions.json";
import { DEFAULT_READ_OPTIONS, readAccount } from "../../policypack/facts/live/read-account";
import { accountAnswers, type FakeUser, OLD_REPORT } from "../support/fake-account";
import { FakeAws } from "../support/fake-aws";

/** Users that bring about every call: enrolled, not enrolled, one that the credential report lacks, and one without a password. */
const USERS: FakeUser[] = [
  { name: "ann", password: true, devices: ["arn:aws:iam::111122223333:mfa/ann"] },
  { name: "bob", password: true },
  { name: "new", password: true, report: null },
  { name: "robot" },
];

/** A report of the last four hours, and more users without a password than are asked one by one. */
const OPTIONS = { ...DEFAULT_READ_OPTIONS, livePasswords: 0 };

const SERVICES: Readonly<Record<string, string>> = {
  GetCallerIdentity: "sts",
  GetConsoleAuthorizationConfiguration: "signin",
};

describe("permissions", () => {
  it("are just those of the calls that a reading makes", async () => {
    const fake = await FakeAws.start({ ...accountAnswers(USERS), ...OLD_REPORT });
    await readAccount(fake.connection(), OPTIONS);
    await fake.stop();
    const made = Object.keys(fake.counts()).map((action) => `${SERVICES[action] ?? "iam"}:${action}`);
    assert.deepEqual(made.sort(), permissions.Statement[0]?.Action);
  });

  it("are more where it is asked what security keys are certified for", async () => {
    const devices = ["arn:aws:iam::111122223333:u2f/user/boss/key"];
    const boss = { name: "boss", password: true, administrator: true, devices };
    const fake = await FakeAws.start({ ...accountAnswers([...USERS, boss]), ...OLD_REPORT });
    await readAccount(fake.connection(), { ...OPTIONS, certifications: true });
    await fake.stop();
    const made = Object.keys(fake.counts()).map((action) => `${SERVICES[action] ?? "iam"}:${action}`);
    const both = [permissions, certifications].flatMap(({ Statement }) => Statement);
    assert.deepEqual(made.sort(), both.flatMap(({ Action }) => Action).sort());
  });
});
