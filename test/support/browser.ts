import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS = [
  ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // The protocol over file descriptors 3 and 4: no port, and no client of WebSockets.
  "--remote-debugging-pipe",
];

/** Why there is none. */
export const NO_BROWSER = `there is no ${BROWSERS.join(", ")} on PATH`;

export interface View {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

interface Message {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

type Waiting = readonly [resolve: (message: Message) => void, reject: (error: Error) => void];

/**
 * One Chromium for many pages, by its DevTools protocol: a start of its own for each page costs a second.
 * https://chromedevtools.github.io/devtools-protocol/
 */
export class Browser {
  private last = 0;
  private readonly answers = new Map<number, Waiting>();
  private readonly events = new Map<string, Waiting>();
  private gone: Error | undefined;
  private page: Page | undefined;

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {
    let rest = "";
    (process.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => {
      const messages = (rest + text).split("\0");
      rest = messages.pop() ?? "";
      for (const message of messages) this.take(JSON.parse(message) as Message);
    });
    // What is still to be written when the browser ends is told by its end.
    (process.stdio[3] as Writable).on("error", () => undefined);
    process.once("exit", (code, signal) => {
      this.gone = new Error(`the browser has ended (${signal ?? code})`);
      for (const [, reject] of [...this.answers.values(), ...this.events.values()]) reject(this.gone);
    });
  }

  /** Undefined where none is on PATH. */
  static async start(): Promise<Browser | undefined> {
    const folder = await mkdtemp(path.join(tmpdir(), "mfa-guard-browser-"));
    for (const name of BROWSERS) {
      const args = [...FLAGS, `--user-data-dir=${path.join(folder, "profile")}`];
      const child = spawn(name, args, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
      const isThere = await new Promise<boolean>((resolve, reject) => {
        child.once("spawn", () => resolve(true));
        child.once("error", (error: NodeJS.ErrnoException) =>
          error.code === "ENOENT" ? resolve(false) : reject(error),
        );
      });
      if (isThere) return new Browser(child, folder);
    }
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }

  async close(): Promise<void> {
    const ended = this.gone ? undefined : once(this.process, "exit");
    if (ended) await this.send("Browser.close");
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Opens a document in the place of the one before. */
  async open(html: string, view: View): Promise<Page> {
    const file = path.join(this.folder, "page.html");
    await writeFile(file, html);
    const page = this.page?.isUsable ? this.page : await this.newPage();
    this.page = page;
    await page.open(pathToFileURL(file).href, view);
    return page;
  }

  private async newPage(): Promise<Page> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    return new Page(this, sessionId as string);
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      if (this.gone) return reject(this.gone);
      const settle = ({ result, error }: Message) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result ?? {});
      this.answers.set(id, [settle, reject]);
      const message = { id, method, params, ...(sessionId !== undefined && { sessionId }) };
      (this.process.stdio[3] as Writable).write(`${JSON.stringify(message)}\0`);
    });
  }

  /** The next event of that name; wait for it before what leads to it. */
  event(method: string, sessionId: string): Promise<unknown> {
    return new Promise<Message>((resolve, reject) =>
      this.events.set(`${sessionId} ${method}`, [resolve, reject]),
    );
  }

  private take(message: Message): void {
    const [from, key]: [Map<unknown, Waiting>, unknown] =
      message.id === undefined
        ? [this.events, `${message.sessionId} ${message.method}`]
        : [this.answers, message.id];
    from.get(key)?.[0](message);
    from.delete(key);
  }
}

/** A document in a browser. */
export class Page {
  /** Whether another document can be opened in it. */
  isUsable = true;

  constructor(
    private readonly browser: Browser,
    private readonly session: string,
  ) {}

  async open(url: string, { width = 1200, height = 900, scheme = "light" }: View): Promise<void> {
    const metrics = { width, height, deviceScaleFactor: 1, mobile: false };
    const features = [{ name: "prefers-color-scheme", value: scheme }];
    await this.send("Page.enable");
    await this.send("Emulation.setDeviceMetricsOverride", metrics);
    await this.send("Emulation.setEmulatedMedia", { features });
    const loaded = this.browser.event("Page.loadEventFired", this.session);
    const { errorText } = await this.send("Page.navigate", { url });
    assert.equal(errorText, undefined);
    await loaded;
  }

  /** What the body of a function returns, run beside the page's own scripts; its policy does not hold for it. */
  async evaluate(script: string): Promise<unknown> {
    const expression = `(() => { ${script} })()`;
    const answer = await this.send("Runtime.evaluate", { expression, returnByValue: true });
    const { result, exceptionDetails } = answer as {
      result: { value?: unknown };
      exceptionDetails?: { exception?: { description?: string } };
    };
    assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
    return result.value;
  }

  /** Lets the page's time go on by so many milliseconds, which takes less. Then it stands still. */
  async wait(budget: number): Promise<void> {
    this.isUsable = false;
    const over = this.browser.event("Emulation.virtualTimeBudgetExpired", this.session);
    await this.send("Emulation.setVirtualTimePolicy", { policy: "advance", budget });
    await over;
  }

  async pdf(): Promise<Buffer> {
    const { data } = await this.send("Page.printToPDF");
    return Buffer.from(data as string, "base64");
  }

  private send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return this.browser.send(method, params, this.session);
  }
}
