import assert from "node:assert/strict";
import { connect } from "../../../policypack/facts/connection";
import { type Fact, known, mapFact } from "../../../policypack/facts/fact";
import { withOtherCredentials } from "../../../policypack/facts/live/read-other-credentials";
import { readAccount } from "../../../policypack/facts/live/read-account";
import permissions from "../../../cli/rollout/permissions.json";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { modelAccount } from "../../support/accounts";
import { accountAnswers, type FakeUser } from "../../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../../support/fake-aws";
import { shortTimeouts } from "../../support/short-timeouts";

const USERS: FakeUser[] = [
  { name: "ann", holds: { sshKeys: 2, services: ["codecommit.amazonaws.com", "bedrock.amazonaws.com"] } },
  { name: "bob", holds: { certificates: 2 } },
  { name: "cyd", holds: { sshKeys: 1 } },
];

const DENIED = new AwsError("AccessDenied", "no");

async function read(changes: Answers = {}, names = ["ann", "bob"]) {
  const fake = await FakeAws.start({ ...accountAnswers(USERS), ...changes });
  const { iam } = await connect(fake.connection(), shortTimeouts(1));
  try {
    const account = await withOtherCredentials(modelAccount(), names, iam, new AbortController().signal);
    return { told: tell(account), counts: fake.counts(), fake };
  } finally {
    iam.destroy();
    await fake.stop();
  }
}

function tell({ otherCredentials }: AccountFacts) {
  assert.ok(otherCredentials.known);
  return Object.fromEntries(
    [...otherCredentials.value].map(([name, { services, sshKeys }]) => [
      name,
      [orCode(mapFact(services, (all) => all.map(({ service }) => service).join(" "))), orCode(sshKeys)],
    ]),
  );
}

function orCode(fact: Fact<unknown>): unknown {
  return fact.known ? fact.value : fact.reason.code;
}

describe("what users hold beside passwords and access keys", () => {
  it("is read of all users at once where AWS has a call for that, else of those who are asked about", async () => {
    const { told, counts, fake } = await read();
    assert.deepEqual(told, {
      ann: ["codecommit.amazonaws.com bedrock.amazonaws.com", 2],
      bob: ["", 0],
    });
    assert.deepEqual(counts, { ListServiceSpecificCredentials: 1, ListSSHPublicKeys: 2 });
    const made = Object.keys(fake.counts()).map((action) => `iam:${action}`);
    assert.deepEqual(made.sort(), [...(permissions.Statement[0]?.Action ?? [])].sort());
  });

  it("is read to the last page", async () => {
    const pages: Answers = {
      ListServiceSpecificCredentials: (params) => {
        const page = params.get("Marker") ?? "1";
        const one = `<member><UserName>ann</UserName><Status>Active</Status><ServiceName>s${page}</ServiceName></member>`;
        const more =
          page === "1"
            ? "<IsTruncated>true</IsTruncated><Marker>2</Marker>"
            : "<IsTruncated>false</IsTruncated>";
        return `<ServiceSpecificCredentials>${one}</ServiceSpecificCredentials>${more}`;
      },
    };
    assert.deepEqual((await read(pages)).told["ann"], ["s1 s2", 2]);
  });

  it("is unknown where the calls are denied, each for itself", async () => {
    assert.deepEqual((await read({ ListServiceSpecificCredentials: DENIED })).told, {
      ann: ["AccessDenied", 2],
      bob: ["AccessDenied", 0],
    });
    const keys: Answers = {
      ListSSHPublicKeys: (params) => (params.get("UserName") === "ann" ? DENIED : "<SSHPublicKeys/>"),
    };
    assert.deepEqual((await read(keys)).told, {
      ann: ["codecommit.amazonaws.com bedrock.amazonaws.com", "AccessDenied"],
      bob: ["", 0],
    });
  });

  it("is asked user by user where AWS does not take the request for all", async () => {
    const own = accountAnswers(USERS)["ListServiceSpecificCredentials"] as (
      params: URLSearchParams,
    ) => string;
    const answers: Answers = {
      ListServiceSpecificCredentials: (params) =>
        params.has("AllUsers") ? new AwsError("ValidationError", "name a service", 400) : own(params),
    };
    const { told, counts } = await read(answers);
    assert.deepEqual(told["ann"], ["codecommit.amazonaws.com bedrock.amazonaws.com", 2]);
    assert.equal(counts["ListServiceSpecificCredentials"], 3);
  });

  it("has its certificates from the credential report, and none where the report is silent of them", async () => {
    const certificates = async (changes: Answers = {}) => {
      const fake = await FakeAws.start({ ...accountAnswers(USERS), ...changes });
      const { users } = await readAccount(fake.connection());
      await fake.stop();
      const { live } = users.found.find(({ name }) => name === "bob") ?? {};
      assert.ok(live?.known && live.value);
      return live.value.signingCertificates;
    };
    assert.deepEqual(await certificates(), known(2));
    const silent = String(accountAnswers(USERS)["GetCredentialReport"]).replace(
      /<Content>(.*)<\/Content>/,
      (_, content: string) => {
        const csv = Buffer.from(content, "base64")
          .toString()
          .replace(/cert_2_active/, "cert_2_something");
        return `<Content>${Buffer.from(csv).toString("base64")}</Content>`;
      },
    );
    assert.equal(orCode(await certificates({ GetCredentialReport: silent })), "NotTold");
  });
});
