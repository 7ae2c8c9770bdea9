import type { S3Client } from "@aws-sdk/client-s3";
import pLimit from "p-limit";
import { type Connection, connect } from "../../policypack/facts/connection";
import { PATIENCE } from "../../policypack/facts/patience";
import { type History, historyOf, type HistoryStore, isOf, placeOf } from "./history";
import type { HistoryPlace } from "./history-place";
import type { Entry } from "./model";
import { explainS3 } from "./s3-errors";

type Bucket = Extract<HistoryPlace, { kind: "bucket" }>;

/** How many objects are read at once. */
const CONCURRENCY = 16;

/** A history in a bucket. How it is encrypted is the bucket's matter. */
export class HistoryBucket implements HistoryStore {
  /** @param accountId Twelve digits. */
  constructor(
    private readonly s3: S3Client,
    private readonly place: Bucket,
    private readonly accountId: string,
  ) {}

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
    const Key = this.place.prefix + placeOf(this.accountId, entry);
    const content = { Body: JSON.stringify(entry), ContentType: "application/json" };
    const put = new PutObjectCommand({ Bucket: this.place.bucket, Key, ...content });
    await this.tries("s3:PutObject", () => this.s3.send(put));
  }

  private async keys(): Promise<string[]> {
    const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
    const keys: string[] = [];
    const { bucket, prefix } = this.place;
    const where = { Bucket: bucket, Prefix: prefix + this.accountId };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.s3 }, where))
      keys.push(...Contents.flatMap(({ Key = "" }) => (this.isOurs(Key) ? [Key] : [])));
    return keys;
  }

  private isOurs(key: string): boolean {
    return isOf(this.accountId, key.slice(this.place.prefix.length));
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
