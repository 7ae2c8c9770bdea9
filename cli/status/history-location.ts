import { type StorageLocation, locationFrom } from "../s3/location";

/**
 * Reads the value of --history.
 * @throws CliError for an address that is neither a folder nor a bucket's.
 */
export function historyLocation(text: string): StorageLocation {
  return locationFrom(text, "--history", "s3://my-bucket/mfa-history");
}
