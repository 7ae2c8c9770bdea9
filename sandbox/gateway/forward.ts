import { request } from "node:http";
import type { Answer } from "./answer";
import type { ApiCall } from "./api-call";

/** Passes a call on to the server behind, and gives its answer, whole. */
export function forward({ method, url, headers, body }: ApiCall, target: URL): Promise<Answer> {
  const { hostname, port } = target;
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path: url, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode = 502, headers } = response;
        resolve({ status: statusCode, headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
