import { copyFile, readFile } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "csv-parse/sync";
import type { Report } from "../../cli/report/report-model";
import { CHECKOUT } from "../../sandbox/checkout";
import type { Progress } from "../../sandbox/progress";
import { ensureCustodian, ensureProwler } from "../rivals/rivals";

/** What tells which console users have no MFA device. */
export interface Tool {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The exit codes of a run that found somebody, or nobody. */
  readonly expected: readonly number[];
  /** Files that it needs in its working directory. */
  readonly files: readonly string[];
  /** The names of the users that it flagged, from what it left in its working directory. */
  readonly flagged: (dir: string) => Promise<readonly string[]>;
}

/** Of our own command, with what one way of using it adds to the line. */
export function ours(...options: readonly string[]): Tool {
  return { ...OURS, args: [...OURS.args, ...options] };
}

export const OURS: Tool = {
  name: "mfa-guard audit",
  command: process.execPath,
  args: [path.join(CHECKOUT, "dist/cli/bin.js"), "audit", "--format", "json", "--output", "report.json"],
  expected: [0, 1],
  files: [],
  flagged: async (dir) => {
    const { accounts } = JSON.parse(await readFile(path.join(dir, "report.json"), "utf8")) as Report;
    const results = accounts.flatMap((account) => account.results);
    const ofUsers = results.filter(({ rule }) =>
      ["console-user-mfa", "console-user-mfa-pending"].includes(rule),
    );
    return ofUsers.flatMap(({ violations }) => violations.map(({ subject }) => subject));
  },
};

/** The checks that ask what the rules console-user-mfa, root-mfa and root-hardware-mfa ask. */
const CHECKS = [
  "iam_user_mfa_enabled_console_access",
  "iam_root_mfa_enabled",
  "iam_root_hardware_mfa_enabled",
];

function prowler(python: string): Tool {
  const output = ["-M", "csv", "-o", ".", "-F", "prowler", "--no-banner"];
  return {
    name: "Prowler",
    command: python,
    args: ["-m", "prowler", "aws", "-f", "us-east-1", "--checks", ...CHECKS, ...output],
    // 3: some check failed.
    expected: [0, 3],
    files: [],
    flagged: async (dir) => {
      const text = await readFile(path.join(dir, "prowler.csv"), "utf8");
      const rows: Record<string, string>[] = parse(text, { columns: true, delimiter: ";", bom: true });
      const failed = rows.filter((row) => row["CHECK_ID"] === CHECKS[0] && row["STATUS"] === "FAIL");
      return failed.map((row) => row["RESOURCE_NAME"] ?? "");
    },
  };
}

const POLICIES = path.join(__dirname, "custodian.yml");

/** @param policy One of those in the file. */
function custodian(python: string, policy: string, name: string): Tool {
  return {
    name: `Cloud Custodian, ${name}`,
    command: python,
    args: ["-m", "c7n.cli", "run", "-s", ".", "-p", policy, "--cache-period", "0", "custodian.yml"],
    expected: [0],
    files: [POLICIES],
    flagged: async (dir) => {
      const users = JSON.parse(await readFile(path.join(dir, policy, "resources.json"), "utf8")) as {
        UserName: string;
      }[];
      return users.map(({ UserName }) => UserName);
    },
  };
}

/** Those that are measured against ours; installed where they are not yet. */
export async function rivals(progress: Progress): Promise<Tool[]> {
  const c7n = await ensureCustodian(progress);
  return [
    custodian(c7n, "by-report", "credential report"),
    custodian(c7n, "by-calls", "login profiles and devices"),
    prowler(await ensureProwler(progress)),
  ];
}

/** Makes a working directory ready for a run. */
export async function prepare({ files }: Tool, dir: string): Promise<void> {
  for (const file of files) await copyFile(file, path.join(dir, path.basename(file)));
}
