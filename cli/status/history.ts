import { appendFile, mkdir, open, readFile } from "node:fs/promises";
import * as path from "node:path";
import { z } from "zod";
import { CliError, messageOf } from "../errors";
import { type BurnDown, STATES } from "./burndown";

/** Raised when a field changes its meaning or goes. */
const HISTORY_VERSION = 1;

const counts = z.object(
  Object.fromEntries(STATES.map((state) => [state, z.int().min(0)])) as Record<
    (typeof STATES)[number],
    z.ZodInt
  >,
);
const wave = z.object({ name: z.string().nullable(), deadline: z.iso.datetime().nullable(), counts });
const entrySchema = z.object({
  version: z.literal(HISTORY_VERSION),
  at: z.iso.datetime(),
  waves: z.array(wave),
  total: counts,
});

/** One run: counts by wave, and nobody's name. */
export type Entry = z.output<typeof entrySchema>;

export interface History {
  /** In order of time. */
  readonly entries: readonly Entry[];
  /** Lines that are no entry: half-written, of another version, or somebody else's. Counted from 1. */
  readonly damaged: readonly number[];
}

export function toEntry({ at, waves, total }: BurnDown): Entry {
  const ofWaves = waves.map(({ name, deadline, counts }) => ({
    name,
    deadline: deadline?.toISOString() ?? null,
    counts,
  }));
  return { version: HISTORY_VERSION, at: at.toISOString(), waves: ofWaves, total };
}

/**
 * A folder in which each account has a file of its own, with one line of JSON a run.
 * @throws CliError for what is no folder: s3:// and the like.
 */
export class HistoryFolder {
  private readonly file: string;

  /** @param accountId Twelve digits. */
  constructor(folder: string, accountId: string, resolve: (folder: string) => string) {
    if (/^[a-z][\w+.-]+:\/\//i.test(folder)) {
      throw new CliError(
        `--history takes a folder, not ${folder}. Copy the folder there, such as with aws s3 sync.`,
      );
    }
    this.file = path.join(resolve(folder), `${accountId}.jsonl`);
  }

  async read(): Promise<History> {
    return parseHistory(await this.text());
  }

  /** Adds an entry in one write, so that two runs at once don't mix their lines. */
  async add(entry: Entry): Promise<void> {
    try {
      await mkdir(path.dirname(this.file), { recursive: true });
      const start = (await this.endsWithinLine()) ? "\n" : "";
      await appendFile(this.file, `${start}${JSON.stringify(entry)}\n`, { mode: 0o600 });
    } catch (error) {
      throw new CliError(`The history can't be written: ${messageOf(error)}`);
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

/** Reads the lines of a history. A damaged one is told of and passed over: the others are still true. */
export function parseHistory(text: string): History {
  const entries: Entry[] = [];
  const damaged: number[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const entry = parseEntry(line);
    if (entry) entries.push(entry);
    else damaged.push(index + 1);
  });
  return { entries: entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), damaged };
}

function parseEntry(line: string): Entry | null {
  try {
    const parsed = entrySchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
