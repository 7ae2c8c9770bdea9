import assert from "node:assert/strict";
import { readLiveAccount } from "../../enforcement/account/live-account";
import { accountAnswers, summary } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";

async function read(changes: Answers) {
  const fake = await FakeAws.start({ ...accountAnswers([{ name: "ann", password: true }]), ...changes });
  const live = await readLiveAccount(fake.connection());
  await fake.stop();
  return live;
}

describe("the live account", () => {
  it("has its own quotas, and AWS's where it does not say", async () => {
    const live = await read({ GetAccountSummary: summary({ GroupsQuota: 500 }) });
    assert.deepEqual(live.quotas, {
      known: true,
      value: { groups: 500, policies: 1500, groupsPerUser: 10, policiesPerGroup: 10 },
    });
  });

  it("tells why something could not be read", async () => {
    const live = await read({ GetAccountSummary: new AwsError("AccessDenied", "no") });
    assert.equal(!live.quotas.known && live.quotas.reason.code, "AccessDenied");
  });

  it("is read by whoever assumed the role, and by the role", async () => {
    const credentials =
      "<Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>none</SecretAccessKey>" +
      "<SessionToken>none</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>";
    const identity = (arn: string) => `<Arn>${arn}</Arn><UserId>X</UserId><Account>111122223333</Account>`;
    let calls: FakeAws["calls"] = [];
    const answers: Answers = {
      AssumeRole: credentials,
      GetCallerIdentity: () =>
        calls.at(-1)?.accessKey === "ASIAROLE"
          ? identity("arn:aws:sts::111122223333:assumed-role/deploy/mfa-guard")
          : identity("arn:aws:iam::111122223333:user/ann"),
    };
    const fake = await FakeAws.start({ ...accountAnswers([]), ...answers });
    calls = fake.calls;
    const roleArn = "arn:aws:iam::111122223333:role/deploy";
    const { callers } = await readLiveAccount(fake.connection({ assumeRoles: [{ roleArn }] }));
    await fake.stop();
    assert.deepEqual(
      callers.map((caller) => caller.known && caller.value.arn),
      ["arn:aws:sts::111122223333:assumed-role/deploy/mfa-guard", "arn:aws:iam::111122223333:user/ann"],
    );
  });
});
