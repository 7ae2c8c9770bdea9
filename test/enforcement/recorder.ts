import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { listening } from "../support/listening";

/** One call that changed something, in the order in which AWS answered. */
export interface RecordedCall {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
}

/**
 * Where the network goes: at the n-th call that changes something, counted from 0. Its "request" never arrives, or
 * it is carried out and its "answer" is lost; nothing passes afterwards.
 */
export interface Cut {
  readonly at: number;
  readonly loses: "request" | "answer";
}

/** A proxy before the emulator that keeps every call that succeeded there, reads aside. */
export class Recorder {
  readonly calls: RecordedCall[] = [];
  /** How many calls to change something were made of it. */
  private changes = 0;
  private isCut = false;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly cut: Cut | undefined,
  ) {}

  static async start(target: string, cut?: Cut): Promise<Recorder> {
    const server = createServer();
    const recorder = new Recorder(server, new URL(target), cut);
    server.on("request", (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => recorder.serve(incoming, Buffer.concat(chunks), response));
    });
    await listening(server);
    return recorder;
  }

  /** For the commands whose calls are to be kept. */
  get env(): Record<string, string> {
    return { AWS_ENDPOINT_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}` };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(incoming: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const call = changeOf(body);
    const here = call !== undefined && this.changes++ === this.cut?.at;
    const wasCut = this.isCut;
    this.isCut ||= here;
    if (wasCut || (here && this.cut?.loses === "request")) response.destroy();
    else this.pass(incoming, body, response, { call, loseAnswer: here });
  }

  private pass(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    { call, loseAnswer }: { call: RecordedCall | undefined; loseAnswer: boolean },
  ): void {
    const { hostname, port } = this.target;
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      if (call && answer.statusCode === 200) this.calls.push(call);
      if (loseAnswer) return response.destroy();
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      return answer.pipe(response);
    });
    outgoing.on("error", (error) => response.destroy(error));
    outgoing.end(body);
  }
}

function changeOf(body: Buffer): RecordedCall | undefined {
  const { Action: action = "", ...params } = Object.fromEntries(new URLSearchParams(body.toString("utf8")));
  return /^(Get|List|Generate|AssumeRole|Describe)|^$/.test(action) ? undefined : { action, params };
}
