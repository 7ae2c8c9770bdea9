import { CLI } from "../../sandbox/engine/versions";
import type { Engine } from "../../sandbox/engine/engine";

/**
 * The engine whose words README and docs show: the newest that every machine can have. With another one, tests compare
 * `inAnyEngine`, and not line by line.
 */
export const SHOWN_ENGINE = CLI.version;

/** Whether an engine says things as the pages show them. */
export function isShownEngine({ version }: Pick<Engine, "version">): boolean {
  return version === SHOWN_ENGINE;
}

/**
 * A text as every engine says it. Beside v3.170, v3.258 tells a finding's severity, has short names of types
 * (`aws:iam:User` for `aws:iam/user:User`), puts mandatory findings first, and so breaks lines elsewhere.
 */
export function inAnyEngine(text: string): string {
  return text
    .replace(/ \[severity: \w+\]/g, "")
    .replace(/\b(\w+:\w+)\/\w+:(\w+)/g, "$1:$2")
    .replace(/\s+/g, " ")
    .trim();
}

/** The lines of a page that no engine's words have, in whatever order these come. */
export function notSaid(shown: readonly string[], output: string): string[] {
  const said = inAnyEngine(output);
  return shown.filter((line) => !/^\s*(\.\.\.)?$/.test(line) && !said.includes(inAnyEngine(line)));
}
