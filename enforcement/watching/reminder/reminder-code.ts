import { readFile } from "node:fs/promises";
import * as path from "node:path";
import type { ReminderPlan } from "./lambda/reminder-plan";

/** What Lambda is to call: the name of a module in the archive, and of its function. */
export const HANDLER = "index.handler";

/** Where `bundle-reminder.js` puts the function's code. This file is in `dist` itself once it is compiled. */
const PACKAGE = path.resolve(__dirname, "../..");
const DIST = path.basename(PACKAGE) === "dist" ? PACKAGE : path.join(PACKAGE, "dist");
const BUNDLE = path.join(DIST, "watching", "reminder", "lambda", "index.js");

/**
 * The files of the function by their names in the archive: its code, bundled when this package was built, and the plan.
 */
export async function reminderCode(plan: ReminderPlan): Promise<Record<string, string>> {
  return { "index.js": await readFile(BUNDLE, "utf8"), "plan.json": JSON.stringify(plan) };
}
