import { type Command, InvalidArgumentError } from "commander";
import { DEFAULT_TIME_LIMIT } from "../policypack/facts/live/budget";

const MINUTE = 60_000;
const LONGEST = 120;

/** For the program itself: whatever is read, a message that says that time ran out names it. */
export function addTimeLimit(program: Command): void {
  program.option(
    "--time-limit <minutes>",
    `time limit for reading an account (default: ${DEFAULT_TIME_LIMIT / MINUTE}; with --live-passwords 5)`,
    minutes,
  );
}

function minutes(text: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0 && number <= LONGEST) return number;
  throw new InvalidArgumentError(`A number of minutes up to ${LONGEST} is expected, such as 5.`);
}

/** Milliseconds. @param usual Where the user has not said. */
export function timeLimitOf(command: Command, usual = DEFAULT_TIME_LIMIT): number {
  const { timeLimit } = command.optsWithGlobals<{ readonly timeLimit?: number }>();
  return timeLimit === undefined ? usual : timeLimit * MINUTE;
}
