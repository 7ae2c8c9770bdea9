import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { AwsError } from "./fake-aws";
import { errorResponse } from "./fake-aws";

/** What to answer in place of the server behind, or undefined to let the call pass. */
export type Fault = (action: string, callsBefore: number) => AwsError | undefined;

/** A proxy before an AWS endpoint that answers some calls itself, as AWS does when it is not well. */
export class FaultProxy {
  readonly calls: Record<string, number> = {};

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
    private readonly fault: Fault,
  ) {}

  static async start(target: string, fault: Fault): Promise<FaultProxy> {
    const server = createServer();
    const proxy = new FaultProxy(server, new URL(target), fault);
    server.on("request", (incoming, response) => proxy.serve(incoming, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
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
      const body = Buffer.concat(chunks);
      const action = new URLSearchParams(body.toString("utf8")).get("Action") ?? "";
      const before = this.calls[action] ?? 0;
      this.calls[action] = before + 1;
      const fault = this.fault(action, before);
      if (fault) {
        const { status, body } = errorResponse(fault);
        response.writeHead(status, { "content-type": "text/xml" }).end(body);
      } else {
        this.pass(incoming, body, response);
      }
    });
  }

  private pass({ method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const { hostname, port } = this.target;
    const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", (error) => response.destroy(error));
    outgoing.end(body);
  }
}
