import { cp } from "node:fs/promises";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";
import { run } from "../../sandbox/run";

/**
 * Fills a folder with what a fresh `git clone` of this checkout would have, once what is changed here is committed:
 * the files that Git has or would take; nothing that was built or installed.
 * @returns whether that could be told: it can't where the sources came without Git.
 */
export async function cloneCheckout(to: string): Promise<boolean> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"];
  const { code, stdout } = await run("git", args, { cwd: CHECKOUT });
  if (code !== 0) return false;
  for (const file of stdout.split("\0").filter(Boolean))
    await cp(path.join(CHECKOUT, file), path.join(to, file)).catch(ignoreRemoved);
  return true;
}

/** Git lists a file until its removal is committed. */
function ignoreRemoved(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
