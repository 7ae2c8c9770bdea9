import assert from "node:assert/strict";
import { readAccount } from "../../../policypack/facts/live/read-account";
import { readSnapshot } from "../../../policypack/facts/snapshot/read-snapshot";
import { overlay } from "../../../policypack/facts/planned/overlay";
import { readPlan } from "../../../policypack/facts/planned/read-plan";
import { toSnapshot } from "../../../policypack/facts/snapshot/write";
import { modelAccount, found, role as liveRole } from "../../support/accounts";
import { accountAnswers } from "../../support/fake-account";
import { type Answers, AwsError, FakeAws } from "../../support/fake-aws";
import { resource, UNKNOWN } from "../../support/stack";

const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));
const TRUST = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] },
    },
    { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
    { Effect: "Deny", Action: "sts:AssumeRole", Principal: "*" },
    { Effect: "Deny", Action: "sts:AssumeRole", NotPrincipal: { AWS: "111122223333" } },
  ],
};

function role(name: string, trust: string): string {
  return (
    `<member><RoleName>${name}</RoleName><Path>/ops/</Path><AssumeRolePolicyDocument>${trust}</AssumeRolePolicyDocument>` +
    `<RolePolicyList><member><PolicyName>p</PolicyName><PolicyDocument>${encoded({ Statement: [] })}</PolicyDocument></member></RolePolicyList>` +
    "<AttachedManagedPolicies><member><PolicyArn>arn:aws:iam::aws:policy/ReadOnlyAccess</PolicyArn></member></AttachedManagedPolicies>" +
    "<Tags><member><Key>team</Key><Value>ops</Value></member></Tags></member>"
  );
}

async function read(changes: Answers) {
  const fake = await FakeAws.start({ ...accountAnswers([{ name: "ann", password: true }]), ...changes });
  const account = await readAccount(fake.connection());
  const calls = fake.calls.filter(({ action }) => action === "GetAccountAuthorizationDetails").length;
  await fake.stop();
  return { account, calls };
}

const page = (list: string, next?: string) =>
  list + (next === undefined ? "<IsTruncated>false</IsTruncated>" : `<IsTruncated>true</IsTruncated>${next}`);

describe("the roles of an account", () => {
  it("come with users, groups and policies, from every page, and a document that can't be read hides no other", async () => {
    const { account, calls } = await read({
      GetAccountAuthorizationDetails: (params) => {
        assert.ok([...params.values()].includes("Role"), "roles are asked for");
        return params.get("Marker") === "2"
          ? page(`<UserDetailList/><RoleDetailList>${role("second", encoded(TRUST))}</RoleDetailList>`)
          : page(
              `<UserDetailList/><RoleDetailList>${role("first", "%")}</RoleDetailList>`,
              "<Marker>2</Marker>",
            );
      },
    });
    assert.deepEqual(account.roles.complete, { known: true, value: true });
    assert.equal(calls, 2);
    const [first, second] = account.roles.found;
    assert.equal(first && !first.trust.known && first.trust.reason.code, "UnreadableDocument");
    assert.match(first && !first.trust.known ? first.trust.reason.what : "", /trust policy of role first/);
    assert.deepEqual(second?.path, { known: true, value: "/ops/" });
    assert.deepEqual(second?.tags, { known: true, value: { team: "ops" } });
    assert.deepEqual(
      second?.attachedPolicies.map(({ policy }) => policy),
      ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
    );
    assert.equal(second?.inlinePolicies.length, 1);
    const statements = second?.trust.known ? second.trust.value.statements : [];
    assert.deepEqual(
      statements.map(({ principals, notPrincipals }) => principals ?? { not: notPrincipals }),
      [
        [
          { type: "AWS", id: "arn:aws:iam::111122223333:root" },
          { type: "AWS", id: "*" },
        ],
        [{ type: "Service", id: "ec2.amazonaws.com" }],
        [{ type: "AWS", id: "*" }],
        { not: [{ type: "AWS", id: "111122223333" }] },
      ],
    );
    const again = readSnapshot(toSnapshot([account]), {
      maxAge: 60_000,
      now: account.readAt,
      name: "x",
    });
    assert.deepEqual(again.known && again.value[0]?.roles, account.roles);
  });

  it("are unknown where the call is denied", async () => {
    const { account } = await read({ GetAccountAuthorizationDetails: new AwsError("AccessDenied", "no") });
    const { complete } = account.roles;
    assert.equal(!complete.known && complete.reason.call, "iam:GetAccountAuthorizationDetails");
  });
});

const trust = (account: string) => ({
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: account } }],
});

describe("the roles of a plan", () => {
  const account = modelAccount([], {
    roles: found([
      liveRole("ops", trust("111122223333"), { tags: { known: true, value: { old: "1" } } }),
      liveRole("other", trust("111122223333")),
    ]),
  });
  const planned = (...resources: ReturnType<typeof resource>[]) =>
    overlay(account, readPlan(resources)).roles.found.map(({ name, path, trust, tags, origin, urn }) => ({
      name,
      path: path.known && path.value,
      trust: trust.known ? trust.value.statements[0]?.principals?.[0]?.id : trust.reason.code,
      tags: tags.known && tags.value,
      origin,
      isPlanned: urn !== undefined,
    }));
  const other = {
    name: "other",
    path: "/",
    trust: "111122223333",
    tags: {},
    origin: "live",
    isPlanned: false,
  };

  it("take the place of live ones by their name, and of those only what they set", () => {
    const assumeRolePolicy = JSON.stringify(trust("999988887777"));
    assert.deepEqual(
      planned(resource("role", "r", { name: "ops", assumeRolePolicy, tagsAll: { new: "2" } })),
      [
        {
          name: "ops",
          path: "/",
          trust: "999988887777",
          tags: { new: "2" },
          origin: "live",
          isPlanned: true,
        },
        other,
      ],
    );
    const native = { roleName: "ops", assumeRolePolicyDocument: trust("999988887777") };
    assert.deepEqual(planned(resource("nativeRole", "r", native)), [
      { name: "ops", path: "/", trust: "999988887777", tags: { old: "1" }, origin: "live", isPlanned: true },
      other,
    ]);
  });

  it("are there beside the live ones, and what preview does not know of them is unknown", () => {
    const made = resource("role", "r", { name: UNKNOWN, path: "/ops/", assumeRolePolicy: UNKNOWN });
    assert.deepEqual(planned(made).at(-1), {
      name: undefined,
      path: "/ops/",
      trust: "UnknownInPreview",
      tags: {},
      origin: "planned",
      isPlanned: true,
    });
    assert.equal(planned(made).length, 3);
  });

  it("say nothing where the command does not make them", () => {
    assert.equal(planned(resource("role", "r", {})).length, 2);
  });
});
