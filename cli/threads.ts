import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Below this many accounts, starting threads takes longer than they save. */
const FEW = 100;

/** More would wait for the thread that reads the files and writes the report. */
const MOST_THREADS = 4;

/** From TypeScript's own files, as tests run them, a thread would have no compiler. */
const COMPILED = __filename.endsWith(".js");

/** Of a thread's newest objects. Node's own choice takes 50 MB more in all, and no less time. */
const YOUNG_MEGABYTES = 16;

/** How many threads are worth their start for work on that many accounts; 0: the work is better done in this one. */
export function threadsFor(accounts: number): number {
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  return accounts >= FEW && threads > 1 && COMPILED ? threads : 0;
}

interface Waiting<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One thread, and what it has not answered yet, by number. */
interface Thread<Answer> {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting<Answer>>;
}

/** What a thread is sent, and what it answers with: the same number, so that it is known what is answered. */
export interface Numbered<Value> {
  readonly number: number;
  readonly value: Value;
}

/** Threads that do the same work, each asked when it has the least to do. */
export class Threads<Question, Answer> {
  private readonly threads: readonly Thread<Answer>[];
  private next = 0;

  /**
   * @param file What a thread runs: it answers each message with one of the same number.
   * @param data What each thread needs to know, before it is asked anything.
   */
  constructor(file: string, data: unknown, threads: number) {
    this.threads = Array.from({ length: threads }, () => startThread<Answer>(file, data));
  }

  ask(value: Question): Promise<Answer> {
    const thread = this.threads.reduce((a, b) => (b.waiting.size < a.waiting.size ? b : a));
    const question: Numbered<Question> = { number: this.next++, value };
    return new Promise((resolve, reject) => {
      thread.waiting.set(question.number, { resolve, reject });
      thread.worker.postMessage(question);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
  }
}

/** A thread that fails, for want of memory say, fails what it was asked, and the run with it. */
function startThread<Answer>(file: string, workerData: unknown): Thread<Answer> {
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
  const worker = new Worker(file, { workerData, resourceLimits });
  const waiting = new Map<number, Waiting<Answer>>();
  const failAll = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.on("message", ({ number, value }: Numbered<Answer>) => {
    waiting.get(number)?.resolve(value);
    waiting.delete(number);
  });
  worker.on("error", failAll);
  worker.on("exit", () => failAll(new Error("a thread that works on accounts has ended")));
  return { worker, waiting };
}
