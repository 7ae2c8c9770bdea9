import { mkdir, readdir, readFile, rename } from "node:fs/promises";
import * as path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Command } from "commander";
import pLimit from "p-limit";
import type { Connection } from "../../policypack/facts/connection";
import { writeBeside } from "../atomic-write";
import { endpointOf } from "../connection-options";
import type { Cli } from "../context";
import { CliError, systemCause, whyUnreadable } from "../errors";
import { type Bucket, locationFrom, type StorageLocation } from "../s3/location";
import { connectS3, Objects, OBJECTS_AT_ONCE } from "../s3/objects";
import type { BurnDown } from "./burndown";
import {
  earlierFileOf,
  type History,
  historyOf,
  type HistoryStore,
  isOf,
  type Kept,
  placeOf,
  toEntry,
} from "./history";
import type { Entry } from "./status-json";

/** Opens the history of each account, by its number. */
export async function openHistories(
  cli: Cli,
  command: Command,
  { place, connection }: { readonly place: StorageLocation; readonly connection: Connection },
): Promise<(accountId: string) => HistoryStore> {
  if (place.kind === "folder") return (id) => new HistoryFolder(cli.resolve(place.folder), id);
  const s3 = await connectS3(connection, endpointOf(cli, command, "S3"));
  return (id) => new HistoryBucket(s3, place, id);
}

/** Adds a run to the history of its account, and answers with all of it. */
export async function remember(cli: Cli, store: HistoryStore, now: BurnDown): Promise<readonly Entry[]> {
  // Counts of what could not be read would look like progress, or like a relapse.
  if (now.unknown.length === 0) await store.add(toEntry(now));
  else cli.warn(`This run is not added to the history of ${now.account}: not everything could be read.`);
  const { entries, damaged } = await store.read();
  if (damaged.length > 0)
    cli.warn(`The history has damaged entries, which were passed over: ${damaged.join(", ")}.`);
  return entries;
}

/** How many files are read at once. */
const CONCURRENCY = 16;

/** A history in a folder, for its owner to read. */
class HistoryFolder implements HistoryStore {
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

const USE = { what: "The history", named: "--history", purpose: "status-s3" };

/** A history in a bucket. */
class HistoryBucket implements HistoryStore {
  private readonly objects: Objects;

  /** @param accountId Twelve digits. */
  constructor(
    s3: S3Client,
    private readonly place: Bucket,
    private readonly accountId: string,
  ) {
    this.objects = new Objects(s3, place, USE);
  }

  async read(): Promise<History> {
    const limit = pLimit(OBJECTS_AT_ONCE);
    const keys = (await this.objects.keys(this.accountId)).filter((key) => this.isOurs(key));
    const read = async (name: string) => ({ name, text: await this.objects.text(name) });
    return historyOf(await Promise.all(keys.map((name) => limit(read, name))));
  }

  async add(entry: Entry): Promise<void> {
    await this.objects.putJson(this.place.prefix + placeOf(this.accountId, entry), JSON.stringify(entry));
  }

  private isOurs(key: string): boolean {
    return isOf(this.accountId, key.slice(this.place.prefix.length));
  }
}

/**
 * Reads the value of --history.
 * @throws CliError for an address that is neither a folder nor a bucket's.
 */
export function historyLocation(text: string): StorageLocation {
  return locationFrom(text, "--history", "s3://my-bucket/mfa-history");
}
