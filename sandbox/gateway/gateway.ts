import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { IAMClient } from "@aws-sdk/client-iam";
import { assertLoopback } from "../environment";
import { ADMINISTRATOR_KEY } from "./administrator";
import { type Answer, refusalAnswer } from "./answer";
import { type ApiCall, readCall } from "./api-call";
import { Devices } from "./devices";
import { handle, type Backing } from "./handle";
import { Refusal } from "./refusal";
import { Sessions } from "./sessions";

/** How the gateway is started. */
export interface GatewayOptions {
  /** What the time is, for conditions, sessions and MFA codes alike; the machine's clock unless said. */
  readonly clock?: () => Date;
}

/** What stands before the emulator and denies as IAM would. */
export interface Gateway {
  /** Like `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  /** Forgets sessions, seeds and used codes. */
  reset(): void;
  stop(): Promise<void>;
}

/**
 * Starts a gateway before an emulator, on a free loopback port. The emulator stores policies and enforces nothing;
 * the gateway asks, for every call but the sandbox administrator's, whether the caller's policies allow it.
 *
 * Unlike AWS it checks no signatures, knows no sessions but those of GetSessionToken (no roles, no console sign-in),
 * and no service control or resource policies.
 *
 * @throws SandboxError where the emulator is not on this machine
 */
export async function startGateway(emulator: string, options: GatewayOptions = {}): Promise<Gateway> {
  assertLoopback(emulator);
  const backing = backingOf(emulator, options);
  const server = createServer((incoming, response) => void serve(incoming, response, backing));
  // A program that forgets to stop the gateway ends all the same, like the emulator.
  server.on("connection", (socket) => socket.unref());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset: () => [backing.devices, backing.sessions].forEach((store) => store.clear()),
    stop: () => stop(server, backing),
  };
}

function backingOf(emulator: string, { clock = () => new Date() }: GatewayOptions): Backing {
  const credentials = { accessKeyId: ADMINISTRATOR_KEY, secretAccessKey: ADMINISTRATOR_KEY };
  const iam = new IAMClient({ endpoint: emulator, region: "us-east-1", credentials });
  return { emulator: new URL(emulator), iam, devices: new Devices(), sessions: new Sessions(), clock };
}

async function stop(server: Server, { iam }: Backing): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  iam.destroy();
}

async function serve(incoming: IncomingMessage, response: ServerResponse, backing: Backing): Promise<void> {
  try {
    const call = await readCall(incoming);
    const { status, headers, body } = await answerTo(call, backing);
    response.writeHead(status, headers).end(body);
  } catch {
    // The caller has gone away.
    response.destroy();
  }
}

async function answerTo(call: ApiCall, backing: Backing): Promise<Answer> {
  try {
    return await handle(call, backing);
  } catch (thrown) {
    return refusalAnswer(call, thrown instanceof Refusal ? thrown : failure(thrown));
  }
}

/** Fails closed: what could not be judged does not pass. 501, because SDKs would try again after a 500. */
function failure(thrown: unknown): Refusal {
  return new Refusal("InternalFailure", `the sandbox's gateway: ${(thrown as Error).message}`, 501);
}
