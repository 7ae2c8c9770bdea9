import { runtime } from "@pulumi/pulumi";

/** Of Pulumi's SDK, which has no types for it. */
interface Debuggable {
  debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const debuggable = require("@pulumi/pulumi/runtime/debuggable") as Debuggable;
const { debuggablePromise } = debuggable;

/**
 * Pulumi takes a stack for each of its promises, to show it where PULUMI_DEBUG_PROMISE_LEAKS asks for it. From
 * TypeScript, every line of every stack is looked up in a source map: half the time of the tests of components.
 */
debuggable.debuggablePromise = (promise, context) => {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return debuggablePromise(promise, context);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
};

/** Has Pulumi's SDK ask the mocks, and not an engine, of which there is none, until `resetMocks`. */
export const setMocks: typeof runtime.setMocks = (...args) => runtime.setMocks(...args);

/** The mocks are the process's: later tests of the stack begin without an engine. */
export function resetMocks(): void {
  runtime.resetOptions("", "", -1, "", "", false, "");
}
