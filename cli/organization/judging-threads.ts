import * as path from "node:path";
import { Threads, threadsFor } from "../threads";
import { judgeKeptBy, type KeptAnswer, type KeptBasis, type KeptText } from "./judge-kept";

export interface KeptJudge {
  judge(kept: KeptText): Promise<KeptAnswer>;
  close(): Promise<void>;
}

/** Judges kept accounts, many of them in as many threads as there are processors. */
export function openKeptJudge(basis: KeptBasis, accounts: number): KeptJudge {
  const count = threadsFor(accounts);
  if (count > 0) {
    const threads = new Threads<KeptText, KeptAnswer>(path.join(__dirname, "judge-thread.js"), basis, count);
    return { judge: (kept) => threads.ask(kept), close: () => threads.close() };
  }
  const judge = judgeKeptBy(basis);
  return { judge: (kept) => Promise.resolve(judge(kept)), close: () => Promise.resolve() };
}
