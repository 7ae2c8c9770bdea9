import { oneLine } from "../text";
import type { ValidateProblem } from "./model";

/** Each with its place, as editors and compilers write it: a program that reads those finds it. */
export function problemLines(file: string, problems: readonly ValidateProblem[]): string[] {
  return problems.map(({ where, message, line, column }) =>
    oneLine(`${file}:${line}:${column}: ${where}: ${message}`),
  );
}

export function countOf(problems: number): string {
  return `${problems} ${problems === 1 ? "problem" : "problems"}`;
}

/** @param notes Whether something is told that may be right. */
export function nothingWrong(notes: boolean): string {
  return `nothing ${notes ? "else " : ""}is wrong`;
}
