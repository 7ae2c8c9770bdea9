import { parentPort, workerData } from "node:worker_threads";
import { judgeKeptBy, type KeptBasis, type KeptText } from "./judge-kept";

/** A thread of `JudgingThreads`: answers each kept account with its report. */
const judge = judgeKeptBy(workerData as KeptBasis);
parentPort?.on("message", ({ number, kept }: { number: number; kept: KeptText }) => {
  parentPort?.postMessage({ number, answer: judge(kept) });
});
