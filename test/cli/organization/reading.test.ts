import assert from "node:assert/strict";
import { Cli } from "../../../cli/context";
import type { Member } from "../../../cli/organization/accounts";
import { Reading } from "../../../cli/organization/reading";
import { judgeAccount } from "../../../cli/report/build";
import { Spool } from "../../../cli/report/spool";
import { DEFAULT_READ_OPTIONS } from "../../../policypack/facts/live/read-account";
import { known } from "../../../policypack/facts/fact";
import { CONTEXT } from "../../support/accounts";
import { accountAnswers } from "../../support/fake-account";
import { type Answers, FakeAws } from "../../support/fake-aws";
import { Kept } from "../run-cli";

/** A session in the account of a role, whose key says which that is. */
const session = (roleArn: string | null) =>
  `<Credentials><AccessKeyId>ASIA${roleArn?.split(":")[4]}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>` +
  "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";

const identity = (account = "") =>
  `<Arn>arn:aws:sts::${account}:assumed-role/reader/s</Arn><UserId>X</UserId><Account>${account}</Account>`;

const members = Array.from({ length: 6 }, (_, index): Member => {
  const id = `${index}`.repeat(12);
  const partition = index === 0 ? "aws-us-gov" : "aws";
  return {
    id,
    name: "",
    organization: "",
    partition,
    management: false,
    state: "ACTIVE",
    unit: known("Root"),
  };
});

describe("the reading of an organisation", () => {
  let fake: FakeAws | undefined;
  let spool: Spool;

  afterEach(async () => {
    await fake?.stop();
    fake = undefined;
  });

  /** Reads six accounts; gives how many were begun and not yet judged, each time that one was begun. */
  async function read(concurrency: number): Promise<number[]> {
    let judged = 0;
    const atOnce: number[] = [];
    const reading = await readingOf(
      { GetCallerIdentity: () => identity(fake?.calls.at(-1)?.accessKey?.slice("ASIA".length)) },
      () => atOnce.push(atOnce.length + 1 - judged),
      () => (judged += 1),
    );
    await reading.read(members, concurrency);
    assert.equal(spool.size, members.length);
    return atOnce;
  }

  /** Six accounts, each with a session of its own; told of each that is begun, and judged. */
  async function readingOf(answers: Answers, begin = () => {}, judged = () => {}): Promise<Reading> {
    const AssumeRole = (params: URLSearchParams) => {
      begin();
      return session(params.get("RoleArn"));
    };
    fake = await FakeAws.start({ ...accountAnswers([]), AssumeRole, ...answers });
    const caller = { accountId: "999999999999", partition: "aws", arn: "arn", longTermKey: true };
    spool = new Spool("/nowhere");
    return new Reading({
      cli: new Cli({
        env: {},
        cwd: "/",
        now: () => CONTEXT.now,
        stdout: new Kept(),
        stderr: new Kept(),
        ask: null,
      }),
      access: { connection: fake.connection(), caller, role: "reader", options: DEFAULT_READ_OPTIONS },
      kept: null,
      spool,
      addScps: (facts) => Promise.resolve(facts),
      judge: (_, facts) => {
        judged();
        return judgeAccount(facts, { rules: [], context: CONTEXT, snapshot: null });
      },
    });
  }

  it("begins no account before another is judged, where only one may be read at once", async () => {
    assert.deepEqual(await read(1), [1, 1, 1, 1, 1, 1]);
  });

  it("has no more accounts in memory than may be read at once", async () => {
    const atOnce = await read(3);
    assert.equal(atOnce.length, members.length);
    assert.ok(Math.max(...atOnce) > 1 && Math.max(...atOnce) <= 3, String(atOnce));
  });

  it("takes no account for another, where what answers does not know them apart", async () => {
    const reading = await readingOf({ GetCallerIdentity: identity("333333333333") });
    await reading.read(members, 2);
    const failures = reading.failuresOf(members);
    assert.equal(spool.size, 1);
    assert.equal(failures.length, 5);
    assert.match(failures[0]?.message ?? "", /is of account 333333333333\. Check the endpoint of STS\.$/);
  });

  it("assumes the role in each account's own partition", async () => {
    await read(1);
    const roles = fake?.calls.filter(({ action }) => action === "AssumeRole") ?? [];
    assert.deepEqual(
      roles.slice(0, 2).map(({ params }) => params.get("RoleArn")),
      ["arn:aws-us-gov:iam::000000000000:role/reader", "arn:aws:iam::111111111111:role/reader"],
    );
  });
});
