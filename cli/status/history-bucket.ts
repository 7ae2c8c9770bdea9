import type { S3Client } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { Objects, OBJECTS_AT_ONCE } from "../s3/objects";
import type { Bucket } from "../s3/location";
import { type History, historyOf, type HistoryStore, isOf, placeOf } from "./history";
import type { Entry } from "./model";

const USE = { what: "The history", named: "--history", purpose: "status-s3" };

/** A history in a bucket. */
export class HistoryBucket implements HistoryStore {
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
