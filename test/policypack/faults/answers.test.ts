import assert from "node:assert/strict";
import { mock } from "node:test";
import { IAMClient } from "@aws-sdk/client-iam";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { type Emulator, startEmulator } from "../../support/emulator";
import { toStderr } from "../../../sandbox/progress";
import { ACCOUNT, accountAnswers, type FakeUser, OLD_REPORT } from "../../support/fake-account";
import { AwsError, FakeAws } from "../../support/fake-aws";
import type { Fault, Twist } from "../../support/fault-proxy";
import { changed, cutOff, htmlPage, silent, truncated } from "../../support/twists";
import { compare, readThrough, seedEverySort } from "./support";
import { Tally } from "./tally";

const only =
  (action: string, fault: AwsError | Twist, from = 0): Fault =>
  (called, before) =>
    called === action && before >= from ? fault : undefined;

/** Is told each action of IAM whose answer the SDK has handed over: what a server has sent need not be there yet. */
function whenAnswered(told: (action: string) => void): { restore(): void } {
  const { send } = IAMClient.prototype as { send: (command: object) => Promise<unknown> };
  const watched = function (this: IAMClient, ...parameters: [command: object]): Promise<unknown> {
    const answer = send.apply(this, parameters);
    const action = parameters[0].constructor.name.replace(/Command$/, "");
    void Promise.allSettled([answer]).then(() => told(action));
    return answer;
  };
  const { mock: watching } = mock.method(IAMClient.prototype, "send", watched as IAMClient["send"]);
  return watching;
}

const tally = new Tally();
after(() => tally.print());

describe("a reading that goes wrong in its own way", () => {
  let emulator: Emulator;
  let baseline: AccountFacts;

  before(async () => {
    emulator = await startEmulator({ root: "password" }, toStderr);
    await seedEverySort(emulator.endpoint);
    baseline = (await readThrough(emulator.endpoint, () => undefined)).account;
  });
  after(() => emulator.stop());

  const READY = "<GetCredentialReportResult><Content>[^<]*</Content>";
  const report = (csv: (lines: string[]) => string[]): Twist =>
    changed((body) =>
      body.replace(/<Content>([^<]*)<\/Content>/, (_, content: string) => {
        const lines = Buffer.from(content, "base64").toString("utf8").trimEnd().split("\n");
        return `<Content>${Buffer.from(csv(lines).join("\n")).toString("base64")}</Content>`;
      }),
    );
  const inProgress = new AwsError("ReportInProgress", "it is being made", 404);

  /** The report is asked for the same in the end: by a call for each user. */
  const REPORTS: Readonly<Record<string, Fault>> = {
    "stays in the making for ever": only("GetCredentialReport", inProgress),
    "is empty": only(
      "GetCredentialReport",
      report(() => []),
    ),
    "has a head and no rows": only(
      "GetCredentialReport",
      report((lines) => lines.slice(0, 1)),
    ),
    "lacks half of its rows": only(
      "GetCredentialReport",
      report((l) => l.slice(0, l.length / 2)),
    ),
    "ends in the middle of a row": only(
      "GetCredentialReport",
      report((l) => [...l.slice(0, 5), l[5]?.slice(0, 40) ?? ""]),
    ),
    "lacks a column": only(
      "GetCredentialReport",
      report((l) => l.map((line) => line.replace(/^[^,]*,/, ""))),
    ),
    "is no base64": only(
      "GetCredentialReport",
      changed((body) => body.replace(new RegExp(READY), "$&".slice(0, 2))),
    ),
    "is a page of HTML": only("GetCredentialReport", htmlPage),
    "has words for numbers": only(
      "GetCredentialReport",
      report((l) => l.map((line) => line.replace(/true|false/gi, "?"))),
    ),
  };
  for (const [name, fault] of Object.entries(REPORTS)) {
    it(`finds the same where the credential report ${name}`, async () => {
      const { account } = await readThrough(emulator.endpoint, fault);
      const comparison = compare(account, baseline);
      tally.add(`report ${name}`, comparison);
      assert.deepEqual(comparison, { lost: [], invented: [], unknowns: [] });
    });
  }

  it("ends the wait for a report after as many looks as it has patience for", async () => {
    const { calls, account } = await readThrough(emulator.endpoint, only("GetCredentialReport", inProgress));
    assert.equal(calls["GetCredentialReport"], 4);
    assert.ok(!account.credentialReportAt.known);
    assert.match(account.credentialReportAt.reason.remedy, /not finished its credential report/);
  });

  it("asks user by user where a bulk call hangs and its time is up", async () => {
    const end = new AbortController();
    const others = new Set(["GetAccountAuthorizationDetails", "GetCredentialReport", "GetAccountSummary"]);
    others.add("ListAccountAliases").add("GetAccountPasswordPolicy");
    // Once all other bulk calls have their answers, what hangs is all that is left.
    const watching = whenAnswered((action) => {
      if (others.delete(action) && others.size === 0) setImmediate(() => end.abort(new Error("time is up")));
    });
    try {
      const { account } = await readThrough(emulator.endpoint, only("ListVirtualMFADevices", silent), {
        bulkSignal: end.signal,
      });
      const { lost, invented, unknowns } = compare(account, baseline);
      assert.deepEqual([lost, invented], [[], []]);
      assert.deepEqual([...new Set(unknowns.map(({ call }) => call))], ["iam:ListVirtualMFADevices"]);
    } finally {
      watching.restore();
    }
  });

  it("is corrected where the clock is wrong and the server says what the time is", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000);
    const skewed: Twist = (_, response) => {
      const body =
        "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>expired</Message></Error></ErrorResponse>";
      response.writeHead(403, { "content-type": "text/xml", date: inAnHour.toUTCString() }).end(body);
    };
    const { account, calls } = await readThrough(emulator.endpoint, (action, before) =>
      action === "GetAccountSummary" && before === 0 ? skewed : undefined,
    );
    assert.equal(calls["GetAccountSummary"], 2);
    assert.deepEqual(compare(account, baseline), { lost: [], invented: [], unknowns: [] });
  });
});

describe("a list in pages", () => {
  const USERS: FakeUser[] = Array.from({ length: 10 }, (_, index) => ({
    name: `user${index}`,
    password: true,
    devices: index % 2 ? [`arn:aws:iam::${ACCOUNT}:mfa/user${index}`] : [],
  }));
  let fake: FakeAws;
  let baseline: AccountFacts;

  before(async () => {
    fake = await FakeAws.start({ ...accountAnswers(USERS), ...OLD_REPORT });
    baseline = (await readInPages(() => undefined)).account;
  });
  after(() => fake.stop());

  /** Three items a page. */
  function readInPages(fault: Fault) {
    return readThrough(
      fake.endpoint,
      fault,
      {},
      (params) => params.has("MaxItems") && params.set("MaxItems", "3"),
    );
  }

  const LISTS = { GetAccountAuthorizationDetails: 4, ListVirtualMFADevices: 2 };

  it("is read to its end", async () => {
    const { calls } = await readInPages(() => undefined);
    for (const [action, pages] of Object.entries(LISTS)) assert.equal(calls[action], pages);
    assert.equal(baseline.users.found.length, USERS.length);
  });

  const BROKEN: Readonly<Record<string, AwsError | Twist>> = {
    "leads back to itself": changed((body) =>
      body.replace(/<Marker>\d+<\/Marker>|<IsTruncated>false<\/IsTruncated>/, "<Marker>3</Marker>"),
    ),
    "says that there is more, and not where": changed((b) =>
      b.replace(/<Marker>\d+<\/Marker>/, "").replace("false</IsT", "true</IsT"),
    ),
    "is a page of HTML": htmlPage,
    "is truncated": truncated,
    "is cut off": cutOff,
    "comes after the session has expired": new AwsError("ExpiredToken", "expired"),
  };
  for (const [name, fault] of Object.entries(BROKEN)) {
    it(`is unknown, and ends, where a page ${name}`, async () => {
      for (const [action, pages] of Object.entries(LISTS)) {
        for (let page = 0; page < pages; page++) {
          const { account, calls } = await readInPages(only(action, fault, page));
          const comparison = compare(account, baseline);
          tally.add(`page ${name}`, comparison);
          assert.deepEqual([comparison.lost, comparison.invented], [[], []]);
          const fact =
            action === "ListVirtualMFADevices" ? account.unassignedDevices : account.users.complete;
          assert.equal(fact.known, false, `${action}, page ${page}`);
          assert.ok((calls[action] ?? 0) <= pages + 8);
        }
      }
    });
  }

  it("ends where it leads on for ever, with its budget", async () => {
    let pages = 0;
    const end = new AbortController();
    const endless = changed((body) => {
      if (++pages === 50) end.abort(new Error("the budget is spent"));
      const marker = `<Marker>${pages}</Marker>`;
      return body.replace(
        /<IsTruncated>.*<\/IsTruncated>(<Marker>\d+<\/Marker>)?/,
        `<IsTruncated>true</IsTruncated>${marker}`,
      );
    });
    const { account } = await readThrough(fake.endpoint, only("ListVirtualMFADevices", endless), {
      bulkSignal: end.signal,
    });
    assert.equal(account.unassignedDevices.known, false);
  });

  it("is unknown where nothing ever answers, once the reading is called off", async () => {
    const end = new AbortController();
    const hung: Fault = (action, before, params) => {
      if (action === "ListMFADevices") end.abort(new Error("called off"));
      return only("ListMFADevices", silent)(action, before, params);
    };
    const { account } = await readThrough(fake.endpoint, hung, { signal: end.signal });
    const { lost, invented, unknowns } = compare(account, baseline);
    assert.deepEqual([lost, invented], [[], []]);
    assert.deepEqual([...new Set(unknowns.map(({ call }) => call))], ["iam:ListMFADevices"]);
  });
});
