import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import * as path from "node:path";
import pLimit from "p-limit";
import { CliError, systemCause, whyUnreadable } from "../errors";
import { writeBeside } from "../atomic-write";
import {
  earlierFileOf,
  type History,
  historyOf,
  type HistoryStore,
  isOf,
  type Kept,
  placeOf,
} from "./history";
import type { Entry } from "./model";

/** How many files are read at once. */
const CONCURRENCY = 16;

/** A history in a folder, for its owner to read. */
export class HistoryFolder implements HistoryStore {
  /** @param accountId Twelve digits. */
  constructor(
    private readonly folder: string,
    private readonly accountId: string,
  ) {}

  async read(): Promise<History> {
    const limit = pLimit(CONCURRENCY);
    const runs = (await this.unlessMissing(() => readdir(path.join(this.folder, this.accountId)))) ?? [];
    const places = [earlierFileOf(this.accountId), ...runs.sort().map((name) => `${this.accountId}/${name}`)];
    const ours = places.filter((place) => isOf(this.accountId, place));
    const kept = await Promise.all(ours.map((place) => limit(() => this.text(place))));
    return historyOf(kept.flatMap((file) => file ?? []));
  }

  async add(entry: Entry): Promise<void> {
    const file = path.join(this.folder, placeOf(this.accountId, entry));
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeBeside(file, `${JSON.stringify(entry)}\n`, 0o600, (temporary) => rename(temporary, file));
    } catch (error) {
      throw this.failed("written", systemCause(error, "write") ?? "the system refuses it");
    }
  }

  private async text(name: string): Promise<Kept | null> {
    const text = await this.unlessMissing(() => readFile(path.join(this.folder, name), "utf8"));
    return text === null ? null : { name, text };
  }

  private async unlessMissing<T>(read: () => Promise<T>): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw this.failed("read", whyUnreadable(error));
    }
  }

  private failed(doing: "read" | "written", why: string): CliError {
    return new CliError(
      `The history in ${this.folder} can't be ${doing}: ${why}. Mend that, or name another folder or a bucket with --history.`,
    );
  }
}
