import wrapAnsi from "wrap-ansi";

/** Columns of the terminal; 80 where there is none, as in a pipeline. */
function columns(): number {
  return process.stdout.columns || 80;
}

/** A line with which a step begins. */
export function heading(text: string): void {
  process.stdout.write(`\n=== ${text}\n\n`);
}

export function say(text: string): void {
  process.stdout.write(`${wrapped(text)}\n`);
}

/** Breaks long lines between words, the rest indented as deep as the line itself. */
function wrapped(text: string, width = columns()): string {
  return text
    .split("\n")
    .map((line) => {
      const indent = /^\s*(- )?/.exec(line)?.[0] ?? "";
      // An address that is broken leads nowhere.
      const hard = !line.includes("https://");
      const rest = wrapAnsi(line.slice(indent.length), width - indent.length, { hard });
      return indent + rest.split("\n").join(`\n${" ".repeat(indent.length)}`);
    })
    .join("\n");
}

/** Takes output as it comes, and writes whole lines, wrapped. */
export class LineWriter {
  private pending = "";

  write = (chunk: string): void => {
    const lines = (this.pending + chunk).split("\n");
    this.pending = lines.pop() ?? "";
    for (const line of lines) say(line);
  };

  end(): void {
    if (this.pending !== "") say(this.pending);
    this.pending = "";
  }
}
