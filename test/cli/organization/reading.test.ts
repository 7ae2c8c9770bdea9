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
import { type Answers, AwsError, FakeAws } from "../../support/fake-aws";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { shortTimeouts } from "../../support/short-timeouts";
import { cutOff, htmlPage, silent } from "../../support/twists";
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

/** Milliseconds after which an account that says nothing is given up; the next where others took as long. */
const SILENCES = [500, 3_000, 15_000, 60_000];

describe("the reading of an organization", () => {
  let fake: FakeAws | undefined;
  let proxy: FaultProxy | undefined;
  let spool: Spool;

  async function stop(): Promise<void> {
    await proxy?.stop();
    await fake?.stop();
    [fake, proxy] = [undefined, undefined];
  }

  afterEach(stop);

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
  async function readingOf(
    answers: Answers,
    begin = () => {},
    judged = () => {},
    fault?: Fault,
    silence?: number,
  ): Promise<Reading> {
    const AssumeRole = (params: URLSearchParams) => {
      begin();
      return session(params.get("RoleArn"));
    };
    fake = await FakeAws.start({ ...accountAnswers([]), AssumeRole, ...answers });
    proxy = fault && (await FaultProxy.start(fake.endpoint, fault));
    const endpoints = proxy && { iam: proxy.endpoint, sts: proxy.endpoint, signin: proxy.endpoint };
    const options = { ...DEFAULT_READ_OPTIONS, timeouts: shortTimeouts(1, silence) };
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
      access: { connection: fake.connection(endpoints && { endpoints }), caller, role: "reader", options },
      kept: null,
      addScps: (facts) => Promise.resolve(facts),
      take: ({ id }, facts) => {
        judged();
        spool.add(id, judgeAccount(facts, { rules: [], context: CONTEXT, snapshot: null }));
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

  /** The account of the session that the last call was made with. */
  const asking = () => fake?.calls.at(-1)?.accessKey?.slice("ASIA".length) ?? "";
  const strange = "2".repeat(12);

  for (const [what, twist] of Object.entries({
    hangs: silent,
    "answers nonsense": htmlPage,
    "is cut off": cutOff,
  }))
    it(`costs one account and no other, where it ${what}`, async () => {
      const fault: Fault = (action, _, params) =>
        action === "AssumeRole" && params.get("RoleArn")?.includes(strange) ? twist : undefined;
      let failed: string[] = [];
      for (const silence of twist === silent ? SILENCES : [undefined]) {
        await stop();
        const answers: Answers = { GetCallerIdentity: () => identity(asking()) };
        const reading = await readingOf(answers, undefined, undefined, fault, silence);
        await reading.read(members, members.length);
        failed = reading.failuresOf(members).map(({ id }) => id);
        if (failed.length === 1) break;
      }
      assert.deepEqual(failed, [strange]);
      assert.equal(spool.size, members.length - 1);
    });

  it("takes the users of an account that is closed while it is read for unknown, and those of no other", async () => {
    const gone = new AwsError(
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
    );
    const details = accountAnswers([])["GetAccountAuthorizationDetails"];
    const reading = await readingOf({
      GetCallerIdentity: () => identity(asking()),
      GetAccountAuthorizationDetails: (params, calls) => {
        if (asking() === strange) return gone;
        return typeof details === "function" ? details(params, calls) : (details ?? "");
      },
    });
    await reading.read(members, members.length);
    const incomplete = spool
      .outlinesOf(members.map(({ id }) => id))
      .filter(({ consoleUsers }) => !consoleUsers.complete);
    assert.deepEqual(
      incomplete.map(({ id }) => id),
      [strange],
    );
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
