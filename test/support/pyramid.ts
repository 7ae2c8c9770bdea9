// npm run test:unit, and test:e2e for the other files: those that start something or compare thousands of cases. What
// follows is for mocha.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { CHECKOUT } from "../../sandbox/checkout";

/** What starts the engine or the emulator, or installs packages: a test whose imports lead there is no unit test. */
const STARTS = [
  ...["sandbox/emulator/emulator.ts", "sandbox/engine/engine.ts", "sandbox/sandbox.ts", "sandbox/start.ts"],
  ...["test/support/packed.ts", "test/support/clone.ts", "test/support/component-package.ts"],
];

/** Words of a file that starts Python, or asks the other evaluator of policies. */
const HEAVY = /\("python3"|from "@cloud-copilot\/iam-simulate"/;

/** Folders of tests of either sort. */
const HEAVY_FOLDERS = ["test/e2e/", "test/hostile/"];

/** The test files of a level, from the checkout. */
export function testsOf(level: "unit" | "e2e"): readonly string[] {
  const tests = readdirSync(path.join(CHECKOUT, "test"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => path.join("test", file))
    .sort();
  return tests.filter((file) => isHeavy(file) === (level === "e2e"));
}

function isHeavy(test: string): boolean {
  if (HEAVY_FOLDERS.some((folder) => test.startsWith(folder))) return true;
  const seen = new Set<string>([test]);
  for (const file of seen) {
    const text = readFileSync(path.join(CHECKOUT, file), "utf8");
    if (STARTS.includes(file) || HEAVY.test(text)) return true;
    for (const imported of importsOf(file, text)) seen.add(imported);
  }
  return false;
}

/** The files of ours that a file imports; for types alone, it does not. */
function importsOf(file: string, text: string): readonly string[] {
  const names = text.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from\s+"(\.[^"]+)"/gm);
  return [...names].flatMap(([, name = ""]) => {
    const to = path.join(path.dirname(file), name);
    return [`${to}.ts`, path.join(to, "index.ts")].filter((source) =>
      existsSync(path.join(CHECKOUT, source)),
    );
  });
}

if (require.main === module) {
  const [level, ...options] = process.argv.slice(2);
  if (level !== "unit" && level !== "e2e") throw new Error("Name a level: unit or e2e.");
  const mocha = require.resolve("mocha/bin/mocha.js");
  const { status } = spawnSync(process.execPath, [mocha, ...options, ...testsOf(level)], {
    cwd: CHECKOUT,
    stdio: "inherit",
  });
  process.exitCode = status ?? 2;
}
