import { CliError } from "../errors";

/** Where a user wants the history kept. */
export type HistoryPlace =
  | { readonly kind: "folder"; readonly folder: string }
  /** `prefix` is empty, or ends with a slash. */
  | { readonly kind: "bucket"; readonly bucket: string; readonly prefix: string };

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads the value of --history.
 * @throws CliError for an address that is neither a folder nor a bucket's.
 */
export function historyPlace(text: string): HistoryPlace {
  const [, scheme, rest = ""] = /^([a-z][\w+.-]+):\/\/(.*)$/is.exec(text) ?? [];
  if (scheme === undefined) return { kind: "folder", folder: text };
  const [bucket = "", ...path] = rest.split("/");
  if (scheme.toLowerCase() !== "s3" || !BUCKET.test(bucket)) {
    throw new CliError(
      `--history takes a folder, or a bucket such as s3://my-bucket/mfa-history; ${text} is neither.`,
    );
  }
  const folders = path.filter((name) => name !== "");
  return { kind: "bucket", bucket, prefix: folders.map((name) => `${name}/`).join("") };
}
