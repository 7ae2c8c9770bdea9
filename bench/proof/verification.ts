import { readFile } from "node:fs/promises";
import * as path from "node:path";
import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  type IAMClient,
  PutGroupPolicyCommand,
} from "@aws-sdk/client-iam";
import pLimit from "p-limit";
import type { VerifyReport } from "../../cli/verify/verify-json";
import { connect } from "../../policypack/facts/connection";
import { CHECKOUT } from "../../sandbox/checkout";
import { toStderr } from "../../sandbox/progress";
import { connectionTo } from "../../test/policypack/facts/seed";
import { createConsoleUser, createForceMfaGroup } from "../../test/support/live-account";
import { environmentAt, withDir, withEmulator } from "../emulated";
import { measure } from "../measure";
import type { Cost, Proof } from "../model";

/** Teams, each with a policy of its own; so many policy sets there are. */
const TEAMS = ["s3", "ec2", "lambda", "dynamodb", "sqs", "sns", "rds", "logs", "kms", "ecs"];

/** Seconds after which something is wrong. */
const LIMIT = 600;

/** `mfa-guard verify` of an account of console users under the self-service policy. */
export function verifyAccount(users: number, rounds: number): Promise<Proof["verification"]> {
  return withEmulator(async ({ endpoint }) => {
    toStderr(`proof: filling an account with ${users} users`);
    await fill(endpoint, users);
    const costs: Cost[] = [];
    let policySets = 0;
    for (let round = 0; round < rounds; round++) {
      const verified = await verify(endpoint);
      toStderr(`proof: verify: ${verified.cost.seconds.toFixed(1)} s`);
      costs.push(verified.cost);
      policySets = verified.policySets;
    }
    return { users, policySets, rounds: costs };
  });
}

async function fill(endpoint: string, users: number): Promise<void> {
  const { iam, sts } = await connect(connectionTo(endpoint));
  await createForceMfaGroup(iam);
  for (const team of TEAMS) await createTeam(iam, team);
  const limit = pLimit(8);
  const indices = Array.from({ length: users }, (_, index) => index);
  await Promise.all(indices.map((index) => limit(() => createMember(iam, index))));
  for (const client of [iam, sts]) client.destroy();
}

async function createTeam(iam: IAMClient, GroupName: string): Promise<void> {
  await iam.send(new CreateGroupCommand({ GroupName }));
  const statement = { Effect: "Allow", Action: `${GroupName}:*`, Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName: "work", PolicyDocument }));
}

async function createMember(iam: IAMClient, index: number): Promise<void> {
  const UserName = `user${index}`;
  await createConsoleUser(iam, UserName);
  for (const GroupName of ["force-mfa", TEAMS[index % TEAMS.length]])
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
}

function verify(endpoint: string): Promise<{ cost: Cost; policySets: number }> {
  return withDir(async (dir) => {
    const args = [
      path.join(CHECKOUT, "dist/cli/bin.js"),
      "verify",
      "--format",
      "json",
      "--output",
      "proof.json",
    ];
    const cost = await measure({
      ...{ command: process.execPath, args, env: environmentAt(endpoint, dir), dir },
      ...{ expected: [0, 1], limit: LIMIT },
    });
    const proof = JSON.parse(await readFile(path.join(dir, "proof.json"), "utf8")) as VerifyReport;
    return { cost, policySets: proof.policySets.length };
  });
}
