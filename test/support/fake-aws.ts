import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Connection } from "../../policypack/facts/connection";
import { listening } from "./listening";

/** What an action answers: the inside of its result element, or an error as AWS would give it. */
export type Answer = string | AwsError;

export class AwsError {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly status = 403,
  ) {}
}

/** Answers by action; a function sees the request's parameters and how often the action was called before. */
export type Answers = Record<string, Answer | ((params: URLSearchParams, calls: number) => Answer)>;

/**
 * A server that speaks IAM's and STS's query protocol and says just what it was told to: for what the emulator
 * can't be brought to do, such as refusing a call.
 */
export class FakeAws {
  readonly calls: Call[] = [];

  private constructor(
    private readonly server: Server,
    private readonly answers: Answers,
  ) {}

  static async start(answers: Answers): Promise<FakeAws> {
    const server = createServer();
    const fake = new FakeAws(server, answers);
    server.on("request", (request, response) => {
      void fake.answer(request).then(({ status, headers, body }) => {
        response.writeHead(status, headers ?? { "content-type": "text/xml" }).end(body);
      });
    });
    await listening(server);
    return fake;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  connection(changes: Partial<Connection> = {}): Connection {
    return {
      region: "us-east-1",
      accessKey: "AKIDTEST",
      secretKey: "none",
      assumeRoles: [],
      endpoints: { iam: this.endpoint, sts: this.endpoint, signin: this.endpoint },
      ...changes,
    };
  }

  /** How often each action was called. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { action } of this.calls) counts[action] = (counts[action] ?? 0) + 1;
    return counts;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<Answered> {
    const params = new URLSearchParams(await text(request));
    const json = JSON_OPERATIONS[request.url ?? ""];
    const action = json?.name ?? params.get("Action") ?? "";
    const scope = /Credential=([^/]+)\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? "");
    const [, accessKey, service] = scope ?? [];
    const before = this.calls.filter((call) => call.action === action).length;
    this.calls.push({ action, params, accessKey, service });
    const told =
      this.answers[action] ??
      json?.answer ??
      new AwsError("InvalidAction", `the test has no answer to ${action}`, 400);
    const answer = typeof told === "function" ? told(params, before) : told;
    if (json) return jsonResponse(answer);
    return answer instanceof AwsError
      ? errorResponse(answer)
      : { status: 200, body: envelope(action, answer) };
  }
}

interface Call {
  readonly action: string;
  readonly params: URLSearchParams;
  /** By whom the call is signed, and for which service; undefined where it is not signed. */
  readonly accessKey: string | undefined;
  readonly service: string | undefined;
}

interface Answered {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Operations in JSON, by path, with what they answer unless a test says otherwise: as AWS does of any account. */
const JSON_OPERATIONS: Readonly<Record<string, { readonly name: string; readonly answer: string }>> = {
  "/get-console-authorization-configuration": {
    name: "GetConsoleAuthorizationConfiguration",
    answer: JSON.stringify({ consoleAuthorizationEnabled: false, scope: "ACCOUNT" }),
  },
};

function jsonResponse(answer: Answer): Answered {
  if (typeof answer === "string") return { status: 200, headers: JSON_TYPE, body: answer };
  const { code, message, status } = answer;
  return {
    status,
    headers: { ...JSON_TYPE, "x-amzn-errortype": `${code}:http://internal.amazon.com/` },
    body: JSON.stringify({ error: code, message }),
  };
}

const JSON_TYPE = { "content-type": "application/json" };

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function envelope(action: string, result: string): string {
  return `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`;
}

/** An error in the form of the query protocol. */
export function errorResponse({ code, message, status }: AwsError): { status: number; body: string } {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<ErrorResponse>${error}<RequestId>test</RequestId></ErrorResponse>` };
}
