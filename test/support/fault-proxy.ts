import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { AwsError, errorResponse } from "./fake-aws";
import { listening } from "./listening";

/** What the server behind answered. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Does with an answer what a bad network or a strange server would: cuts it, changes it, keeps it. */
export type Twist = (answered: Answered, response: ServerResponse) => void;

/** What to answer in place of the server behind, or to do with its answer; undefined lets the call pass. */
export type Fault = (
  action: string,
  callsBefore: number,
  params: URLSearchParams,
) => AwsError | Twist | undefined;

/** A proxy before an AWS endpoint that answers some calls itself, as AWS does when it is not well. */
export class FaultProxy {
  readonly calls: Record<string, number> = {};

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly fault: Fault,
    private readonly rewrite: (params: URLSearchParams) => void,
  ) {}

  /** @param rewrite Changes the parameters of every call on its way to the server. */
  static async start(
    target: string,
    fault: Fault,
    rewrite: (params: URLSearchParams) => void = () => undefined,
  ): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, new URL(target), fault, rewrite);
    server.on("request", (incoming, response) => proxy.serve(incoming, response));
    await listening(server);
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(incoming: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const params = new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
      const action = params.get("Action") ?? "";
      const before = this.calls[action] ?? 0;
      this.calls[action] = before + 1;
      const fault = this.fault(action, before, params);
      if (fault instanceof AwsError) {
        const { status, body } = errorResponse(fault);
        response.writeHead(status, { "content-type": "text/xml" }).end(body);
      } else {
        this.pass(incoming, Buffer.concat(chunks), response, fault);
      }
    });
  }

  private pass(incoming: IncomingMessage, body: Buffer, response: ServerResponse, twist = unchanged): void {
    const { hostname, port } = this.target;
    const { method, url: path, headers } = incoming;
    const sent = this.rewritten(body, headers);
    const passedOn = { ...headers, "content-length": String(sent.length) };
    const outgoing = request({ hostname, port, method, path, headers: passedOn }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const { statusCode = 502, headers } = answer;
        twist({ status: statusCode, headers, body: Buffer.concat(chunks) }, response);
      });
    });
    outgoing.on("error", (error) => response.destroy(error));
    outgoing.end(sent);
  }

  private rewritten(body: Buffer, headers: IncomingHttpHeaders): Buffer {
    if (!headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return body;
    const params = new URLSearchParams(body.toString("utf8"));
    this.rewrite(params);
    return Buffer.from(params.toString());
  }
}

export function unchanged({ status, headers, body }: Answered, response: ServerResponse): void {
  response.writeHead(status, headers).end(body);
}
