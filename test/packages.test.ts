import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "../sandbox/checkout";
import { run } from "../sandbox/run";
import { PUBLISHED } from "./support/packed";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly homepage?: string;
  readonly license?: string;
  readonly bugs?: { readonly url?: string };
  readonly bin?: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly provenance?: boolean };
}

const manifestOf = (folder: string) =>
  JSON.parse(readFileSync(path.join(CHECKOUT, folder, "package.json"), "utf8")) as Manifest;

/** The files that npm would publish. */
async function packedFiles(folder: string): Promise<string[]> {
  const args = ["pack", path.join(CHECKOUT, folder), "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await run("npm", args, { cwd: CHECKOUT });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  return files.map((file) => file.path);
}

describe("the packages", () => {
  const root = manifestOf(".");
  const pack = manifestOf("policypack");

  it("have one version, and CHANGELOG has it", () => {
    assert.equal(pack.version, root.version);
    assert.match(
      readFileSync(path.join(CHECKOUT, "CHANGELOG.md"), "utf8"),
      new RegExp(`^## ${root.version.replaceAll(".", "\\.")}`, "m"),
    );
  });

  it("take the same version of what both depend on", () => {
    const both = Object.keys(pack.dependencies).filter((name) => name in root.dependencies);
    const odd = both.filter((name) => pack.dependencies[name] !== root.dependencies[name]);
    assert.deepEqual(odd, []);
  });

  it("have the rollout file's schema where a project that installed them finds it, under its own address", () => {
    const file = require.resolve("mfa-guard/rollout.schema.json", { paths: [CHECKOUT] });
    const schema = JSON.parse(readFileSync(file, "utf8")) as { $id?: string };
    assert.match(schema.$id ?? "", /^https:.*\/docs\/rollout\.schema\.json$/);
  });

  for (const [name, folder] of Object.entries(PUBLISHED)) {
    it(`${name} carries what it promises, and nothing from the workshop`, async () => {
      const manifest = manifestOf(folder);
      const files = await packedFiles(folder);
      const promised = Object.values(manifest.exports).flatMap((entry) =>
        typeof entry === "string" ? [entry] : Object.values(entry),
      );
      for (const file of [...promised, ...Object.values(manifest.bin ?? {})])
        assert.ok(files.includes(path.normalize(file)), `${file} is missing`);
      const allowed =
        /^(dist\/.*\.(js|d\.ts|json)|docs\/.*\.(md|json|yaml)|LICENSE|[A-Z]+\.md|package\.json|PulumiPolicy\.yaml)$/;
      assert.deepEqual(
        files.filter((file) => !allowed.test(file)),
        [],
      );
      assert.deepEqual(
        files.filter((file) => /^dist\/(test|sandbox|bench)\//.test(file)),
        [],
      );
    });

    it(`${name} says on npm what it is, where to read on and where to report`, async () => {
      const { description, keywords, homepage, bugs, license } = manifestOf(folder);
      for (const [field, value] of Object.entries({ description, homepage, license, bugs: bugs?.url }))
        assert.ok(value, `${field} is missing`);
      assert.ok((keywords ?? []).includes("mfa") && (keywords ?? []).includes("pulumi"));
      assert.ok((await packedFiles(folder)).includes("README.md"));
      assert.ok(readFileSync(path.join(CHECKOUT, folder, "README.md"), "utf8").startsWith(`# ${name}\n`));
    });

    it(`${name} is published with a word on where it was made`, () => {
      assert.equal(manifestOf(folder).publishConfig?.provenance, true);
    });
  }
});
