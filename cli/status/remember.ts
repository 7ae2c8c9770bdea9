import type { Command } from "commander";
import type { Connection } from "../../policypack/facts/connection";
import { endpointOf } from "../connection";
import type { Cli } from "../context";
import type { BurnDown } from "./burndown";
import { type HistoryStore, toEntry } from "./history";
import { connectS3 } from "../s3/objects";
import type { StorageLocation } from "../s3/location";
import { HistoryBucket } from "./history-bucket";
import { HistoryFolder } from "./history-folder";
import type { Entry } from "./model";

/** Opens the history of each account, by its number. */
export async function openHistories(
  cli: Cli,
  command: Command,
  { place, connection }: { readonly place: StorageLocation; readonly connection: Connection },
): Promise<(accountId: string) => HistoryStore> {
  if (place.kind === "folder") return (id) => new HistoryFolder(cli.resolve(place.folder), id);
  const s3 = await connectS3(connection, endpointOf(cli, command, "S3"));
  return (id) => new HistoryBucket(s3, place, id);
}

/** Adds a run to the history of its account, and answers with all of it. */
export async function remember(cli: Cli, store: HistoryStore, now: BurnDown): Promise<readonly Entry[]> {
  // Counts of what could not be read would look like progress, or like a relapse.
  if (now.unknown.length === 0) await store.add(toEntry(now));
  else cli.warn(`This run is not added to the history of ${now.account}: not everything could be read.`);
  const { entries, damaged } = await store.read();
  if (damaged.length > 0)
    cli.warn(`The history has damaged entries, which were passed over: ${damaged.join(", ")}.`);
  return entries;
}
