import { readFileSync } from "node:fs";
import * as path from "node:path";

/** What the rivals are pinned to: those that audit, and the pack. */
export const AUDITOR_VERSIONS = {
  Prowler: pinned("prowler.in"),
  "Cloud Custodian": pinned("custodian.in"),
};
/** The newest of those that Python's package index has; the AWS CLI of version 2 comes as an installer. */
export const AWS_CLI_VERSION = pinned("aws.in");
export const PACK_VERSIONS = { AWSGuard: awsGuard() };

function pinned(file: string): string {
  return readFileSync(path.join(__dirname, file), "utf8").trim().split("==")[1] ?? "";
}

function awsGuard(): string {
  const manifest = readFileSync(path.join(__dirname, "awsguard", "package.json"), "utf8");
  const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
  return dependencies["@pulumi/awsguard"] ?? "";
}
