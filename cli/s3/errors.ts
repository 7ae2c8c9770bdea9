import { CliError, messageOf } from "../errors";
import { addressOf, type Bucket } from "./location";

/** What objects in a bucket are for. */
export interface Use {
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
export function explainS3(error: unknown, permission: string, place: Bucket, use: Use): CliError {
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
