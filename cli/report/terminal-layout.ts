import picocolors from "picocolors";
import type { Cli, Colours } from "../context";
import { fitted, wrap } from "../instructions/wrap";

/** What a table is written on. */
export interface TerminalLayout {
  readonly colours: Colours;
  /** Characters of a line; undefined: nobody reads it at a terminal, and lines stay whole for other programs. */
  readonly columns: number | undefined;
  /** Whether lists are whole at a terminal too. */
  readonly all?: boolean;
}

/**
 * @param output Where the answer goes, as the user wrote it. A file is no terminal: it has no colours, and whole lines.
 */
export function layoutFor({ colours, stdout }: Cli, output?: string): TerminalLayout {
  if (output === undefined || output === "-") return { colours, columns: stdout.columns || undefined };
  return { colours: picocolors.createColors(false), columns: undefined };
}

/** Lines of a text, of which none is longer than the layout is wide. */
export function paragraphs({ columns }: TerminalLayout, text: string): string {
  return fitted(text, columns);
}

/** A paragraph; its further lines begin as far right as the text of the first one does. */
export function paragraph({ columns }: TerminalLayout, text: string, first = ""): string {
  return columns === undefined ? first + text : wrap(text, first, columns);
}

/** How many of a list are named: at a terminal no more than these, elsewhere all. */
export function atTerminal({ columns, all }: TerminalLayout, most: number): number {
  return columns === undefined || all ? Infinity : most;
}

/** Names in a row, "ann, bob and 1600 more" where somebody reads them at a terminal. */
export function namesInRow(layout: TerminalLayout, names: readonly string[], most = 10): string {
  const named = names.slice(0, atTerminal(layout, most));
  const more = names.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
