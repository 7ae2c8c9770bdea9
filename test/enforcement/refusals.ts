import assert from "node:assert/strict";
import type { IAM } from "@aws-sdk/client-iam";
import { createKeys } from "../../sandbox/demo/account";
import { enrolVirtualDevice } from "../../sandbox/demo/enrol";
import { AwsError } from "../support/fake-aws";
import type { Fault } from "../support/fault-proxy";
import { changed } from "../support/twists";

const ARN = "arn:aws:iam::123456789012";
const ALLOW_ALL = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "*", Resource: "*" },
});
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } },
});
const DENIED = new AwsError("AccessDenied", "not authorized");
const NEW = { "mfa-guard:rollout": { account: "new" } };
const TEN = Array.from({ length: 10 }, (_, i) => i);

/** What a deployment is refused for: in which circumstances, and every message. */
export interface Refusal {
  readonly config: Record<string, unknown>;
  /** Whose long-term key the deployment uses; left out: that of somebody who is no user. */
  readonly as?: "ann" | "bob" | "ci";
  /** What AWS does not answer, or answers otherwise. */
  readonly fault?: Fault;
  readonly messages: readonly RegExp[];
}

/** Answers some actions with an error. */
function denying(...actions: string[]): Fault {
  return (action) => (actions.includes(action) ? DENIED : undefined);
}

/** Answers sts:GetCallerIdentity with another ARN. */
const calledBy =
  (arn: string): Fault =>
  (action) =>
    action === "GetCallerIdentity"
      ? changed((body) => body.replace(/<Arn>.*<\/Arn>/, `<Arn>${arn}</Arn>`))
      : undefined;

const quota =
  (numbers: Record<string, number>): Fault =>
  (action) =>
    action === "GetAccountSummary"
      ? changed((body) =>
          Object.entries(numbers).reduce(
            (text, [key, value]) =>
              text.replace(new RegExp(`(<key>${key}</key>\\s*<value>)\\d+`), `$1${value}`),
            body,
          ),
        )
      : undefined;

/** ann is an administrator with MFA, bob has a password and no MFA, ci a key only, and ten groups. */
export const REFUSALS: Readonly<Record<string, Refusal>> = {
  "a rollout beside the simple settings": {
    config: { ...NEW, "mfa-guard:groupName": "g", "mfa-guard:users": ["ann"] },
    messages: [
      /sets mfa-guard:rollout and mfa-guard:users, mfa-guard:groupName too\. .* remove the others\./,
    ],
  },
  "a rollout file that is not there": {
    config: { "mfa-guard:rollout": "nowhere.yaml" },
    messages: [/file of mfa-guard:rollout can't be read: ENOENT.*nowhere\.yaml.* relative to the folder/],
  },
  "a rollout that says what there is not": {
    config: { "mfa-guard:rollout": { account: "existing", wave: [] } },
    messages: [/mfa-guard:rollout in Pulumi\.<stack>\.yaml.*wave/],
  },
  "settings of watching that can't be": {
    config: { ...NEW, "mfa-guard:watch": { email: "nobody" } },
    messages: [/mfa-guard:watch in Pulumi\.<stack>\.yaml can't be used: email/],
  },
  "settings of the provider that can't be read": {
    config: { ...NEW, "aws:assumeRoles": "[" },
    messages: [/The aws settings of Pulumi\.<stack>\.yaml can't be read/],
  },
  "a name that is no user's": {
    config: { "mfa-guard:users": ["ann", "nobody"] },
    messages: [/mfa-guard:users names nobody, who is no user of .*Correct or remove the name\./],
  },
  "users that can't be read": {
    config: NEW,
    fault: denying("GetAccountAuthorizationDetails"),
    messages: [/Who is to be covered is not known: .*GetAccountAuthorizationDetails.*AccessDenied/],
  },
  "passwords that can't be read, where they decide": {
    config: NEW,
    fault: denying("GenerateCredentialReport", "GetCredentialReport", "GetLoginProfile"),
    messages: [
      /Whether ann is to be covered is not known: .*AccessDenied/,
      /Whether bob is to be covered is not known/,
      /Whether ci is to be covered is not known/,
    ],
  },
  "a deployer whose devices can't be read": {
    config: NEW,
    as: "bob",
    fault: denying("ListVirtualMFADevices", "ListMFADevices"),
    messages: [
      /bob runs this deployment, which puts bob into group force-mfa: what MFA devices they have is not/,
    ],
  },
  "a deployer without a device, though told that no administrator need be left": {
    config: { ...NEW, "mfa-guard:allowNoAdministratorLeft": true },
    as: "bob",
    messages: [
      /bob runs this deployment, .*: they have no MFA device, .* Enrol one first.*allowLockingMyselfOut true/,
    ],
  },
  "a deployer with MFA and a key without": {
    config: NEW,
    as: "ann",
    messages: [
      /ann runs this deployment, .* use a long-term access key, which carries no MFA.*get-session-token/,
    ],
  },
  "a deployer without a password, who is named": {
    config: { "mfa-guard:users": ["ci"] },
    as: "ci",
    messages: [
      // Whether there is a device is told where AWS makes its credential report anew.
      /ci runs this deployment, .*they have no password(, so no MFA device that could be seen| and no MFA device)\. Exempt/,
      /IAM allows 10 groups for a user; ci is in 10/,
    ],
  },
  "a session whose user is not told": {
    config: NEW,
    fault: calledBy("arn:aws:sts::123456789012:federated-user/x"),
    messages: [/federated-user\/x runs this deployment, on behalf of an IAM user whom AWS does not name/],
  },
  "whoever assumes the role that deploys": {
    config: { ...NEW, "aws:assumeRoles": [{ roleArn: `${ARN}:role/deployer` }] },
    as: "bob",
    messages: [/bob runs this deployment, which puts bob into group force-mfa: they have no MFA device/],
  },
  "whoever assumes that role, where who it is can't be read": {
    config: { ...NEW, "aws:assumeRoles": [{ roleArn: `${ARN}:role/deployer` }] },
    as: "bob",
    // The first is that of the role itself.
    fault: (action, before) => (action === "GetCallerIdentity" && before > 0 ? DENIED : undefined),
    messages: [/Who runs this deployment is not known: .*GetCallerIdentity.*AccessDenied/],
  },
  "a rollout without waves": {
    config: { "mfa-guard:rollout": { account: "existing" } },
    messages: [/There are no waves/],
  },
  "all that IAM has no room for": {
    config: { "mfa-guard:users": ["ci"], "mfa-guard:policyName": "elsewhere", "mfa-guard:groupName": "full" },
    messages: [
      /IAM allows 10 managed policies in a group; group full has 10 besides ours/,
      /IAM allows 10 groups for a user; ci is in 10, without full/,
      /has the policy elsewhere with the path \/a\/, and IAM takes no second of that name with the path \//,
    ],
  },
  "more groups and policies than the account may have": {
    config: NEW,
    fault: quota({ GroupsQuota: 11, PoliciesQuota: 11 }),
    messages: [
      /IAM allows 11 groups in \S+ \S+; it has 11, and this deployment adds 1/,
      /IAM allows 11 customer managed policies in \S+ \S+; it has 11, and this deployment adds 1/,
    ],
  },
};

/**
 * That each reason is told, and no other: one stands alone, several in a list.
 * @param text What is told, in the form in which it is searched.
 */
export function assertAllSaid(messages: Refusal["messages"], told: string, text = told): void {
  for (const message of messages) assert.match(text, message);
  const listed = told.match(/^ +- /gm) ?? ["the only one"];
  assert.equal(listed.length, messages.length, told);
}

/** Makes the account in which all is refused, and gives the keys of its users, as environment variables. */
export async function fillRefusingAccount(
  iam: IAM,
): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> {
  const keys: Record<string, Record<string, string>> = {};
  for (const UserName of ["ann", "bob", "ci"]) {
    await iam.createUser({ UserName });
    const { accessKeyId, secretAccessKey } = await createKeys(iam, UserName);
    keys[UserName] = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    if (UserName === "ci") continue;
    await iam.createLoginProfile({ UserName, Password: "Aa1!not-a-secret-anywhere" });
  }
  await iam.putUserPolicy({ UserName: "ann", PolicyName: "admin", PolicyDocument: ALLOW_ALL });
  await enrolVirtualDevice(iam, "ann");
  await iam.createRole({ RoleName: "deployer", AssumeRolePolicyDocument: TRUST });
  await iam.createGroup({ GroupName: "full" });
  for (const i of TEN) {
    await iam.createGroup({ GroupName: `g${i}` });
    await iam.addUserToGroup({ UserName: "ci", GroupName: `g${i}` });
    const { Policy } = await iam.createPolicy({ PolicyName: `p${i}`, PolicyDocument: ALLOW_ALL });
    await iam.attachGroupPolicy({ GroupName: "full", PolicyArn: Policy?.Arn ?? "" });
  }
  await iam.createPolicy({ PolicyName: "elsewhere", Path: "/a/", PolicyDocument: ALLOW_ALL });
  return keys;
}
