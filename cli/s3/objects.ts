import type { S3Client } from "@aws-sdk/client-s3";
import { CLIENT_TIMEOUTS } from "../../policypack/facts/client-timeouts";
import { connect, type Connection } from "../../policypack/facts/connection";
import { CliError, messageOf } from "../errors";
import { addressOf, type Bucket } from "./location";

/** How many objects are read at once. */
export const OBJECTS_AT_ONCE = 16;

/** The objects under a prefix of a bucket. How they are encrypted is the bucket's matter. */
export class Objects {
  constructor(
    private readonly s3: S3Client,
    readonly place: Bucket,
    private readonly use: Use,
  ) {}

  /**
   * The keys of those whose key goes on after the prefix with this.
   * @throws CliError where they can't be listed.
   */
  async keys(start = ""): Promise<readonly string[]> {
    const { paginateListObjectsV2 } = await import("@aws-sdk/client-s3");
    const { bucket, prefix } = this.place;
    return this.tries("s3:ListBucket", async () => {
      const keys: string[] = [];
      const pages = paginateListObjectsV2({ client: this.s3 }, { Bucket: bucket, Prefix: prefix + start });
      for await (const { Contents = [] } of pages) keys.push(...Contents.flatMap(({ Key }) => Key ?? []));
      return keys;
    });
  }

  /** @throws CliError where it can't be read. */
  async text(Key: string): Promise<string> {
    const { GetObjectCommand } = await import("@aws-sdk/client-s3");
    return this.tries("s3:GetObject", async () => {
      const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.place.bucket, Key }));
      return (await Body?.transformToString()) ?? "";
    });
  }

  /** @throws CliError where it can't be written. */
  async putJson(Key: string, Body: string): Promise<void> {
    const { PutObjectCommand } = await import("@aws-sdk/client-s3");
    const object = { Bucket: this.place.bucket, Key, Body, ContentType: "application/json" };
    await this.tries("s3:PutObject", () => this.s3.send(new PutObjectCommand(object)));
  }

  private async tries<T>(permission: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw explainS3(error, permission, this.place, this.use);
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
    maxAttempts: CLIENT_TIMEOUTS.attempts,
    requestHandler: { connectionTimeout: CLIENT_TIMEOUTS.connecting, socketTimeout: CLIENT_TIMEOUTS.silence },
    // What stands in for S3 has no host name for each bucket.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  });
}

/** What objects in a bucket are for. */
interface Use {
  /** Such as "The history". */
  readonly what: string;
  /** What names the bucket: "--history". */
  readonly named: string;
  /** Of `mfa-guard permissions`. */
  readonly purpose: string;
}

interface Refused {
  readonly bucket: string;
  readonly permission: string;
  readonly use: Use;
}

/** What to do about an error of S3, by its code: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const REMEDIES: Readonly<Record<string, (refused: Refused) => string>> = {
  NoSuchBucket: ({ bucket, use: { named } }) => `There is no bucket ${bucket}. Make it, or correct ${named}.`,
  AccessDenied: ({ bucket, permission, use: { purpose } }) =>
    `It needs ${permission} on the bucket ${bucket}: \`mfa-guard permissions --for ${purpose}\`.`,
  ExpiredToken: () => "The session has expired. Sign in again.",
  InvalidAccessKeyId: () => "The access key is not known to S3. Sign in again.",
};

/** An error of S3 for people: what could not be done, what S3 answered, what to do. */
function explainS3(error: unknown, permission: string, place: Bucket, use: Use): CliError {
  const what = permission === "s3:PutObject" ? "written" : "read";
  const code = codeOf(error);
  const remedy =
    REMEDIES[code]?.({ bucket: place.bucket, permission, use }) ??
    "Check the bucket, the Region and the network.";
  const answer = `${permission} answered ${code} (${messageOf(error)})`;
  return new CliError(`${use.what} ${addressOf(place)} can't be ${what}: ${answer}. ${remedy}`);
}

/** Some answers have no body, and so no code but the status. */
function codeOf(error: unknown): string {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === 403 && (name === "Forbidden" || name === "Unknown"))
    return "AccessDenied";
  return name === "ExpiredTokenException" ? "ExpiredToken" : (name ?? "Unknown");
}
