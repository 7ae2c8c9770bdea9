import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { openFolder } from "../../cli/instructions/eml";

const ONE = { name: "one.eml", content: "1" };

/** As where the disk is full after one file. */
async function* failing() {
  yield await Promise.resolve(ONE);
  throw new Error("no more");
}

describe("a folder of mails", () => {
  let cwd: string;

  beforeEach(async () => {
    cwd = await mkdtemp(path.join(tmpdir(), "mfa-guard-folder-"));
  });

  afterEach(() => rm(cwd, { recursive: true }));

  for (const isThere of [false, true])
    describe(isThere ? "that is there and empty" : "that is not there", () => {
      let folder: string;

      beforeEach(async () => {
        folder = path.join(cwd, "deep", "mails");
        if (isThere) await mkdir(folder, { recursive: true });
      });

      it("gets all files, for their owner", async () => {
        const write = await openFolder(folder);
        await write([ONE, { name: "two.eml", content: "2" }]);
        assert.deepEqual((await readdir(folder)).sort(), ["one.eml", "two.eml"]);
        assert.equal((await stat(path.join(folder, "one.eml"))).mode & 0o777, 0o600);
        assert.deepEqual(await readdir(path.dirname(folder)), ["mails"]);
      });

      it("gets none where one can't be written, and nothing stays beside it", async () => {
        const write = await openFolder(folder);
        await assert.rejects(write(failing()));
        assert.deepEqual(await readdir(path.dirname(folder)), isThere ? ["mails"] : []);
        if (isThere) assert.deepEqual(await readdir(folder), []);
      });

      it("is refused where somebody has put something into it meanwhile", async () => {
        const write = await openFolder(folder);
        await mkdir(folder, { recursive: true });
        await writeFile(path.join(folder, "other.eml"), "");
        await assert.rejects(write([ONE]), /is not empty/);
        assert.deepEqual(await readdir(folder), ["other.eml"]);
      });
    });

  it("is refused before there is anything to write, where it is full or a file", async () => {
    await writeFile(path.join(cwd, "file"), "");
    await assert.rejects(openFolder(cwd), /is not empty/);
    await assert.rejects(openFolder(path.join(cwd, "file")), /file can't be written/);
    await assert.rejects(openFolder(path.join(cwd, "file", "mails")), /mails can't be written/);
  });
});
