import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import ts from "typescript";
import { CHECKOUT } from "../sandbox/checkout";

/** What a program of somebody else's is compiled against: each package's entries that have types. */
const ENTRIES = [
  "@mfa-guard/policypack/library",
  "@mfa-guard/policypack",
  "@mfa-guard/pulumi",
  "@mfa-guard/pulumi/stack",
  "mfa-guard/organization",
];

const OPTIONS: ts.CompilerOptions = {
  ...{ strict: true, target: ts.ScriptTarget.ES2022, types: [] },
  ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
};
const FROM = path.join(CHECKOUT, "consumer.ts");

function resolve(name: string, from: string): string {
  const { resolvedModule } = ts.resolveModuleName(name, from, OPTIONS, ts.sys);
  assert.ok(resolvedModule, `${name} is not found from ${from}`);
  return resolvedModule.resolvedFileName;
}

const isOurName = (name: string) => name.startsWith(".") || name.startsWith("@mfa-guard/");
const isOurs = (file: string) => !path.relative(CHECKOUT, file).split(path.sep).includes("node_modules");

/** Each import of others' packages that is reached from an entry's declarations, by the file that has it. */
function importsOfOthers(entry: string): Map<string, string> {
  const others = new Map<string, string>();
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8"), true, true).importedFiles) {
      const found = isOurName(fileName) ? resolve(fileName, file) : undefined;
      if (found === undefined) others.set(fileName, path.relative(CHECKOUT, file));
      else if (isOurs(found)) visit(found);
    }
  };
  visit(resolve(entry, FROM));
  return others;
}

describe("the types of the packages", () => {
  for (const entry of ENTRIES) {
    it(`${entry} needs those of Pulumi, and of nobody else: what reads and checks is ours to change`, () => {
      const others = [...importsOfOthers(entry)].filter(([name]) => !name.startsWith("@pulumi/"));
      assert.deepEqual(others, []);
    });
  }

  it("are looked for at every entry that the packages have", () => {
    for (const folder of ["policypack", "enforcement"]) {
      const { name, exports } = JSON.parse(
        readFileSync(path.join(CHECKOUT, folder, "package.json"), "utf8"),
      ) as { name: string; exports: Record<string, unknown> };
      // `internal/*` is for our own packages, and a manifest has no types.
      const public_ = Object.keys(exports).filter((key) => !/^\.\/(internal\/|package\.json$)/.test(key));
      for (const key of public_) assert.ok(ENTRIES.includes(path.join(name, key)), key);
    }
  });

  for (const entry of ENTRIES) {
    it(`${entry} exports each type of ours that what it exports is made of`, () => {
      assert.deepEqual(notExported(entry), []);
    });
  }
});

/** Files of ours: none of others' declares a type of ours, and those of @pulumi/aws alone have 13 MB. */
const ours: ts.CompilerHost["resolveModuleNameLiterals"] = (names, from) =>
  names.map(({ text }) => ({
    resolvedModule: isOurName(text)
      ? { resolvedFileName: resolve(text, from), extension: ts.Extension.Dts }
      : undefined,
  }));

/** Of all entries: what they have in common is read once. */
let program: ts.Program | undefined;

/** The names of our types that an exported declaration refers to, and that nobody can import. */
function notExported(entry: string): string[] {
  program ??= ts.createProgram(
    ENTRIES.map((each) => resolve(each, FROM)),
    { ...OPTIONS, noLib: true },
    { ...ts.createCompilerHost(OPTIONS), resolveModuleNameLiterals: ours },
  );
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(resolve(entry, FROM));
  assert.ok(source, `${entry} is not in the program`);
  const symbol = checker.getSymbolAtLocation(source);
  const followed = (s: ts.Symbol) => (s.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(s) : s);
  const exported = new Set((symbol ? checker.getExportsOfModule(symbol) : []).map(followed));
  const missing = new Set<string>();
  const lookInto = (node: ts.Node): void => {
    if (ts.isPropertyDeclaration(node) && ts.isPrivateIdentifier(node.name)) return;
    const name = ts.isTypeReferenceNode(node)
      ? node.typeName
      : ts.isExpressionWithTypeArguments(node)
        ? node.expression
        : undefined;
    const found = name && checker.getSymbolAtLocation(name);
    const target = found && followed(found);
    const declared = target?.declarations?.[0];
    const isParameter = (target?.flags ?? 0) & ts.SymbolFlags.TypeParameter;
    if (
      target &&
      declared &&
      !isParameter &&
      !exported.has(target) &&
      isOurs(declared.getSourceFile().fileName)
    )
      missing.add(`${target.name} of ${path.relative(CHECKOUT, declared.getSourceFile().fileName)}`);
    ts.forEachChild(node, lookInto);
  };
  for (const one of exported) for (const declaration of one.declarations ?? []) lookInto(declaration);
  return [...missing].sort();
}
