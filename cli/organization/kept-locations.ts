import type { Command } from "commander";
import { connectionOf, endpointOf } from "../connection-options";
import type { Cli } from "../context";
import { connectS3, Objects } from "../s3/objects";
import { locationFrom } from "../s3/location";
import { refuseWritableByOthers } from "./kept-accounts";
import { KEPT_USE, keptInBucket } from "./kept-bucket";
import { type KeptFiles, KeptFolder } from "./kept-files";

const EXAMPLE = "s3://my-bucket/mfa-accounts";

/**
 * Opens what the arguments of `merge` name: folders, and prefixes of buckets. Only for buckets are there calls to AWS.
 * @throws CliError for one that is not there, that can't be read, or that others may write to.
 */
export async function withKept<T>(
  cli: Cli,
  command: Command,
  names: readonly string[],
  use: (places: readonly KeptFiles[]) => Promise<T>,
): Promise<T> {
  const places = names.map((name) => locationFrom(name, "merge", EXAMPLE));
  const connect = async () => connectS3(await connectionOf(cli, command), endpointOf(cli, command, "S3"));
  const s3 = places.some(({ kind }) => kind === "bucket") ? await connect() : null;
  try {
    const kept: KeptFiles[] = [];
    for (const place of places) {
      if (place.kind === "folder") kept.push(await openFolder(cli, place.folder));
      else if (s3) kept.push(...(await keptInBucket(new Objects(s3, place, KEPT_USE))));
    }
    return await use(kept);
  } finally {
    s3?.destroy();
  }
}

async function openFolder(cli: Cli, folder: string): Promise<KeptFiles> {
  const files = new KeptFolder(cli, folder);
  // First that it is there.
  await files.names();
  await refuseWritableByOthers(cli, folder);
  return files;
}
