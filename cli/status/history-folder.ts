import { appendFile, mkdir, open, readFile } from "node:fs/promises";
import * as path from "node:path";
import { CliError, messageOf } from "../errors";
import { cannotWrite } from "../whole-file";
import { type History, historyOf, type HistoryStore } from "./history";
import type { Entry } from "./model";

/** A folder in which each account has a file of its own, with one line of JSON a run. */
export class HistoryFolder implements HistoryStore {
  private readonly file: string;

  /** @param accountId Twelve digits. */
  constructor(folder: string, accountId: string) {
    this.file = path.join(folder, `${accountId}.jsonl`);
  }

  async read(): Promise<History> {
    return parseLines(await this.text());
  }

  /** Adds an entry in one write, so that two runs at once don't mix their lines. */
  async add(entry: Entry): Promise<void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      const start = (await this.endsWithinLine()) ? "\n" : "";
      await appendFile(this.file, `${start}${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      throw cannotWrite("The history", error);
    }
  }

  private async text(): Promise<string> {
    try {
      return await readFile(this.file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
      throw new CliError(`The history can't be read: ${messageOf(error)}`);
    }
  }

  /** A run that was cut off may have left half a line, which must not spoil the next one. */
  private async endsWithinLine(): Promise<boolean> {
    const handle = await open(this.file, "r").catch(() => null);
    if (!handle) return false;
    try {
      const { size } = await handle.stat();
      if (size === 0) return false;
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
      return buffer.toString() !== "\n";
    } finally {
      await handle.close();
    }
  }
}

/** The lines of a file, one entry each. */
export function parseLines(text: string): History {
  const lines = text.split("\n").map((line, index) => ({ name: `line ${index + 1}`, text: line }));
  return historyOf(lines.filter((line) => line.text.trim() !== ""));
}
