import type { Colours } from "../context";
import { wrap } from "../instructions/wrap";

/** What a table is written on. */
export interface Sheet {
  readonly colours: Colours;
  /** Characters of a line; undefined: nobody reads it at a terminal, and lines stay whole for other programs. */
  readonly columns: number | undefined;
}

/** A paragraph; its further lines begin as far right as the text of the first one does. */
export function paragraph({ columns }: Sheet, text: string, first = ""): string {
  return columns === undefined ? first + text : wrap(text, first, columns);
}
