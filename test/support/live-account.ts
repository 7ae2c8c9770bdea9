import {
  AttachGroupPolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { selfServicePolicy } from "../../policypack/policy/self-service-policy";

/** A user with a console password that nobody knows the use of. */
export async function createConsoleUser(iam: IAMClient, UserName: string): Promise<void> {
  await iam.send(new CreateUserCommand({ UserName }));
  await iam.send(new CreateLoginProfileCommand({ UserName, Password: "Aa1!not-a-secret-anywhere" }));
}

/** A policy of the account; gives its ARN. */
export async function createPolicy(iam: IAMClient, PolicyName: string, document: object): Promise<string> {
  const command = new CreatePolicyCommand({ PolicyName, PolicyDocument: JSON.stringify(document) });
  return (await iam.send(command)).Policy?.Arn ?? "";
}

/** A group force-mfa under the self-service policy. */
export async function createForceMfaGroup(iam: IAMClient): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName: "force-mfa" }));
  const PolicyArn = await createPolicy(iam, "self-service", selfServicePolicy({ partition: "aws" }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "force-mfa", PolicyArn }));
}

/** Makes a user an administrator. */
export async function makeAdministrator(iam: IAMClient, UserName: string): Promise<void> {
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const PolicyArn = await createPolicy(iam, "everything", everything);
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
}
