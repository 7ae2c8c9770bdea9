import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** One request to an AWS API, whole. */
export interface ApiCall {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Who signed it and for which service; undefined where nobody did. */
  readonly credential: Credential | undefined;
  /** The fields of a form, which is how IAM and STS are called; empty otherwise. */
  readonly form: URLSearchParams;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
export interface Credential {
  readonly accessKeyId: string;
  readonly region: string;
  /** As in the signature, which is mostly the prefix of the service's IAM actions too. */
  readonly service: string;
}

/** Reads a request to its end. */
export async function readCall(incoming: IncomingMessage): Promise<ApiCall> {
  const { method = "GET", url = "/", headers } = incoming;
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  const form = new URLSearchParams(isForm ? body.toString("utf8") : "");
  return { method, url, headers, body, credential: credentialOf(headers), form };
}

/** The same call with one more field in its form; a service that verifies signatures would not take it. */
export function withField(call: ApiCall, name: string, value: string): ApiCall {
  const form = new URLSearchParams(call.form);
  form.set(name, value);
  const body = Buffer.from(form.toString());
  return { ...call, form, body, headers: { ...call.headers, "content-length": String(body.length) } };
}

function credentialOf({ authorization = "" }: IncomingHttpHeaders): Credential | undefined {
  const [, accessKeyId, region, service] =
    /\bCredential=([^/\s,]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request\b/.exec(authorization) ?? [];
  if (!accessKeyId || !region || !service) return undefined;
  return { accessKeyId, region, service };
}
