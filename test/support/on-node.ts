// npm run test:node -- 24 [files]: the tests on another version of Node.js, by npm's package `node`, which brings it.
import { spawnSync } from "node:child_process";
import * as path from "node:path";
import { cached } from "../../sandbox/cache";
import { CHECKOUT } from "../../sandbox/checkout";
import { explain } from "../../sandbox/errors";
import { toStderr } from "../../sandbox/progress";
import { mustRun } from "../../sandbox/run";

const BIN = path.join("node_modules", "node", "bin");

/** The folder with the `node` of a version such as 24 or 20.19, installed into the cache where it is not there yet. */
async function nodeOf(version: string): Promise<string> {
  const install = (dir: string) =>
    mustRun("npm", ["install", "--prefix", dir, "--no-audit", "--no-fund", `node@${version}`]);
  const entry = await cached(
    {
      name: `node-${version}`,
      key: `${process.platform} ${process.arch}`,
      make: async (dir) => void (await install(dir)),
      verify: async (dir) => void (await mustRun(path.join(dir, BIN, "node"), ["--version"])),
    },
    toStderr,
  );
  return path.join(entry, BIN);
}

async function main([version, ...files]: readonly string[]): Promise<void> {
  if (!/^\d+(\.\d+){0,2}$/.test(version ?? ""))
    throw new Error("Name a version of Node.js, such as `npm run test:node -- 24`.");
  const bin = await nodeOf(version ?? "");
  // First on PATH too: Pulumi's language host starts the node that it finds there.
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env["PATH"] ?? ""}` };
  const mocha = require.resolve("mocha/bin/mocha.js");
  const tests = files.length > 0 ? files : ["test/**/*.test.ts"];
  const { status } = spawnSync("node", [mocha, ...tests], { cwd: CHECKOUT, env, stdio: "inherit" });
  process.exitCode = status ?? 2;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  toStderr(explain(error));
  process.exitCode = 2;
});
