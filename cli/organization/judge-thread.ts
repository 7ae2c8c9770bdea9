import { parentPort, workerData } from "node:worker_threads";
import type { Numbered } from "../threads";
import { judgeKeptBy, type KeptBasis, type KeptText } from "./judge-kept";

/** A thread of `openKeptJudge` in merge-kept.ts: answers each kept account with its report. */
const judge = judgeKeptBy(workerData as KeptBasis);
parentPort?.on("message", ({ number, value }: Numbered<KeptText>) => {
  parentPort?.postMessage({ number, value: judge(value) });
});
