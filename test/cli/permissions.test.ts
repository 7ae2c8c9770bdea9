import assert from "node:assert/strict";
import enrol from "../../cli/enrol/permissions.json";
import root from "../../cli/organization/root-permissions.json";
import read from "../../policypack/facts/permissions.json";
import { SELF_SERVICE_ACTIONS } from "../../policypack/iam/self-service-actions";
import { runCli } from "./run-cli";

describe("permissions", () => {
  it("prints what reading needs", async () => {
    const { code, stdout } = await runCli(["permissions"]);
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { ...read, Statement: [...read.Statement, ...root.Statement] });
  });

  const PURPOSES: Readonly<Record<string, readonly string[]>> = {
    audit: ["iam:GetAccountAuthorizationDetails", "iam:ListOrganizationsFeatures"],
    "audit-org": ["organizations:ListAccounts", "organizations:DescribeOrganizationalUnit", "sts:AssumeRole"],
    "audit-org-ou": ["organizations:ListAccountsForParent", "organizations:ListRoots"],
    "audit-org-tag": ["organizations:ListTagsForResource"],
    "merge-s3": ["s3:ListBucket", "s3:GetObject"],
    plan: [
      "iam:GetAccountAuthorizationDetails",
      "iam:ListServiceSpecificCredentials",
      "iam:ListSSHPublicKeys",
    ],
    status: ["iam:GetAccountAuthorizationDetails"],
    "status-s3": ["iam:GetAccountAuthorizationDetails", "s3:ListBucket", "s3:GetObject", "s3:PutObject"],
    verify: ["iam:GetAccountAuthorizationDetails"],
    "verify-live": ["iam:GetAccountAuthorizationDetails", "iam:SimulatePrincipalPolicy"],
    certifications: ["iam:GetMFADevice"],
    "security-hub": ["securityhub:BatchImportFindings", "securityhub:GetFindings"],
    scps: ["organizations:ListPoliciesForTarget"],
    enrol: ["iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:ResyncMFADevice"],
    resync: ["iam:ListMFADevices", "iam:ResyncMFADevice"],
    session: ["iam:ListMFADevices"],
    instructions: ["iam:ListAccountAliases"],
    "instructions-user": ["iam:GetAccountAuthorizationDetails"],
    remind: ["iam:GetAccountAuthorizationDetails"],
  };

  for (const [purpose, needed] of Object.entries(PURPOSES)) {
    it(`prints what ${purpose} needs, in one policy that IAM takes`, async () => {
      const { stdout } = await runCli(["permissions", "--for", purpose]);
      const { Version, Statement } = JSON.parse(stdout) as {
        Version: string;
        Statement: { Action: string[] }[];
      };
      assert.equal(Version, "2012-10-17");
      const actions = Statement.flatMap(({ Action }) => Action);
      assert.deepEqual(
        needed.filter((action) => !actions.includes(action)),
        [],
      );
      assert.ok(stdout.replace(/\s/g, "").length <= 6144);
    });
  }

  it("names the purposes where it is asked for another", async () => {
    const { code, stderr } = await runCli(["permissions", "--for", "everything"]);
    assert.equal(code, 2);
    assert.match(stderr, /Allowed choices are audit, audit-org, audit-org-ou, audit-org-tag, merge-s3, plan/);
  });

  it("of enrolling are among those of the self-service policy, which everybody has who must enrol", () => {
    const actions = enrol.Statement.flatMap(({ Action }) => Action);
    assert.deepEqual(
      actions.filter((action) => !SELF_SERVICE_ACTIONS.some((own) => own === action)),
      [],
    );
  });
});
