import { stringify } from "yaml";
import type { Deployable } from "./deployable";

/** A template with the policy and its group: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html */
export function toCloudFormation({ policy, policyName, groupName, path }: Deployable): string {
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description:
      "Denies everything but setting up MFA to the members of a group until they sign in with MFA.",
    Resources: {
      ForceMfaPolicy: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { ManagedPolicyName: policyName, Path: path, PolicyDocument: policy },
      },
      ForceMfaGroup: {
        Type: "AWS::IAM::Group",
        Properties: { GroupName: groupName, Path: path, ManagedPolicyArns: [{ Ref: "ForceMfaPolicy" }] },
      },
    },
    Outputs: { GroupName: { Value: { Ref: "ForceMfaGroup" } } },
  };
  // A date without quotes would be one to a reader of YAML 1.1, which CloudFormation's is.
  return stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
