import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as path from "node:path";
import type { ReminderPlan } from "./lambda/plan";

/** The checkout, or dist/ of the package: either has the same tree. */
const ROOT = path.join(__dirname, "../../..");
const ENTRY = path.join(__dirname, "lambda", "handler");

/** What Lambda is to call, as the path of a module in the archive and the name of its function. */
export const HANDLER = `${inArchive(ENTRY)}.handler`;

/**
 * The files of the function by their path in the archive: the handler, every module of ours that it imports, however
 * far, and the plan. Nothing of npm: the runtime has the AWS SDK.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
 */
export async function reminderCode(plan: ReminderPlan): Promise<Record<string, string>> {
  const modules = new Map<string, string>();
  const toRead = [ENTRY];
  for (let module = toRead.pop(); module !== undefined; module = toRead.pop()) {
    if (modules.has(module)) continue;
    const text = await javaScript(module);
    modules.set(module, text);
    toRead.push(...importsOf(module, text));
  }
  const files = [...modules].map(([module, text]) => [`${inArchive(module)}.js`, text] as const);
  const planFile = `${path.posix.dirname(inArchive(ENTRY))}/plan.json`;
  return Object.fromEntries([...files, [planFile, JSON.stringify(plan)] as const]);
}

/** Zip files have slashes on every system. */
function inArchive(module: string): string {
  return path.relative(ROOT, module).split(path.sep).join("/");
}

function importsOf(module: string, text: string): string[] {
  const names = [...text.matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, name = ""]) => name);
  return names.map((name) => path.resolve(path.dirname(module), name));
}

/** In the package it lies there; in a checkout, which Pulumi runs by ts-node, it is compiled here, types unchecked. */
async function javaScript(module: string): Promise<string> {
  if (existsSync(`${module}.js`)) return readFile(`${module}.js`, "utf8");
  const { default: ts } = await import("typescript");
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(await readFile(`${module}.ts`, "utf8"), { compilerOptions }).outputText;
}
