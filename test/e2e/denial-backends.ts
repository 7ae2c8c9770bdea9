import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { connect } from "../../policypack/facts/connection";
import type { Place } from "../../sandbox/demo/caller";
import { startEmulator } from "../support/emulator";
import { startGateway } from "../../sandbox/gateway/gateway";
import { spawnTracked } from "../../sandbox/processes";
import { toStderr } from "../../sandbox/progress";
import { listening } from "../support/listening";

/** An account that denies as IAM does, or so it says. */
export interface Account {
  readonly place: Place;
  readonly admin: IAMClient;
  readonly partition: string;
  /** The account's time, in milliseconds. */
  now(): number;
  /** Lets time go by. */
  wait(milliseconds: number): Promise<void>;
  /** Milliseconds until a change counts everywhere, at most. */
  readonly patience: number;
  close(): Promise<void>;
}

export interface Backend {
  readonly name: string;
  /** Why it can't be had here; undefined where it can. */
  readonly missing: string | undefined;
  open(): Promise<Account>;
}

const REGION = "us-east-1";

/** The emulator with our gateway before it; its time can be moved. */
const sandbox: Backend = {
  name: "the sandbox's gateway",
  missing: undefined,
  open: async () => {
    let ahead = 0;
    const now = () => Date.now() + ahead;
    const emulator = await startEmulator({}, toStderr);
    const gateway = await startGateway(emulator.endpoint, { clock: () => new Date(now()) });
    const place = { region: REGION, endpoint: gateway.endpoint };
    return {
      ...local(place, "sandbox"),
      now,
      wait: (milliseconds) => Promise.resolve(void (ahead += milliseconds)),
      close: async () => {
        await gateway.stop();
        await emulator.stop();
      },
    };
  },
};

/** fakecloud, a Rust program of its own, by that name among the crates. Keys that begin with "test" are its root user's. */
const fakecloud: Backend = {
  name: "fakecloud",
  missing: onPath("fakecloud") ? undefined : "no fakecloud on PATH",
  open: async () => {
    const address = `127.0.0.1:${await freePort()}`;
    const args = ["--addr", address, "--iam", "strict", "--verify-sigv4"];
    const server = spawnTracked("fakecloud", args, { stdio: "ignore" });
    const endpoint = `http://${address}`;
    await answers(endpoint);
    return { ...local({ region: REGION, endpoint }, "test"), close: () => server.stop() };
  },
};

const PROFILE = process.env["MFA_GUARD_TEST_PROFILE"];
const ACCOUNT = process.env["MFA_GUARD_TEST_ACCOUNT"];

/** An account at AWS, by a profile that may manage IAM in it; its number is asked for so that it is never a wrong one. */
const aws: Backend = {
  name: "a test account at AWS",
  missing: PROFILE && ACCOUNT ? undefined : "MFA_GUARD_TEST_PROFILE and MFA_GUARD_TEST_ACCOUNT are not set",
  open: async () => {
    const { iam, sts } = await connect({ region: REGION, profile: PROFILE, assumeRoles: [], endpoints: {} });
    const { Account, Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account !== ACCOUNT)
      throw new Error(`${PROFILE} is account ${Account}, not the test account ${ACCOUNT}`);
    const clocks = { now: Date.now, wait: async (milliseconds: number) => void (await sleep(milliseconds)) };
    const partition = Arn.split(":")[1] ?? "";
    const close = () => Promise.resolve([iam, sts].forEach((client) => client.destroy()));
    return { place: { region: REGION }, admin: iam, partition, ...clocks, patience: 60_000, close };
  },
};

export const BACKENDS: readonly Backend[] = [sandbox, fakecloud, aws];

function local(place: Place, key: string): Omit<Account, "close"> {
  const credentials = { accessKeyId: key, secretAccessKey: key };
  return {
    place,
    admin: new IAMClient({ ...place, credentials }),
    partition: "aws",
    now: Date.now,
    wait: async (milliseconds) => void (await sleep(milliseconds)),
    patience: 0,
  };
}

function onPath(binary: string): boolean {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, binary)));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await listening(server);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until a server says anything. */
async function answers(endpoint: string): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const up = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (up) return;
    await sleep(100);
  }
  throw new Error(`nothing answers at ${endpoint} after 10 s`);
}
