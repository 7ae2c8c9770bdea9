import type { S3Client } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { type Connection, connect } from "../../policypack/facts/connection";
import { PATIENCE } from "../../policypack/facts/patience";
import { type History, historyOf, type HistoryStore } from "./history";
import type { HistoryPlace } from "./history-place";
import type { Entry } from "./model";
import { explainS3 } from "./s3-errors";

type Bucket = Extract<HistoryPlace, { kind: "bucket" }>;

/** How many objects are read at once. */
const CONCURRENCY = 16;

/**
 * A bucket in which each account has a folder, and each run an object in it: S3 can't add to one, and so two runs at
 * once don't lose each other's. How they are encrypted is the bucket's matter.
 */
export class HistoryBucket implements HistoryStore {
  private readonly folder: string;

  /** @param accountId Twelve digits. */
  constructor(
    private readonly s3: S3Client,
    private readonly place: Bucket,
    accountId: string,
  ) {
    this.folder = `${place.prefix}${accountId}/`;
  }

  async read(): Promise<History> {
    const limit = pLimit(CONCURRENCY);
    const keys = await this.tries("s3:ListBucket", () => this.keys());
    const read = (name: string) => this.tries("s3:GetObject", () => this.text(name));
    return historyOf(
      await Promise.all(keys.map((name) => limit(async () => ({ name, text: await read(name) })))),
    );
  }

  async add(entry: Entry): Promise<void> {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    // In the order of time, and without the colons that some file systems can't have.
    const Key = `${this.folder}${entry.at.replace(/[-:]/g, "")}.json`;
    const content = { Body: JSON.stringify(entry), ContentType: "application/json" };
    const put = new PutObjectCommand({ Bucket: this.place.bucket, Key, ...content });
    await this.tries("s3:PutObject", () => this.s3.send(put));
  }

  private async keys(): Promise<string[]> {
    const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
    const keys: string[] = [];
    const where = { Bucket: this.place.bucket, Prefix: this.folder };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.s3 }, where))
      keys.push(...Contents.flatMap(({ Key }) => (Key?.endsWith(".json") ? [Key] : [])));
    return keys;
  }

  private async text(Key: string): Promise<string> {
    const { GetObjectCommand } = await import("@aws-sdk/client-s3");
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.place.bucket, Key }));
    return (await Body?.transformToString()) ?? "";
  }

  private async tries<T>(permission: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainS3(error, permission, this.place);
    }
  }
}

/** A client for S3 by the credentials with which the account is read. */
export async function connectS3(connection: Connection, endpoint: string | undefined): Promise<S3Client> {
  const { S3Client } = await import("@aws-sdk/client-s3");
  const { sts } = await connect(connection);
  return new S3Client({
    region: connection.region,
    credentials: sts.config.credentials,
    // The bucket may be anywhere; who writes to it knows its name.
    followRegionRedirects: true,
    maxAttempts: PATIENCE.attempts,
    requestHandler: { connectionTimeout: PATIENCE.connecting, socketTimeout: PATIENCE.silence },
    // What stands in for S3 has no host name for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  });
}
