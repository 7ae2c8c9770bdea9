import { mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import * as path from "node:path";
import { cannotWrite } from "../atomic-write";
import type { AccountReport } from "./report-model";
import { type AccountOutline, outlineOf, SharedOutlines } from "./source";

/** Bytes of reports that stay in memory, so that most organizations need no disk. */
const IN_MEMORY = 8 * 1024 * 1024;

type Slot = Buffer | { readonly offset: number; readonly length: number };

/**
 * The reports of an organization's accounts, until they are written: in memory those that come first, the others in a
 * file that has no name any more, so that nothing of it stays however the run ends: the system closes it then.
 */
export class Spool {
  private readonly places = new Map<string, Slot>();
  private readonly outlines = new Map<string, AccountOutline>();
  private readonly shared = new SharedOutlines();
  private inMemory = 0;
  private inFile = 0;
  private file: number | null = null;

  /**
   * @param folder Where the file is made, as an absolute path.
   * @param limit Bytes to hold in memory.
   */
  constructor(
    private readonly folder: string,
    private readonly limit = IN_MEMORY,
  ) {}

  get size(): number {
    return this.places.size;
  }

  /** @throws CliError where the disk is full. */
  add(id: string, report: AccountReport): void {
    this.addJson(id, Buffer.from(JSON.stringify(report)), outlineOf(report));
  }

  /** The same of a report that is JSON already, with its outline and no more. */
  addJson(id: string, json: Uint8Array, outline: AccountOutline): void {
    this.places.set(id, this.put(Buffer.from(json.buffer, json.byteOffset, json.byteLength)));
    this.outlines.set(id, this.shared.of(outline));
  }

  /** Those that there are of the accounts asked for, in that order. */
  outlinesOf(ids: readonly string[]): readonly AccountOutline[] {
    return ids.flatMap((id) => this.outlines.get(id) ?? []);
  }

  *each(ids: readonly string[]): Generator<AccountReport> {
    for (const json of this.jsonOf(ids)) yield reportIn(json);
  }

  /** Those that there are of the accounts asked for, as JSON, in that order. */
  *jsonOf(ids: readonly string[]): Generator<Uint8Array> {
    for (const id of ids) {
      const place = this.places.get(id);
      if (place) yield this.get(place);
    }
  }

  private put(bytes: Buffer): Slot {
    if (this.inMemory + bytes.length <= this.limit) {
      this.inMemory += bytes.length;
      return bytes;
    }
    try {
      this.file ??= openUnnamed(this.folder);
      for (let done = 0; done < bytes.length;)
        done += writeSync(this.file, bytes, done, bytes.length - done, this.inFile + done);
    } catch (error) {
      throw cannotWrite(`What is found in accounts (in ${this.folder})`, error);
    }
    const place = { offset: this.inFile, length: bytes.length };
    this.inFile += bytes.length;
    return place;
  }

  private get(place: Slot): Buffer {
    if (Buffer.isBuffer(place)) return place;
    const bytes = Buffer.allocUnsafe(place.length);
    for (let done = 0; done < bytes.length;) {
      const got = readSync(this.file ?? -1, bytes, done, bytes.length - done, place.offset + done);
      if (got === 0) throw new Error("the file of reports is shorter than what was written to it");
      done += got;
    }
    return bytes;
  }
}

/** The report that is spooled as that JSON. */
export function reportIn(json: Uint8Array): AccountReport {
  return JSON.parse(
    Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString("utf8"),
  ) as AccountReport;
}

function openUnnamed(folder: string): number {
  const own = mkdtempSync(path.join(folder, ".mfa-guard-"));
  try {
    return openSync(path.join(own, "reports"), "wx+", 0o600);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
