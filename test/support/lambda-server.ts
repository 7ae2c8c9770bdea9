import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { listening } from "./listening";

/** A function's result; thrown: what it ended with, as Lambda tells it. */
export type Invoke = (functionName: string, event: unknown) => Promise<unknown>;

/** How Lambda tells of a function that failed: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
export class FunctionError extends Error {
  constructor(readonly told: { readonly errorType: string; readonly errorMessage: string }) {
    super(told.errorMessage);
  }
}

/**
 * AWS Lambda beside an emulator, which has no runtime for functions: an invocation is answered here, and all else by the
 * emulator. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export class LambdaServer {
  /** Where the emulator is. */
  target = "";

  private constructor(
    private readonly server: Server,
    private readonly invoke: Invoke,
  ) {}

  static async start(invoke: Invoke): Promise<LambdaServer> {
    const server = createServer();
    const lambda = new LambdaServer(server, invoke);
    server.on("request", (incoming, response) => void lambda.serve(incoming, response));
    await listening(server);
    return lambda;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const [, name] = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(incoming.url ?? "") ?? [];
    if (name === undefined) return this.pass(incoming, body, response);
    try {
      const result = await this.invoke(decodeURIComponent(name), JSON.parse(body.toString("utf8")));
      response.writeHead(200).end(JSON.stringify(result));
    } catch (error) {
      const told =
        error instanceof FunctionError ? error.told : { errorType: "Error", errorMessage: String(error) };
      response.writeHead(200, { "x-amz-function-error": "Unhandled" }).end(JSON.stringify(told));
    }
  }

  private pass({ method, url, headers }: IncomingMessage, body: Buffer, response: ServerResponse): void {
    const outgoing = request(new URL(url ?? "", this.target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on("error", (error) => response.destroy(error));
    outgoing.end(body);
  }
}
