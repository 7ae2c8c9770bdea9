import type { Cli } from "../context";

/** One line on standard error that is drawn anew as long as somebody waits. */
export interface Line {
  /** The first time immediately, then not more often than can be read. */
  redraw(): void;
  /** Takes the line away, if it was drawn; what is written next begins where it was. */
  erase(): void;
}

/**
 * A line for a terminal; whether there is one is for the caller to ask. It is there from the first drawing on, as
 * before it somebody may be asked for an MFA code.
 * @param textOf What it shows, in fewer columns than the terminal has.
 */
export async function newLine({ stderr }: Pick<Cli, "stderr">, textOf: (width: number) => string) {
  const { SingleBar } = await import("cli-progress");
  const format = (_: unknown, { maxWidth }: { readonly maxWidth: number }) => textOf(maxWidth);
  const stream = stderr as NodeJS.WritableStream;
  const bar = new SingleBar({ stream, format, linewrap: true, clearOnComplete: true });
  let isThere = false;
  const line: Line = {
    redraw: () => {
      if (isThere) bar.update(0);
      else bar.start(1, 0);
      isThere = true;
    },
    erase: () => bar.stop(),
  };
  return line;
}
