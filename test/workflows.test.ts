import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "yaml";
import { CHECKOUT } from "../sandbox/checkout";

const FOLDER = path.join(CHECKOUT, ".github/workflows");

/** Its releases are not known where this was written; Dependabot proposes the hash. */
const BY_TAG = ["pulumi/actions"];

interface Workflow {
  readonly permissions?: object;
  readonly concurrency?: object;
  readonly jobs: Readonly<Record<string, { readonly "timeout-minutes"?: number }>>;
}

describe("GitHub workflows", () => {
  it("are there, and each begins with the right to read and no more, a limit of time and of runs side by side", async () => {
    const files = await readdir(FOLDER);
    assert.deepEqual(files.sort(), ["ci.yaml", "codeql.yaml", "release.yaml"]);
    for (const file of files) {
      const workflow = parse(await readFile(path.join(FOLDER, file), "utf8")) as Workflow;
      assert.deepEqual(workflow.permissions, { contents: "read" }, file);
      assert.ok(workflow.concurrency, file);
      for (const [name, job] of Object.entries(workflow.jobs))
        assert.ok(job["timeout-minutes"], `${file}: the job ${name} has no limit`);
    }
  });

  it("use actions by their commit, with the version beside it, for a tag can be moved", async () => {
    for (const file of await readdir(FOLDER)) {
      const text = await readFile(path.join(FOLDER, file), "utf8");
      const used = [...text.matchAll(/uses: (\S+)@(.*)/g)];
      assert.ok(used.length > 0, file);
      for (const [line, action = "", version = ""] of used)
        if (!BY_TAG.includes(action)) assert.match(version, /^[0-9a-f]{40} # v\d+\.\d+\.\d+$/, line);
    }
  });
});
