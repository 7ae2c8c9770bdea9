import { setTimeout as delay } from "node:timers/promises";
import type { IAMClient } from "@aws-sdk/client-iam";
import { sdk } from "../sdk";

/** An error of AWS Sign-In, by AWS's own name for it. */
class SignInError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    private readonly status: number,
  ) {
    super(message);
  }

  /** As the SDK's strategy for retries tells errors apart; undefined: the call is not made again. */
  get retry(): "THROTTLING" | "TRANSIENT" | undefined {
    if (this.status === 429) return "THROTTLING";
    return this.status >= 500 ? "TRANSIENT" : undefined;
  }
}

/**
 * Calls an operation of AWS Sign-In, for which npm has no client yet: JSON by POST, signed with SigV4 for the service
 * `signin`. Signer, connection and retries are those of an IAM client. Path, service name and the form of errors are
 * those of AWS's API model of it (`aws-models/signin.json` in the AWS SDKs, protocol restJson1); request and answer:
 * https://docs.aws.amazon.com/signin/latest/APIReference/API_GetConsoleAuthorizationConfiguration.html
 */
export async function callSignIn(
  iam: IAMClient,
  { endpoint, path, body }: { readonly endpoint: string; readonly path: string; readonly body: object },
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const signing = ofItsOwn(iam);
  const calling = withRetries(iam, signal, async () => {
    const request = await signed(signing, new URL(path, endpoint), JSON.stringify(body));
    const { response } = await iam.config.requestHandler.handle(request, { abortSignal: signal });
    const text = iam.config.utf8Encoder(await iam.config.streamCollector(response.body));
    if (response.statusCode === 200) return parse(text, 200);
    throw toError(response, text);
  });
  return calling.finally(() => signing.destroy());
}

async function signed({ config }: IAMClient, url: URL, body: string) {
  const region = await config.region();
  const signer = await config.signer({
    schemeId: "aws.auth#sigv4",
    name: "sigv4",
    signingName: "signin",
    signingRegion: region,
  } as never);
  const request = {
    method: "POST",
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: url.pathname,
    query: {},
    headers: { host: url.host, "content-type": "application/json" },
    body,
  };
  // The signer makes a request of the SDK's own of it.
  return (await signer.sign(request, { signingDate: new Date() })) as Parameters<
    typeof config.requestHandler.handle
  >[0];
}

/**
 * A client for signing alone. A client's signer signs for the service of its first request for as long as the client
 * lives, so that IAM's own client would sign all its calls for `signin`, or this one for `iam`; AWS refuses either.
 * resolveAwsSdkSigV4Config in https://github.com/aws/aws-sdk-js-v3
 */
function ofItsOwn({ config: { region, credentials } }: IAMClient): IAMClient {
  return new (sdk.iam().IAMClient)({ region, credentials });
}

function parse(text: string, status: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new SignInError("UnreadableAnswer", "the answer is not a JSON object", status);
}

/**
 * AWS names an error in a header, or else in the answer:
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
function toError({ statusCode, headers }: Answer, text: string): Error {
  const told = headers["x-amzn-errortype"]?.split(":")[0];
  let body: Record<string, unknown> = {};
  try {
    body = parse(text, statusCode);
  } catch {
    if (told === undefined)
      return new SignInError(`HTTPStatus${statusCode}`, "the answer is no JSON", statusCode);
  }
  const name = told ?? textOf(body["__type"]) ?? textOf(body["code"]) ?? `HTTPStatus${statusCode}`;
  const message = textOf(body["message"]) ?? textOf(body["Message"]) ?? `HTTP status ${statusCode}`;
  return new SignInError(name.split("#").at(-1) ?? name, message, statusCode);
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** As often, and with the waits, that the client has for its own calls. */
async function withRetries<T>(iam: IAMClient, signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const strategy = await iam.config.retryStrategy();
  if (!("acquireInitialRetryToken" in strategy)) return call();
  let token = await strategy.acquireInitialRetryToken("signin");
  for (;;) {
    try {
      return await call();
    } catch (error) {
      const errorType = error instanceof SignInError ? error.retry : "TRANSIENT";
      if (errorType === undefined || signal.aborted) throw error;
      const next = await strategy.refreshRetryTokenForRetry(token, { errorType }).catch(() => null);
      if (next === null) throw error;
      token = next;
      await delay(token.getRetryDelay(), undefined, { signal });
    }
  }
}
