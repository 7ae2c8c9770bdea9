import { CliError, messageOf } from "../errors";

/** What to do about an error of S3, by its code: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const REMEDIES: Readonly<Record<string, (bucket: string, permission: string) => string>> = {
  NoSuchBucket: (bucket) => `There is no bucket ${bucket}. Make it, or correct --history.`,
  AccessDenied: (bucket, permission) =>
    `It needs ${permission} on the bucket ${bucket}: \`mfa-guard permissions --for status-s3\`.`,
  ExpiredToken: () => "The session has expired. Sign in again.",
  InvalidAccessKeyId: () => "The access key is not known to S3. Sign in again.",
};

/** An error of S3 for people: what could not be done, what S3 answered, what to do. */
export function explainS3(
  error: unknown,
  permission: string,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): CliError {
  const what = permission === "s3:PutObject" ? "written" : "read";
  const code = codeOf(error);
  const remedy = REMEDIES[code]?.(bucket, permission) ?? "Check the bucket, the Region and the network.";
  const answer = `${permission} answered ${code} (${messageOf(error)})`;
  return new CliError(`The history s3://${bucket}/${prefix} can't be ${what}: ${answer}. ${remedy}`);
}

/** Some answers have no body, and so no code but the status. */
function codeOf(error: unknown): string {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  if ($metadata?.httpStatusCode === 403 && (name === "Forbidden" || name === "Unknown"))
    return "AccessDenied";
  return name === "ExpiredTokenException" ? "ExpiredToken" : (name ?? "Unknown");
}
