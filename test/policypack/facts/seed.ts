import { Agent, request } from "node:http";
import pLimit from "p-limit";
import type { Connection } from "../../../policypack/facts/connection";

/** What a seeded account has in it. */
export interface Population {
  readonly users: number;
  readonly passwords: number;
  /** Users with a password and no MFA device. */
  readonly flagged: number;
}

/** The account of an emulator that its credentials lead to. */
export const EMULATED_ACCOUNT = "123456789012";

/** How to reach the account of an emulator. */
export function connectionTo(endpoint: string): Connection {
  return {
    region: "us-east-1",
    accessKey: "AKIDTEST",
    secretKey: "none",
    assumeRoles: [],
    endpoints: { iam: endpoint, sts: endpoint },
  };
}

/** Nobody signs in with it. */
const PASSWORD = "Aa1!not-a-secret-anywhere";

/**
 * Fills an emulator's empty account: of ten users seven have a password, and two of those no device. So a fifth of
 * the users is flagged. Plain requests: to have the SDK sign each costs more than the emulator's answer.
 */
export async function seedAccount(
  endpoint: string,
  users: number,
  account = EMULATED_ACCOUNT,
): Promise<Population> {
  const limit = pLimit(8);
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const call: Call = (action, params) => post({ endpoint, agent, account }, action, params);
  const indices = Array.from({ length: users }, (_, index) => index);
  await Promise.all(indices.map((index) => limit(() => seedUser(call, account, index))));
  agent.destroy();
  const count = (below: number) => indices.filter((index) => index % 10 < below).length;
  return { users, passwords: count(7), flagged: count(2) };
}

type Call = (action: string, params: Record<string, string>) => Promise<void>;

async function seedUser(call: Call, account: string, index: number): Promise<void> {
  const UserName = `user${index}`;
  await call("CreateUser", { UserName });
  if (index % 10 >= 7) return;
  await call("CreateLoginProfile", { UserName, Password: PASSWORD });
  if (index % 10 < 2) return;
  await call("CreateVirtualMFADevice", { VirtualMFADeviceName: UserName });
  const SerialNumber = `arn:aws:iam::${account}:mfa/${UserName}`;
  const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
  await call("EnableMFADevice", { UserName, SerialNumber, ...codes });
}

/** The emulator looks at who signs, and for which service, and not at the signature. */
const SIGNED =
  "AWS4-HMAC-SHA256 Credential=AKIDTEST/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0";

interface Target {
  readonly endpoint: string;
  readonly agent: Agent;
  readonly account: string;
}

function post(
  { endpoint, agent, account }: Target,
  Action: string,
  params: Record<string, string>,
): Promise<void> {
  const headers = {
    authorization: SIGNED,
    "content-type": "application/x-www-form-urlencoded",
    "x-moto-account-id": account,
  };
  return new Promise((resolve, reject) => {
    const sent = request(endpoint, { method: "POST", headers, agent }, (response) => {
      response.resume();
      response.on("end", () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`${Action} answered ${response.statusCode}`)),
      );
    });
    sent.on("error", reject);
    sent.end(new URLSearchParams({ Action, Version: "2010-05-08", ...params }).toString());
  });
}
