import assert from "node:assert/strict";
import * as path from "node:path";
import { CHECKOUT } from "../sandbox/checkout";
import { mustRun } from "../sandbox/run";

/** The packages of others that a program of ours has loaded by its end, from what is compiled. */
async function loadedBy(program: string): Promise<Set<string>> {
  const tell = `process.on("exit", () => console.log(JSON.stringify(Object.keys(require.cache))));`;
  const output = await mustRun(process.execPath, ["-e", tell + program], { cwd: CHECKOUT });
  const files = JSON.parse(output.slice(output.lastIndexOf('["'))) as string[];
  const names = files.map((file) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1]);
  return new Set(names.filter((name) => name !== undefined));
}

const compiled = (file: string) => JSON.stringify(path.join(CHECKOUT, file));

function among(packages: ReadonlySet<string>, pattern: RegExp): string[] {
  return [...packages].filter((name) => pattern.test(name));
}

describe("what is loaded before anybody needs it", () => {
  it("by the pack: nothing but Pulumi's own", async () => {
    const packages = await loadedBy(`require(${compiled("policypack/dist/library.js")});`);
    assert.deepEqual(among(packages, /^(?!@pulumi\/policy$)/), []);
  });

  it("by the help: commander, and no SDK, validator, YAML, table or picture", async () => {
    const words = JSON.stringify(["node", "mfa-guard", "--help"]);
    const packages = await loadedBy(`process.argv = ${words}; require(${compiled("dist/cli/bin.js")});`);
    assert.ok(packages.has("commander"));
    assert.deepEqual(among(packages, /^(zod|yaml|qrcode|cli-table3|csv-.*|@aws-sdk\/.*|@smithy\/.*)$/), []);
  });

  it("by an audit: no validator, no YAML, nothing of the other commands", async () => {
    const words = JSON.stringify(["node", "mfa-guard", "audit", "--help"]);
    const packages = await loadedBy(`process.argv = ${words}; require(${compiled("dist/cli/bin.js")});`);
    assert.ok(packages.has("commander"));
    assert.deepEqual(
      among(
        packages,
        /^(zod|yaml|qrcode|@cloud-copilot\/.*|@aws-sdk\/client-s3|@aws-sdk\/client-securityhub)$/,
      ),
      [],
    );
  });
});
