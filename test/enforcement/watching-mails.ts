import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { listening } from "../support/listening";

/** One call of SES's SendEmail, as it came. */
export interface SentMail {
  readonly FromEmailAddress: string;
  readonly Destination: { readonly ToAddresses: readonly string[] };
  readonly Content: {
    readonly Simple: {
      readonly Subject: { readonly Data: string };
      readonly Body: { readonly Text: { readonly Data: string } };
    };
  };
}

/** Stands before the emulator's SES: keeps what is sent, which the emulator does not show, and refuses some of it. */
export class MailRecorder {
  readonly mails: SentMail[] = [];
  /** Method and path of each call. */
  readonly calls: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly target: string,
    /** SES's error for mails to this address; null: they go on to the emulator. */
    private readonly refusal: (to: string) => string | null,
  ) {}

  static async start(target: string, refusal: (to: string) => string | null = () => null) {
    const server = createServer();
    const recorder = new MailRecorder(server, target, refusal);
    server.on("request", (request, response) => {
      void recorder.answer(request).then(({ status, headers, body }) => {
        response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
      });
    });
    await listening(server);
    return recorder;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** To whom each mail went, with its subject. */
  get letters(): [string, string][] {
    return this.mails.map(({ Destination, Content }) => [
      Destination.ToAddresses.join(),
      Content.Simple.Subject.Data,
    ]);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage) {
    const { method = "", url = "", headers } = request;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString("utf8");
    this.calls.push(`${method} ${url}`);
    const mail = JSON.parse(body) as SentMail;
    const error = this.refusal(mail.Destination.ToAddresses.join());
    // SES names the address in the message, which must not come into a log.
    const message = `Email address is not verified: ${mail.Destination.ToAddresses.join()}`;
    if (error !== null)
      return { status: 400, headers: { "x-amzn-errortype": error }, body: JSON.stringify({ message }) };
    const { authorization = "" } = headers;
    const answer = await fetch(`${this.target}${url}`, { method, body, headers: { authorization } });
    if (answer.ok) this.mails.push(mail);
    return { status: answer.status, headers: {}, body: await answer.text() };
  }
}
