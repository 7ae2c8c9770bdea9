import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..");
const text = (file: string) => readFileSync(path.join(ROOT, file), "utf8");

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}
const manifests = ["package.json", "policypack/package.json", "enforcement/package.json"].map(
  (file) => JSON.parse(text(file)) as Manifest,
);

interface Locked {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}
const lock = JSON.parse(text("package-lock.json")) as { readonly packages: Readonly<Record<string, Locked>> };

/** What is installed from a registry, by its folder: neither the root nor a workspace of ours, nor the link to one. */
const installed = Object.entries(lock.packages).filter(
  ([folder, { link }]) => folder.startsWith("node_modules/") && link !== true,
);

/** The packages of the table in CONTRIBUTING.md, with the reason of each. */
function reasons(): [string, string][] {
  const section = text("CONTRIBUTING.md").split("\n## What ships, and why\n")[1]?.split("\n## ")[0] ?? "";
  return [...section.matchAll(/^\| `([^`]+)` +\|[^|]*\|([^|]*)\|$/gm)].map(([, name = "", reason = ""]) => [
    name,
    reason.trim(),
  ]);
}

describe("what ships", () => {
  it("depends on what CONTRIBUTING.md has a reason for, and on nothing else", () => {
    const names = manifests.map(({ name }) => name);
    const all = manifests.flatMap(({ dependencies = {} }) => Object.keys(dependencies));
    const shipped = new Set(all.filter((name) => !names.includes(name)));
    assert.deepEqual(
      reasons()
        .map(([name]) => name)
        .sort(),
      [...shipped].sort(),
    );
    for (const [name, reason] of reasons()) assert.ok(reason.length > 10, `${name} has no reason`);
  });

  it("asks for ranges, so that a user has one copy of each, and for the same one in each package", () => {
    const ranges = new Map<string, string>();
    for (const { name: whose, dependencies = {} } of manifests) {
      for (const [name, range] of Object.entries(dependencies)) {
        assert.match(range, /^\^\d+\.\d+\.\d+$/, `${name} in ${whose}`);
        assert.equal(ranges.get(name) ?? range, range, `${name} has two ranges`);
        ranges.set(name, range);
      }
    }
  });

  it("runs no script of ours where it is installed", () => {
    const atInstall = ["preinstall", "install", "postinstall", "prepublish"];
    for (const { name, scripts = {} } of manifests) {
      const found = Object.keys(scripts).filter((script) => atInstall.includes(script));
      assert.deepEqual(found, [], name);
    }
    // Of a checkout only; npm does not run it for a package from a registry.
    assert.equal(manifests[0]?.scripts?.["prepare"], "npm run build");
  });
});

describe("the lockfile", () => {
  it("has a hash for every package", () => {
    assert.ok(installed.length > 300);
    for (const [folder, { integrity = "" }] of installed)
      assert.match(integrity, /^sha512-[\w+/]{86}==$/, folder);
  });

  it("has the address of none, so that each comes from the registry that is set", () => {
    for (const [folder, { resolved }] of installed) assert.equal(resolved, undefined, folder);
  });

  it("has no package with an install script but those that CONTRIBUTING.md explains", () => {
    const scripted = installed.flatMap(([folder, { hasInstallScript }]) =>
      hasInstallScript ? [folder] : [],
    );
    assert.deepEqual(scripted, ["node_modules/@swc/core", "node_modules/esbuild", "node_modules/protobufjs"]);
    assert.match(
      text("CONTRIBUTING.md"),
      /three have an install script: `protobufjs`[^]*`esbuild`[^]* and\s+`@swc\/core`/,
    );
  });
});
