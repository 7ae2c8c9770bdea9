import type { Aws } from "../aws";
import { ProviderError } from "../errors";

/** A service of AWS whose client is not a dependency, since only a few calls of the sandbox need it. */
export interface Service {
  /** As it is called in a signature. */
  readonly signingName: string;
  /** What stands before the name of an operation where the service speaks JSON; left out: it speaks "query". */
  readonly target?: string;
  /** Of the API, where the service speaks "query". */
  readonly version?: string;
}

/** An error as the service gives it. */
class ServiceError extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** Calls a service that speaks JSON, at the emulator. */
export async function callJson(
  aws: Aws,
  service: Service,
  operation: string,
  body: object,
): Promise<unknown> {
  const response = await send(aws, service, JSON.stringify(body), {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `${service.target}.${operation}`,
  });
  const text = await response.text();
  const answer = (text === "" ? {} : JSON.parse(text)) as { __type?: string; message?: string };
  if (!response.ok) throw failure(answer.__type?.split("#").at(-1) ?? "", answer.message ?? text);
  return answer;
}

/** Calls a service that speaks "query", at the emulator, and gives the XML of its answer. */
export async function callQuery(
  aws: Aws,
  service: Service,
  operation: string,
  params: Record<string, string>,
): Promise<string> {
  const body = new URLSearchParams({ Action: operation, Version: service.version ?? "", ...params });
  const response = await send(aws, service, body.toString(), {
    "content-type": "application/x-www-form-urlencoded",
  });
  const text = await response.text();
  if (!response.ok) throw failure(xmlText(text, "Code") ?? "", xmlText(text, "Message") ?? text);
  return text;
}

/** The text of the first element of a name. */
export function xmlText(xml: string, element: string): string | undefined {
  const [, text] = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml) ?? [];
  return text === undefined ? undefined : unescaped(text);
}

/** The entries of the first map of attributes. */
export function xmlAttributes(xml: string): Record<string, string> {
  const entries = [...xml.matchAll(/<key>([^<]*)<\/key>\s*<value>([^<]*)<\/value>/g)];
  return Object.fromEntries(entries.map(([, key = "", value = ""]) => [key, unescaped(value)]));
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", "#39": "'", "#34": '"' };

function unescaped(text: string): string {
  return text
    .replaceAll(/&(lt|gt|quot|apos|#39|#34);/g, (_, entity: string) => ENTITIES[entity] ?? "")
    .replaceAll("&amp;", "&");
}

/** What is not there is called NoSuchEntity, as the rest of the provider knows it. */
function failure(code: string, message: string): ServiceError {
  return new ServiceError(/NotFound|NoSuch/.test(code) ? "NoSuchEntityException" : code, message);
}

async function send(
  aws: Aws,
  { signingName }: Service,
  body: string,
  headers: Record<string, string>,
): Promise<Response> {
  const { IAMClient } = await import("@aws-sdk/client-iam");
  const { config } = await aws.iam();
  // The emulator serves everything at one address. Without it there is nowhere to go: never to the real AWS.
  const endpoint = await config.endpoint?.();
  if (!endpoint) throw new ProviderError("no endpoint is configured");
  const { protocol, hostname, port } = endpoint;
  // One of its own: a client's signer stays with the service that it last signed for.
  const client = new IAMClient({ region: aws.region, credentials: config.credentials });
  const scheme = { name: "sigv4", signingName, signingRegion: aws.region, properties: {} };
  const host = port ? `${hostname}:${port}` : hostname;
  const request = { method: "POST", protocol, hostname, port, path: "/", query: {}, body };
  const signed = await (
    await client.config.signer(scheme)
  ).sign({ ...request, headers: { ...headers, host } });
  client.destroy();
  // `fetch` sets the host itself, to the same.
  const sent = Object.entries(signed.headers).filter(([name]) => name !== "host");
  return fetch(`${protocol}//${host}/`, { method: "POST", headers: Object.fromEntries(sent), body });
}
