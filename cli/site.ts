import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import * as path from "node:path";
import type { Cli } from "./context";
import { CliError } from "./errors";
import { openSink } from "./output";
import { ACCOUNT_PAGE, type Site, type SiteAddresses } from "./report/html/organization-page";
import { plural } from "./report/summary";
import { cannotWrite, writeBeside } from "./atomic-write";

/** Where a report of several pages goes: a file, and a folder beside it. */
export interface SiteSink extends SiteAddresses {
  readonly write: (site: Site) => Promise<void>;
}

/**
 * Prepares to write a report of several pages, before the work for it is done.
 * @param file The path of the overview as the user wrote it.
 * @throws CliError where there is no file to write beside, or it can't be written.
 */
export async function openSite(cli: Cli, file: string | undefined): Promise<SiteSink> {
  if (file === undefined || file === "-" || (await isSpecial(cli.resolve(file)))) throw new CliError(NO_FILE);
  const name = path.basename(file);
  const folder = path.join(
    path.dirname(file),
    `${name.slice(0, name.length - path.extname(name).length)}-accounts`,
  );
  const writeOverview = await openSink(cli, file);
  await refuseOccupied(cli, folder);
  return {
    folder: encodeURIComponent(path.basename(folder)),
    overview: `../${encodeURIComponent(name)}`,
    write: async ({ overview, pages }) => {
      const written = await writePages(cli, folder, pages());
      await writeOverview([overview]);
      await removeStale(cli.resolve(folder), written);
      cli.progress(`Written: ${plural(written.size, "page")} in ${folder}`);
    },
  };
}

const NO_FILE =
  "HTML of an organization is an overview with a page for each account in a folder beside it: name the overview's file, such as --output mfa.html.";

/** A pipe or a device has nothing beside it, nor has the standard output, even where that is a file. */
async function isSpecial(file: string): Promise<boolean> {
  if (file.startsWith("/dev/")) return true;
  const there = await stat(file).catch(() => null);
  return there !== null && !there.isFile() && !there.isDirectory();
}

async function refuseOccupied(cli: Cli, folder: string): Promise<void> {
  const there = await stat(cli.resolve(folder)).catch(() => null);
  if (there === null || there.isDirectory()) return;
  throw new CliError(
    `${folder} is a file, and would be the folder of the accounts' pages. Name another --output.`,
  );
}

/** Each page is written whole or not at all, so that an earlier overview never leads to half of one. */
async function writePages(
  cli: Cli,
  folder: string,
  pages: ReturnType<Site["pages"]>,
): Promise<ReadonlySet<string>> {
  const [target, written] = [cli.resolve(folder), new Set<string>()];
  try {
    await mkdir(target, { mode: 0o700, recursive: true });
    for (const { name, text } of pages) {
      const file = path.join(target, name);
      if (await isForeign(file))
        throw new CliError(
          `${path.join(folder, name)} already exists, and is not a page of mfa-guard. Name another --output.`,
        );
      await writeBeside(file, [text], 0o600, (temporary) => rename(temporary, file));
      written.add(name);
    }
  } catch (error) {
    throw error instanceof CliError ? error : cannotWrite(folder, error);
  }
  return written;
}

/** Pages of accounts that an earlier report of the same name had, and this one has not. */
async function removeStale(folder: string, written: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    if (/^\d{12}\.html$/.test(name) && !written.has(name) && isOurs(await beginningOf(file)))
      await rm(file, { force: true });
  }
}

async function isForeign(file: string): Promise<boolean> {
  const beginning = await beginningOf(file);
  return beginning !== null && !isOurs(beginning);
}

function isOurs(beginning: string | null): boolean {
  return beginning?.includes(`content="${ACCOUNT_PAGE}"`) ?? false;
}

/** Null: nothing is there. Empty: it can't be read. */
async function beginningOf(file: string): Promise<string | null> {
  try {
    const handle = await open(file, "r");
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : "";
  }
}

/** Bytes in which a page of ours says that it is one. */
const BEGINNING = 512;
