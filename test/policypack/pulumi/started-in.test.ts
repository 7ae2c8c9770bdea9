import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { CHECKOUT } from "../../../sandbox/checkout";
import { macos, type Processes, startedIn } from "../../../policypack/pulumi/started-in";

/** A chain of processes by their names, the nearest first; each works in a folder of its own name. */
function chain(...names: string[]): Processes {
  return {
    of(pid) {
      const name = names[pid - 1];
      if (name === undefined) throw new Error("no such process");
      return { name, parent: pid < names.length ? pid + 1 : 0 };
    },
    folderOf: (pid) => `/of/${names[pid - 1]}`,
  };
}

const CASES: Record<string, { names: string[]; folder: string | undefined }> = {
  "the engine above the launcher": {
    names: ["pulumi-analyzer", "pulumi", "bash"],
    folder: "/of/pulumi",
  },
  "the engine above its language host": {
    names: ["node", "pulumi-language-nodejs", "pulumi", "node"],
    folder: "/of/pulumi",
  },
  "an engine behind a wrapper": { names: ["node", ".pulumi-wrapped", "bash"], folder: "/of/.pulumi-wrapped" },
  "no engine": { names: ["node", "bash", "init"], folder: undefined },
};

describe("the folder in which Pulumi was started", () => {
  for (const [what, { names, folder }] of Object.entries(CASES)) {
    it(`is told by ${what}`, () => assert.equal(startedIn(chain(...names), 1), folder));
  }

  it("is not told where processes are hidden, or on a system that is not known", () => {
    assert.equal(startedIn(chain("node"), 7), undefined);
    assert.equal(startedIn(undefined, 1), undefined);
  });

  it("is told on macOS by ps and lsof", () => {
    const answers: Record<string, string> = {
      "ps -o ppid=,comm= -p 9": "    8 node\n",
      "ps -o ppid=,comm= -p 8": "    1 /opt/homebrew/bin/pulumi\n",
      "lsof -a -d cwd -p 8 -Fn": "p8\nfcwd\nn/Users/ann/my project\n",
    };
    const processes = macos((command, args) => answers[[command, ...args].join(" ")] ?? "");
    assert.equal(startedIn(processes, 9), "/Users/ann/my project");
  });

  it("is told by this system, whatever PWD says", async function () {
    if (process.platform !== "linux") return this.skip();
    const dir = await realpath(await mkdtemp(path.join(tmpdir(), "mfa-guard-test-")));
    try {
      // Any program of that name, but Node.js: from version 24 it calls its process after its main thread.
      const engine = path.join(dir, "pulumi");
      const project = path.join(dir, "project (1) S 2");
      await mkdir(project);
      const required = (module: string) => `require(${JSON.stringify(require.resolve(module))})`;
      const ask = `${required("../../../policypack/pulumi/started-in")}.startedIn()`;
      const pack = `${required("../../support/typescript.cjs")}; process.stdout.write(${ask})`;
      // It starts one below itself, in another folder, as the engine does, and is there until that one has ended.
      await writeFile(engine, `#!/bin/sh\n(cd "$1" && shift && exec "$@")\nexit $?\n`, { mode: 0o755 });
      const { stdout } = await promisify(execFile)(engine, [CHECKOUT, process.execPath, "-e", pack], {
        cwd: project,
        env: { ...process.env, PWD: "/" },
      });
      assert.equal(stdout, project);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
