import { parentPort, workerData } from "node:worker_threads";
import type { Numbered } from "../threads";
import type { FormattingBasis } from "./formatting-threads";
import { PARTS } from "./parts";
import { reportIn } from "./spool";

/** A thread of `formattedIn`: answers the report of an account with what the format says of it. */
const { format, head } = workerData as FormattingBasis;
parentPort?.on("message", ({ number, value }: Numbered<Uint8Array>) => {
  parentPort?.postMessage({ number, value: Buffer.from(PARTS[format](head, reportIn(value))) });
});
