import { type Place, placeFrom } from "../s3/place";

/**
 * Reads the value of --history.
 * @throws CliError for an address that is neither a folder nor a bucket's.
 */
export function historyPlace(text: string): Place {
  return placeFrom(text, "--history", "s3://my-bucket/mfa-history");
}
