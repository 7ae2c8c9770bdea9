import { randomUUID } from "node:crypto";
import type { ApiCall } from "./api-call";
import type { Refusal } from "./refusal";

/** A whole HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer | string;
}

const NAMESPACES: Partial<Record<string, string>> = {
  iam: "https://iam.amazonaws.com/doc/2010-05-08/",
  sts: "https://sts.amazonaws.com/doc/2011-06-15/",
};

/** A refusal in the form of the service that was called: each protocol has its own. */
export function refusalAnswer(call: ApiCall, { code, message, status }: Refusal): Answer {
  const { service = "iam" } = call.credential ?? {};
  if (service === "s3") return xml(status, `<Error>${details(code, message)}${requestId()}</Error>`);
  if (call.headers["x-amz-target"] !== undefined) return json(code, message);
  const error = `<Error><Type>Sender</Type>${details(code, message)}</Error>${requestId()}`;
  return xml(status, `<ErrorResponse xmlns="${NAMESPACES[service] ?? ""}">${error}</ErrorResponse>`);
}

/** The result of a call to STS, given as XML. */
export function stsAnswer(action: string, result: string): Answer {
  const metadata = `<ResponseMetadata>${requestId()}</ResponseMetadata>`;
  const body = `<${action}Result>${result}</${action}Result>${metadata}`;
  return xml(200, `<${action}Response xmlns="${NAMESPACES["sts"]}">${body}</${action}Response>`);
}

/** One element of XML. */
export function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

function details(code: string, message: string): string {
  return element("Code", code) + element("Message", message);
}

function requestId(): string {
  return element("RequestId", randomUUID());
}

function xml(status: number, body: string): Answer {
  return { status, headers: { "content-type": "text/xml" }, body };
}

/** Services that speak JSON answer 400 to those they refuse, by a name with "Exception" behind it. */
function json(code: string, message: string): Answer {
  const headers = { "content-type": "application/x-amz-json-1.1" };
  return { status: 400, headers, body: JSON.stringify({ __type: `${code}Exception`, message }) };
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}
