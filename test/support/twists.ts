import type { Answered, Twist } from "./fault-proxy";

/** The connection ends in the middle of an answer that was announced longer. */
export const cutOff: Twist = ({ status, headers, body }, response) => {
  response.writeHead(status, { ...plain(headers), "content-length": body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
};

/** An answer that ends in the middle of its XML, and says that it is whole. */
export const truncated: Twist = ({ status, headers, body }, response) =>
  whole(response, status, headers, body.subarray(0, body.length / 2));

/** The page of something in between that wants a log-in. */
export const htmlPage: Twist = ({ headers }, response) =>
  whole(response, 200, headers, Buffer.from("<html><body><h1>Please sign in</h1></body></html>"));

/** No XML at all. */
export const garbage: Twist = ({ headers }, response) =>
  whole(response, 200, headers, Buffer.from([0, 255, 60, 13, 10, 7]));

/** Nothing, and success. */
export const nothing: Twist = ({ headers }, response) => whole(response, 200, headers, Buffer.alloc(0));

/** No answer, until whoever asks gives up or the proxy stops. */
export const silent: Twist = () => undefined;

/** Silent from the middle of the answer on. */
export const silentMidway: Twist = ({ status, headers, body }, response) => {
  response.writeHead(status, { ...plain(headers), "content-length": body.length });
  response.write(body.subarray(0, body.length / 2));
};

/** The answer with another text. */
export function changed(change: (body: string) => string): Twist {
  return ({ status, headers, body }, response) =>
    whole(response, status, headers, Buffer.from(change(body.toString("utf8"))));
}

/** The emulator's word that it makes a credential report, as AWS's that it has one of the last four hours. */
export const reportWasThere = changed((body) => body.replace("STARTED", "COMPLETE"));

function whole(
  response: Parameters<Twist>[1],
  status: number,
  headers: Answered["headers"],
  body: Buffer,
): void {
  response.writeHead(status, { ...plain(headers), "content-length": body.length }).end(body);
}

/** Without what would contradict a length. */
function plain(headers: Answered["headers"]): Answered["headers"] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== "transfer-encoding"));
}
