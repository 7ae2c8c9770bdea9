import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { cached, cacheRoot, lookUp, type Recipe } from "../../sandbox/cache";
import { spawnTracked } from "../../sandbox/processes";

describe("the sandbox's cache", () => {
  const before = process.env["MFA_GUARD_CACHE"];
  let root: string;
  let made: number;
  let lines: string[];
  const progress = (line: string) => void lines.push(line);

  const recipe: Recipe = {
    name: "thing",
    key: "1",
    make: async (dir) => {
      made++;
      await writeFile(path.join(dir, "content"), "whole");
    },
    verify: async (dir) => assert.equal(await readFile(path.join(dir, "content"), "utf8"), "whole"),
  };

  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), "mfa-guard-test-"));
    process.env["MFA_GUARD_CACHE"] = root;
    made = 0;
    lines = [];
  });

  afterEach(async () => {
    if (before === undefined) delete process.env["MFA_GUARD_CACHE"];
    else process.env["MFA_GUARD_CACHE"] = before;
    await rm(root, { recursive: true });
  });

  it("is where MFA_GUARD_CACHE says, else under XDG_CACHE_HOME, else under ~/.cache", () => {
    assert.equal(cacheRoot({ MFA_GUARD_CACHE: "/here", XDG_CACHE_HOME: "/there" }), "/here");
    assert.equal(cacheRoot({ XDG_CACHE_HOME: "/there" }), "/there/mfa-guard");
    assert.match(cacheRoot({}), /\/\.cache\/mfa-guard$/);
  });

  it("makes an entry once, and leaves nothing else behind", async () => {
    const first = await cached(recipe, progress);
    assert.equal(await cached(recipe, progress), first);
    assert.equal(made, 1);
    assert.deepEqual(await readdir(root), [path.basename(first)]);
  });

  it("makes another entry for another key", async () => {
    assert.notEqual(await cached(recipe, progress), await cached({ ...recipe, key: "2" }, progress));
  });

  it("makes a broken entry again and says so in one line", async () => {
    const entry = await cached(recipe, progress);
    await writeFile(path.join(entry, "content"), "damaged");
    assert.equal(await lookUp(recipe), undefined);
    assert.equal(await cached(recipe, progress), entry);
    assert.equal(made, 2);
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /is broken, making it again/);
  });

  it("takes a failed making for nothing", async () => {
    const make = () => Promise.reject(new Error("no network"));
    await assert.rejects(cached({ ...recipe, make }, progress), /no network/);
    assert.deepEqual(await readdir(root), []);
    await cached(recipe, progress);
    assert.equal(made, 1);
  });

  it("refuses what it has just made where that is not usable", async () => {
    const verify = () => Promise.reject(new Error("wrong version"));
    await assert.rejects(cached({ ...recipe, verify }, progress), {
      name: "SandboxError",
      message: /not usable: wrong version/,
    });
  });

  it("clears away what a killed process left: its lock and its half-made entry", async () => {
    const dead = await deadPid();
    const entry = await cached(recipe, progress);
    await rm(entry, { recursive: true });
    await writeFile(`${entry}.lock`, `${dead}`);
    await mkdir(`${entry}.making-${dead}`);
    assert.equal(await cached(recipe, progress), entry);
    assert.deepEqual(await readdir(root), [path.basename(entry)]);
  });

  it("lets a second maker wait for the first, and says so", async () => {
    let secondWaits = () => {};
    const waiting = new Promise<void>((resolve) => (secondWaits = resolve));
    let firstMakes = () => {};
    const making = new Promise<void>((resolve) => (firstMakes = resolve));
    const slow: Recipe = {
      ...recipe,
      make: async (dir, tell) => {
        firstMakes();
        await waiting;
        await recipe.make(dir, tell);
      },
    };
    const first = cached(slow, progress);
    await making;
    const second = cached(slow, (line) => {
      progress(line);
      secondWaits();
    });
    assert.equal(await first, await second);
    assert.equal(made, 1);
    assert.match(lines[0] ?? "", /waiting for another process/);
  });

  it("lets several processes make the same entry at once", async () => {
    const codes = await Promise.all([0, 1, 2].map(() => makeInChild(root)));
    assert.deepEqual(codes, [0, 0, 0]);
    const left = await readdir(root);
    assert.deepEqual(
      left.filter((file) => /lock|making/.test(file)),
      [],
    );
    assert.deepEqual(left.filter((file) => file.startsWith("made-")).length, 1);
  });

  it("says what to do where the cache folder can't be made", async () => {
    process.env["MFA_GUARD_CACHE"] = path.join(root, "file", "cache");
    await writeFile(path.join(root, "file"), "");
    await assert.rejects(cached(recipe, progress), { name: "StorageError", message: /Set MFA_GUARD_CACHE/ });
  });

  for (const [where, thrown] of [
    ["in a system call", Object.assign(new Error("write"), { code: "ENOSPC" })],
    ["in a command", new Error("go build failed (exit code 1):\n  write /x: no space left on device")],
  ] as const)
    it(`says what to do where the disk is full, told ${where}, and leaves nothing`, async () => {
      const failing = cached({ ...recipe, make: () => Promise.reject(thrown) }, progress);
      await assert.rejects(failing, {
        name: "StorageError",
        message: /is full.*free them, or set MFA_GUARD_CACHE/,
      });
      assert.deepEqual(await readdir(root), []);
    });
});

async function deadPid(): Promise<number> {
  const { child, exited } = spawnTracked(process.execPath, ["-e", ""]);
  await exited;
  return child.pid ?? 0;
}

/** Makes an entry, and beside it one file for each time that it was made. */
async function makeInChild(root: string): Promise<number | null> {
  const script = `
    const { cached } = require("./sandbox/cache");
    const { writeFileSync } = require("node:fs");
    const make = async () => writeFileSync(process.env.MFA_GUARD_CACHE + "/made-" + process.pid, "");
    void cached({ name: "thing", key: "1", make, verify: async () => {} }, () => {});
  `;
  const args = ["-r", require.resolve("../support/typescript.cjs"), "-e", script];
  const { child } = spawnTracked(process.execPath, args, { env: { ...process.env, MFA_GUARD_CACHE: root } });
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}
