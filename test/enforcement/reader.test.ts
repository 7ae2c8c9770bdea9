import assert from "node:assert/strict";
import { readLiveAccount } from "../../enforcement/account/reader";
import { accountAnswers, summary } from "../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../support/fake-aws";

const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));
const trust = (principal: object | string) =>
  encoded({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal }] });

function role(name: string, assume: string, inline?: string): string {
  const policies = inline
    ? `<RolePolicyList><member><PolicyName>p</PolicyName><PolicyDocument>${inline}</PolicyDocument></member></RolePolicyList>`
    : "";
  return (
    `<member><RoleName>${name}</RoleName><AssumeRolePolicyDocument>${assume}</AssumeRolePolicyDocument>${policies}` +
    `<AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/AdministratorAccess</PolicyArn></member></AttachedManagedPolicies></member>`
  );
}

const ROLES = [
  role("sso", trust({ Federated: "arn:aws:iam::111122223333:saml-provider/x" })),
  role("people", trust({ AWS: "arn:aws:iam::111122223333:root" }), encoded({ Statement: [] })),
  role("lambda", trust({ Service: "lambda.amazonaws.com" }), "%"),
  role("broken", "%"),
];

async function read(changes: Answers, connection = {}) {
  const base = accountAnswers([{ name: "ann", password: true }]);
  const users = base["GetAccountAuthorizationDetails"] as string;
  const fake = await FakeAws.start({
    ...base,
    GetAccountAuthorizationDetails: (params) =>
      params.get("Filter.member.1") === "Role"
        ? `<RoleDetailList>${ROLES.join("")}</RoleDetailList><IsTruncated>false</IsTruncated>`
        : users,
    ...changes,
  });
  const live = await readLiveAccount(fake.connection(connection));
  const roles = await live.roles();
  await fake.stop();
  return { live, roles, fake };
}

describe("the live account", () => {
  it("has its own quotas, and AWS's where it does not say", async () => {
    const { live } = await read({ GetAccountSummary: summary({ GroupsQuota: 500 }) });
    assert.deepEqual(live.quotas, {
      known: true,
      value: { groups: 500, policies: 1500, groupsPerUser: 10, policiesPerGroup: 10 },
    });
  });

  it("has roles for people and for services", async () => {
    const { roles } = await read({});
    assert.ok(roles.known);
    assert.deepEqual(
      roles.value.map(({ name, forPeople, inlinePolicies }) => [name, forPeople, inlinePolicies.length]),
      [
        ["sso", true, 0],
        ["people", true, 1],
        ["lambda", false, 0],
        ["broken", false, 0],
      ],
    );
    assert.deepEqual(roles.value[0]?.attachedPolicies, ["arn:aws:iam::aws:policy/AdministratorAccess"]);
  });

  it("tells why something could not be read", async () => {
    const { live, roles } = await read({
      GetAccountSummary: new AwsError("AccessDenied", "no"),
      GetAccountAuthorizationDetails: new AwsError("AccessDenied", "no"),
    });
    assert.equal(!live.quotas.known && live.quotas.reason.code, "AccessDenied");
    assert.equal(!roles.known && roles.reason.call, "iam:GetAccountAuthorizationDetails");
  });

  it("has unknown roles where their list is cut and does not say where it goes on", async () => {
    const { GetAccountAuthorizationDetails: users } = accountAnswers([{ name: "ann", password: true }]);
    const { roles } = await read({
      GetAccountAuthorizationDetails: (params) =>
        params.get("Filter.member.1") === "Role"
          ? "<RoleDetailList></RoleDetailList><IsTruncated>true</IsTruncated>"
          : (users as string),
    });
    assert.match(roles.known ? "" : roles.reason.message, /says that there is more/);
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
