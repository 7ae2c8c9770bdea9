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
  readonly devDependencies?: Readonly<Record<string, string>>;
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
  const others = [manifestOf("policypack"), manifestOf("enforcement")];

  it("have one version, and CHANGELOG has it", () => {
    for (const { version } of others) assert.equal(version, root.version);
    assert.match(
      readFileSync(path.join(CHECKOUT, "CHANGELOG.md"), "utf8"),
      new RegExp(`^## ${root.version.replaceAll(".", "\\.")}`, "m"),
    );
  });

  it("take what they have of each other in that version", () => {
    for (const { dependencies, version } of others)
      assert.equal(dependencies["@mfa-guard/policypack"] ?? `^${version}`, `^${version}`);
  });

  it("have Pulumi's SDK below the components and the pack, and not below the command", () => {
    for (const name of ["@pulumi/aws", "@pulumi/policy", "@pulumi/pulumi"])
      assert.ok(root.devDependencies?.[name], `${name} is for the stack of this checkout`);
    assert.deepEqual(
      Object.keys(root.dependencies).filter((name) => /^@(pulumi|mfa-guard)\//.test(name)),
      [],
    );
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
      // The sources are there in a checkout only, where a condition asks for them.
      const promised = Object.values(manifest.exports).flatMap((entry) =>
        typeof entry === "string"
          ? [entry]
          : Object.entries(entry).flatMap(([condition, file]) =>
              condition === "mfa-guard-source" ? [] : [file],
            ),
      );
      for (const file of [...promised, ...Object.values(manifest.bin ?? {})]) {
        const [head = "", tail = ""] = path.normalize(file).split("*");
        const there = files.some((packed) => packed.startsWith(head) && packed.endsWith(tail));
        assert.ok(there, `${file} is missing`);
      }
      const allowed =
        /^(dist\/.*\.(js|d\.ts|json)|docs\/.*\.(md|json|yaml)|LICENSE|[A-Z]+\.md|package\.json|PulumiPolicy\.yaml|PulumiPlugin\.yaml|provider\.js|compiled\.js)$/;
      assert.deepEqual(
        files.filter((file) => !allowed.test(file)),
        [],
      );
      assert.deepEqual(
        files.filter((file) => /^dist\/(test|sandbox|bench|enforcement)\//.test(file)),
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
