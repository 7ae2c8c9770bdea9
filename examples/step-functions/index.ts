import { readFileSync } from "node:fs";
import * as aws from "@pulumi/aws";
import { all, asset, Config, type Input, jsonStringify, type Output } from "@pulumi/pulumi";

const NAME = "mfa-guard-audit-org";
const config = new Config();
const orgRole = config.get("orgRole") ?? "auditor";
const options = config.getObject<string[]>("options") ?? [];
const { partition } = aws.getPartitionOutput();

// Says who has no MFA, and what it says is believed: nobody else may read it, or write to it.
const bucket = new aws.s3.Bucket("accounts");
const inBucket = { bucket: bucket.bucket };
new aws.s3.BucketServerSideEncryptionConfiguration("accounts", {
  ...inBucket,
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
});
const notPublic = new aws.s3.BucketPublicAccessBlock("accounts", {
  ...inBucket,
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
});
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
const onlyTls = {
  ...{ Sid: "OnlyTls", Effect: "Deny", Principal: "*", Action: "s3:*" },
  Resource: [bucket.arn, objects("*")],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};
new aws.s3.BucketPolicy("accounts", { ...inBucket, policy: policy([onlyTls]) }, { dependsOn: notPublic });
new aws.s3.BucketLifecycleConfiguration("accounts", {
  ...inBucket,
  rules: [{ id: "expire", status: "Enabled", filter: {}, expiration: { days: 30 } }],
});

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: Input<string> | readonly Input<string>[];
}

const allow = (Action: Statement["Action"], Resource: Statement["Resource"]): Statement => ({
  ...{ Effect: "Allow", Action, Resource },
});

/** What `mfa-guard permissions --for PURPOSE` has printed, when this was built. */
function needed(purpose: string): readonly Statement[] {
  const text = readFileSync(`${__dirname}/dist/${purpose}.json`, "utf8");
  // As its notes say, for a role of another name.
  return JSON.parse(text.replaceAll("OrganizationAccountAccessRole", orgRole)).Statement;
}

const LISTS = "MfaGuardListsAccounts";
const organization = needed("audit-org");
const lists = [
  ...organization.filter(({ Sid }) => Sid === LISTS),
  ...(options.includes("--ou") ? needed("audit-org-ou") : []),
  ...(options.includes("--tag") ? needed("audit-org-tag") : []),
];
// With the permissions to read the account that this is in: a management account has no role unless somebody makes it.
const reads = [...organization.filter(({ Sid }) => Sid !== LISTS), allow("sts:GetCallerIdentity", "*")];

const choose = lambda("choose", { timeout: 900 }, [
  ...lists,
  allow("s3:PutObject", objects("*/run.json", "*/map/accounts.json", "*/failures/*")),
]);
/** An account's number, in a pattern of IAM, in which * takes slashes too. */
const ID = "?".repeat(12);
// Longer than the longest reading, of 5 minutes with --live-passwords, after which the rest is unknown.
const read = lambda("read", { timeout: 420 }, [
  ...reads,
  allow("s3:PutObject", objects(`*/${ID}.json`, `*/${ID}.partial.json`)),
]);
const finish = lambda("finish", { timeout: 300 }, [
  allow("s3:ListBucket", bucket.arn),
  allow("s3:GetObject", objects("*/run.json", "*/failures/*")),
  allow("s3:PutObject", objects("*/run.json")),
]);

const machineRole = role("machine", "states.amazonaws.com", [
  allow("lambda:InvokeFunction", [choose.arn, read.arn, finish.arn]),
  allow("s3:GetObject", objects("*/map/accounts.json")),
]);
const machine = new aws.sfn.StateMachine(NAME, {
  name: NAME,
  roleArn: machineRole.arn,
  definition: definition(),
});
// https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
const executions = machine.arn.apply((arn) => `${arn.replace(":stateMachine:", ":execution:")}:*`);
new aws.iam.RolePolicy("machine-distributes", {
  role: machineRole.name,
  policy: policy([
    allow("states:StartExecution", machine.arn),
    allow(["states:DescribeExecution", "states:StopExecution"], executions),
  ]),
});

export const bucketName = bucket.bucket;
export const stateMachineArn = machine.arn;
export const readerRoleArn = read.role;

/** In the Amazon States Language: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html */
function definition(): Output<string> {
  const integration = (name: string) => partition.apply((aws) => `arn:${aws}:states:::${name}`);
  const call = (called: aws.lambda.Function, Payload: object) => ({
    Type: "Task",
    Resource: integration("lambda:invoke"),
    Parameters: { FunctionName: called.arn, Payload },
    // https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html
    Retry: [
      {
        ErrorEquals: [
          "Lambda.ServiceException",
          "Lambda.AWSLambdaException",
          "Lambda.SdkClientException",
          "Lambda.TooManyRequestsException",
        ],
        ...{ IntervalSeconds: 2, MaxAttempts: 6, BackoffRate: 2, JitterStrategy: "FULL" },
      },
    ],
  });
  // An account that can't be read costs itself. It leaves nothing in the output, which holds 256 KiB of all accounts.
  const ofAccount = {
    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
    StartAt: "Read",
    States: {
      Read: {
        ...call(read, { "run.$": "$.run", "account.$": "$.account" }),
        ResultSelector: {},
        Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Keep why" }],
        End: true,
      },
      "Keep why": {
        ...call(read, { "run.$": "$.run", "account.$": "$.account", "error.$": "$.error" }),
        ResultSelector: {},
        End: true,
      },
    },
  };
  return jsonStringify({
    StartAt: "Choose",
    TimeoutSeconds: 4 * 3600,
    States: {
      Choose: {
        ...call(choose, { "run.$": "$$.Execution.Name" }),
        OutputPath: "$.Payload",
        Next: "Each account",
      },
      "Each account": {
        Type: "Map",
        MaxConcurrency: 20,
        ToleratedFailurePercentage: 100,
        ItemReader: {
          Resource: integration("s3:getObject"),
          ReaderConfig: { InputType: "JSON" },
          Parameters: { Bucket: bucket.bucket, "Key.$": "$.list" },
        },
        ItemSelector: { "run.$": "$.run", "account.$": "$$.Map.Item.Value" },
        ItemProcessor: ofAccount,
        ResultPath: null,
        Next: "Finish",
      },
      Finish: { ...call(finish, { "run.$": "$.run" }), OutputPath: "$.Payload", Next: "All read?" },
      "All read?": {
        Type: "Choice",
        Choices: [{ Variable: "$.notRead", NumericEquals: 0, Next: "All read" }],
        Default: "Not all read",
      },
      "All read": { Type: "Succeed" },
      // What is kept is good all the same; `mfa-guard merge` names the accounts, and why.
      "Not all read": { Type: "Fail", Error: "AccountsNotRead", CausePath: "States.JsonToString($)" },
    },
  });
}

function lambda(
  name: string,
  { timeout }: { timeout: number },
  statements: readonly Statement[],
): aws.lambda.Function {
  const logGroup = new aws.cloudwatch.LogGroup(name, {
    name: `/aws/lambda/${NAME}-${name}`,
    retentionInDays: 30,
  });
  const logs = allow(
    ["logs:CreateLogStream", "logs:PutLogEvents"],
    logGroup.arn.apply((arn) => `${arn}:*`),
  );
  return new aws.lambda.Function(name, {
    name: `${NAME}-${name}`,
    runtime: "nodejs22.x",
    handler: `index.${name}`,
    code: new asset.AssetArchive({ "index.js": new asset.FileAsset(`${__dirname}/dist/index.js`) }),
    role: role(name, "lambda.amazonaws.com", [...statements, logs]).arn,
    ...{ timeout, memorySize: 1024 },
    loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
    environment: {
      variables: { BUCKET: bucket.bucket, OPTIONS: JSON.stringify(["--org-role", orgRole, ...options]) },
    },
  });
}

/** By a fixed name, which the roles in the accounts can trust. */
function role(name: string, Service: string, statements: readonly Statement[]): aws.iam.Role {
  const trust = { Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" };
  const role = new aws.iam.Role(name, { name: `${NAME}-${name}`, assumeRolePolicy: policy([trust]) });
  new aws.iam.RolePolicy(name, { role: role.name, policy: policy(statements) });
  return role;
}

function objects(...keys: readonly string[]): Input<string>[] {
  return keys.map((key) => all([bucket.arn]).apply(([arn]) => `${arn}/${key}`));
}

function policy(Statement: readonly object[]): Output<string> {
  return jsonStringify({ Version: "2012-10-17", Statement });
}
