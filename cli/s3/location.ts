import { CliError } from "../errors";

export interface Bucket {
  readonly kind: "bucket";
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
}

/** Where a user wants something kept, or has it. */
export type StorageLocation = { readonly kind: "folder"; readonly folder: string } | Bucket;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads a folder or the address of a bucket.
 * @param taker What takes it, for the message: "--history".
 * @param example Such as "s3://my-bucket/mfa-history".
 * @throws CliError for an address that is neither a folder nor a bucket's.
 */
export function locationFrom(text: string, taker: string, example: string): StorageLocation {
  const [, scheme, rest = ""] = /^([a-z][\w+.-]+):\/\/(.*)$/is.exec(text) ?? [];
  if (scheme === undefined) return { kind: "folder", folder: text };
  const [bucket = "", ...path] = rest.split("/");
  if (scheme.toLowerCase() !== "s3" || !BUCKET.test(bucket)) {
    throw new CliError(`${taker} takes a folder, or a bucket such as ${example}; ${text} is neither.`);
  }
  const folders = path.filter((name) => name !== "");
  return { kind: "bucket", bucket, prefix: folders.map((name) => `${name}/`).join("") };
}

/** As people write it. */
export function addressOf({ bucket, prefix }: Bucket): string {
  return `s3://${bucket}/${prefix}`;
}
