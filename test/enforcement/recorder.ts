import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** One call that changed something, in the order in which AWS answered. */
export interface RecordedCall {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
}

/** A proxy before the emulator that keeps every call that succeeded, reads aside. */
export class Recorder {
  readonly calls: RecordedCall[] = [];

  private constructor(private readonly server: Server) {}

  static async start(target: string): Promise<Recorder> {
    const server = createServer();
    const recorder = new Recorder(server);
    const { hostname, port } = new URL(target);
    server.on("request", (incoming, response) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("end", () => {
        const body = Buffer.concat(chunks);
        const { method, url, headers } = incoming;
        const outgoing = request({ hostname, port, method, path: url, headers }, (answer) => {
          if (answer.statusCode === 200) recorder.keep(body.toString("utf8"));
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        });
        outgoing.on("error", (error) => response.destroy(error));
        outgoing.end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
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

  private keep(body: string): void {
    const { Action: action = "", ...params } = Object.fromEntries(new URLSearchParams(body));
    if (!/^(Get|List|Generate)/.test(action)) this.calls.push({ action, params });
  }
}
