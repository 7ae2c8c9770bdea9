import * as path from "node:path";
import { CliError } from "../errors";
import type { Objects } from "../s3/objects";
import { addressOf } from "../s3/location";
import type { KeptFiles } from "./kept-files";
import { isRunFile } from "./kept-run";

export const KEPT_USE = { what: "What is kept in", named: "the address", purpose: "merge-s3" };

/** Objects of one folder of a bucket. */
class KeptObjects implements KeptFiles {
  /** @param folder The start of their keys: empty, or ends with a slash. */
  constructor(
    private readonly objects: Objects,
    private readonly folder: string,
    private readonly all: ReadonlySet<string>,
  ) {}

  get place(): string {
    return this.pathOf("");
  }

  pathOf(name: string): string {
    return addressOf({ ...this.objects.place, prefix: this.folder + name });
  }

  names(): Promise<readonly string[]> {
    return Promise.resolve([...this.all]);
  }

  async read(name: string): Promise<string | null> {
    return this.all.has(name) ? this.objects.text(this.folder + name) : null;
  }
}

/**
 * What runs have kept under a prefix of a bucket: there, and in folders below it, of which each shard may have one.
 * @throws CliError where it can't be listed, and where no run has kept anything there.
 */
export async function keptInBucket(objects: Objects): Promise<readonly KeptFiles[]> {
  const keys = await objects.keys();
  const folders = new Map<string, Set<string>>();
  for (const key of keys) {
    const name = path.posix.basename(key);
    const folder = key.slice(0, key.length - name.length);
    folders.set(folder, (folders.get(folder) ?? new Set()).add(name));
  }
  const kept = [...folders].filter(([, names]) => [...names].some(isRunFile));
  if (kept.length === 0) throw new CliError(`${whyNothing(keys, addressOf(objects.place))} ${WHAT_TO_DO}`);
  return kept.map(([folder, names]) => new KeptObjects(objects, folder, names));
}

function whyNothing(keys: readonly string[], address: string): string {
  return keys.length === 0
    ? `There is nothing in ${address}.`
    : `${address} does not say which accounts there are: it has no run.json.`;
}

const WHAT_TO_DO =
  "Name a bucket and prefix into which a folder of `mfa-guard audit --org --resume` was copied, run.json included.";
