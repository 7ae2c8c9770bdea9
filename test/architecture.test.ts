import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

const ROOT = path.join(__dirname, "..");

/** Which of our folders each may import from, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  policypack: [],
  enforcement: ["policypack"],
  cli: ["policypack"],
  sandbox: ["policypack", "enforcement", "cli"],
};

/** The parts of the pack from the outside in: each may import from those after it. */
const PACK_LAYERS = ["", "pulumi", "rules", "judgement", "facts", "policy", "rollout", "iam"];

function sources(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/(^|\/)(dist|node_modules)\//.test(file))
    .map((file) => path.join(folder, file));
}

function imports(file: string): string[] {
  const text = readFileSync(path.join(ROOT, file), "utf8");
  return [...text.matchAll(/(?:from|import|import\(|require\()\s*"([^"]+)"/g)].map(([, name]) => name ?? "");
}

/** How the pack's modules are called in another package. */
const PACK = "@mfa-guard/policypack/internal/";

/** Each import of another file of ours, as [importer, imported], from the root. */
function edges(folder: string): [string, string][] {
  return sources(folder).flatMap((file) =>
    imports(file).flatMap((name): [string, string][] => {
      if (name.startsWith(PACK)) return [[file, path.join("policypack", name.slice(PACK.length))]];
      return name.startsWith(".") ? [[file, path.join(path.dirname(file), name)]] : [];
    }),
  );
}

/** The file that an import without an extension leads to. */
const sourceOf = (name: string) =>
  [`${name}.ts`, path.join(name, "index.ts")].find((file) => existsSync(path.join(ROOT, file))) ?? name;

/** The files that each file of these folders imports. */
function targetsOf(folders: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const [from, to] of folders.flatMap(edges))
    targets.set(from, [...(targets.get(from) ?? []), sourceOf(to)]);
  return targets;
}

/** The rooms of the drawing in docs/architecture.md: the folders, and those of the pack in its place. */
const roomOf = (file: string) => {
  const [folder = "", inner = ""] = file.split(path.sep);
  return folder === "policypack" ? inner : folder;
};

const folderOf = (file: string) => file.split(path.sep)[0] ?? "";

describe("imports", () => {
  for (const [folder, allowed] of Object.entries(MAY_IMPORT)) {
    it(`of ${folder} go ${allowed.length > 0 ? `to ${allowed.join(" and ")} only` : "nowhere else"}`, () => {
      const ours = edges(folder).filter(([, to]) => to !== "package.json");
      const wrong = ours.filter(([, to]) => ![folder, ...allowed].includes(folderOf(to)));
      assert.deepEqual(wrong, []);
    });
  }

  it("of the pack's modules by the components go by the package's name, which the published package has", () => {
    const byPath = sources("enforcement").flatMap((file) =>
      imports(file).filter((name) => /^(\.\.\/)+(policypack|cli|sandbox)\//.test(name)),
    );
    assert.deepEqual(byPath, []);
  });

  it("by the command never come to Pulumi's SDK, which is not installed with it", () => {
    const targets = targetsOf(["cli", "policypack"]);
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file) || !file.endsWith(".ts")) return;
      reached.add(file);
      for (const to of targets.get(file) ?? []) visit(to);
    };
    visit(path.join("cli", "bin.ts"));
    assert.ok(reached.size > 100);
    const wrong = [...reached].filter((file) => imports(file).some((name) => name.startsWith("@pulumi/")));
    assert.deepEqual(wrong, []);
  });

  it("within the pack go from adapters to rules to the judgement of users to facts to policy documents", () => {
    const layer = (file: string) =>
      PACK_LAYERS.indexOf(file.split(path.sep).length > 2 ? (file.split(path.sep)[1] ?? "") : "");
    const wrong = edges("policypack").filter(([from, to]) => layer(to) < layer(from));
    assert.deepEqual(wrong, []);
  });

  it("are as docs/architecture.md draws them", () => {
    const drawing = /```mermaid\n([\s\S]*?)```/.exec(
      readFileSync(path.join(ROOT, "docs/architecture.md"), "utf8"),
    );
    const drawn = [...(drawing?.[1] ?? "").matchAll(/^ +(\w+ --> \w+)$/gm)].map(([, arrow]) => arrow);
    const rooms = new Set([...PACK_LAYERS.slice(1), "enforcement", "cli"]);
    const there = ["policypack", "enforcement", "cli"]
      .flatMap(edges)
      .map(([from, to]) => [roomOf(from), roomOf(to)] as const)
      .filter(([from, to]) => from !== to && rooms.has(from) && rooms.has(to))
      .map((pair) => pair.join(" --> "));
    assert.deepEqual([...drawn].sort(), [...new Set(there)].sort());
  });

  it("never go round in a circle", () => {
    const targets = targetsOf([...Object.keys(MAY_IMPORT), "test", "docs", "bench"]);
    const done = new Set<string>();
    const visit = (file: string, way: readonly string[]): void => {
      assert.ok(!way.includes(file), [...way.slice(way.indexOf(file)), file].join(" -> "));
      if (done.has(file)) return;
      for (const next of targets.get(file) ?? []) visit(next, [...way, file]);
      done.add(file);
    };
    for (const file of targets.keys()) visit(file, []);
  });

  it("of rules, policy documents and the rollout file bring in no AWS SDK and no Pulumi, and no clock is read there", () => {
    for (const folder of [
      "policypack/rules",
      "policypack/judgement",
      "policypack/iam",
      "policypack/rollout",
    ]) {
      for (const file of sources(folder)) {
        assert.deepEqual(
          imports(file).filter((name) => /^@(aws-sdk|pulumi)\//.test(name)),
          [],
          file,
        );
        assert.doesNotMatch(readFileSync(path.join(ROOT, file), "utf8"), /Date\.now\(\)|new Date\(\)/, file);
      }
    }
  });

  it("of AWS SDKs by the pack are in facts only", () => {
    const others = sources("policypack").filter((file) => !file.startsWith(path.join("policypack", "facts")));
    for (const file of others)
      assert.deepEqual(
        imports(file).filter((name) => name.startsWith("@aws-sdk/")),
        [],
        file,
      );
  });

  it("never bring AGPL code into what ships", () => {
    for (const file of ["policypack", "enforcement", "cli"].flatMap(sources)) {
      assert.ok(!imports(file).some((name) => name.startsWith("@cloud-copilot/iam-simulate")), file);
    }
  });
});

/** Pages that name files of ours, between backticks and from the root. */
const PAGES = ["docs/architecture.md", "CONTRIBUTING.md"];

describe("pages for contributors", () => {
  for (const page of PAGES) {
    const text = readFileSync(path.join(ROOT, page), "utf8");

    it(`${page} names files and folders that exist`, () => {
      const named = [...text.matchAll(/`((?:policypack|enforcement|cli|sandbox|test|docs|bench)\/[^`\s]*)`/g)]
        .map(([, file = ""]) => file)
        .filter((file) => !/[<*]|\/dist\//.test(file));
      assert.ok(named.length > 5);
      assert.deepEqual(
        named.filter((file) => !existsSync(path.join(ROOT, file))),
        [],
      );
    });
  }

  it("docs/glossary.md names what the code has", () => {
    const text = readFileSync(path.join(ROOT, "docs/glossary.md"), "utf8");
    const code = Object.keys(MAY_IMPORT)
      .flatMap(sources)
      .map((file) => readFileSync(path.join(ROOT, file), "utf8"))
      .join("\n");
    const rows = text.split("\n").filter((line) => line.startsWith("| ") && !/^\| (-+|concept) /.test(line));
    const names = rows.flatMap((row) =>
      [...(row.split("|")[2] ?? "").matchAll(/`(\w+)`/g)].map(([, name = ""]) => name),
    );
    assert.ok(names.length > 20);
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\\b${name}\\b`).test(code)),
      [],
    );
  });
});
