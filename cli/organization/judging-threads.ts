import { availableParallelism } from "node:os";
import * as path from "node:path";
import { Worker } from "node:worker_threads";
import { judgeKeptBy, type KeptAnswer, type KeptBasis, type KeptText } from "./judge-kept";

/** Below this many accounts, starting threads takes longer than they save. */
const FEW = 100;

/** More would wait for the thread that reads the files and writes the report. */
const MOST_THREADS = 4;

/** From TypeScript's own files, as tests run them, a thread would have no compiler. */
const COMPILED = __filename.endsWith(".js");

/** Of a thread's newest objects. Node's own choice takes 50 MB more in all, and no less time. */
const YOUNG_MEGABYTES = 16;

export interface KeptJudge {
  judge(kept: KeptText): Promise<KeptAnswer>;
  close(): Promise<void>;
}

/** Judges kept accounts, many of them in as many threads as there are processors. */
export function openKeptJudge(basis: KeptBasis, accounts: number): KeptJudge {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  if (accounts >= FEW && threads > 1 && COMPILED) return new JudgingThreads(basis, threads);
  const judge = judgeKeptBy(basis);
  return { judge: (kept) => Promise.resolve(judge(kept)), close: () => Promise.resolve() };
}

interface Waiting {
  readonly resolve: (answer: KeptAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** One thread, and what it has not answered yet, by number. */
interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

class JudgingThreads implements KeptJudge {
  private readonly threads: readonly Thread[];
  private next = 0;

  constructor(basis: KeptBasis, threads: number) {
    this.threads = Array.from({ length: threads }, () => startThread(basis));
  }

  judge(kept: KeptText): Promise<KeptAnswer> {
    const thread = this.threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const number = this.next++;
    return new Promise((resolve, reject) => {
      thread.waiting.set(number, { resolve, reject });
      thread.worker.postMessage({ number, kept });
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

/** A thread that fails, for want of memory say, fails what it was asked, and the run with it. */
function startThread(basis: KeptBasis): Thread {
  const worker = new Worker(path.join(__dirname, "judge-thread.js"), {
    workerData: basis,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  });
  const waiting = new Map<number, Waiting>();
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", ({ number, answer }: { number: number; answer: KeptAnswer }) => {
    waiting.get(number)?.resolve(answer);
    waiting.delete(number);
  });
  worker.on("error", failAll);
  worker.on("exit", () => failAll(new Error("a thread that judges accounts has ended")));
  return { worker, waiting };
}
