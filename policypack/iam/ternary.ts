import type { Condition } from "./policy-document";

/** Three-valued logic: yes, no, or a doubt, which names what could not be told. A doubt is never taken for a yes. */
export type Ternary = boolean | Doubt;

export interface Doubt {
  /** What can't be told, and why: "aws:SourceIp is not known". */
  readonly doubt: string;
  /** The one condition that it hangs on, of a key that is not known. */
  readonly hangsOn?: Condition;
}

export function isDoubt(truth: unknown): truth is Doubt {
  return typeof truth === "object" && truth !== null && "doubt" in truth;
}

export function not(truth: Ternary): Ternary {
  return isDoubt(truth) ? truth : !truth;
}

/** All of them: one no decides, whatever can't be told of the others. */
export function every(truths: Iterable<Ternary>): Ternary {
  let result: Ternary = true;
  for (const truth of truths) {
    if (truth === false) return false;
    if (result === true && isDoubt(truth)) result = truth;
  }
  return result;
}

/** Any of them: one yes decides, whatever can't be told of the others. */
export function some(truths: Iterable<Ternary>): Ternary {
  let result: Ternary = false;
  for (const truth of truths) {
    if (truth === true) return true;
    if (result === false && isDoubt(truth)) result = truth;
  }
  return result;
}

/** What a test says; a test that fails is a doubt, with the message of the error. */
export function orDoubt(test: () => Ternary): Ternary {
  try {
    return test();
  } catch (error) {
    return { doubt: `it could not be judged: ${(error as Error).message}` };
  }
}
