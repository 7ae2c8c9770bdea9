import { readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import * as path from "node:path";
import { CHECKOUT } from "../sandbox/checkout";
import type { Conditions } from "./model";

/** This machine, now, and what is measured on it. */
export function conditionsNow(versions: Record<string, string>): Conditions {
  return {
    at: new Date().toISOString(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1e9),
    versions: { node: process.versions.node, "mfa-guard": versionOf(CHECKOUT), ...versions },
  };
}

/** The version of the package in a folder. */
export function versionOf(dir: string): string {
  return (JSON.parse(readFileSync(path.join(dir, "package.json"), "utf8")) as { version: string }).version;
}
