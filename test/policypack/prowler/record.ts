import { readFile, writeFile } from "node:fs/promises";
import * as path from "node:path";
import { parse } from "csv-parse/sync";
import { format, resolveConfig } from "prettier";
import { environmentAt, withDir } from "../../../bench/emulated";
import { ensureProwler } from "../../../bench/rivals/rivals";
import { AUDITOR_VERSIONS } from "../../../bench/rivals/versions";
import { toStderr } from "../../../sandbox/progress";
import { run } from "../../../sandbox/run";
import { ACCOUNTS } from "./accounts";
import { type Recorded, RECORDED_FILE, type Row } from "./recorded";

/**
 * Runs Prowler over the accounts and records what it says, as `npx ts-node --swc
 * test/policypack/prowler/record.ts` does. It installs Prowler (2.5 GB) where it is not in the cache yet.
 */
const ARGS = [
  ...["aws", "-f", "us-east-1", "-M", "csv", "-o", ".", "-F", "prowler", "--no-banner", "--checks"],
  ...["iam_user_mfa_enabled_console_access", "iam_root_mfa_enabled", "iam_root_hardware_mfa_enabled"],
];

/** @param only What the names of the accounts contain that are recorded anew; undefined: all are. */
async function main(only = ""): Promise<void> {
  const python = await ensureProwler(toStderr);
  const accounts: Record<string, readonly Row[]> = await recordedBefore();
  for (const [name, start] of Object.entries(ACCOUNTS).filter(([name]) => name.includes(only))) {
    toStderr(`Prowler looks at ${name}`);
    const account = await start();
    try {
      accounts[name] = await withDir((dir) => rowsOf(python, account.endpoint, dir));
    } finally {
      await account.stop();
    }
    await keep(accounts);
  }
}

async function recordedBefore(): Promise<Record<string, readonly Row[]>> {
  const text = await readFile(RECORDED_FILE, "utf8").catch(() => null);
  return text === null ? {} : { ...(JSON.parse(text) as Recorded).accounts };
}

async function keep(accounts: Recorded["accounts"]): Promise<void> {
  const recorded: Recorded = {
    version: AUDITOR_VERSIONS.Prowler,
    command: `prowler ${ARGS.join(" ")}`,
    accounts,
  };
  const style = { ...(await resolveConfig(RECORDED_FILE)), filepath: RECORDED_FILE };
  await writeFile(RECORDED_FILE, await format(JSON.stringify(recorded), style));
}

/** What Prowler says, control by control of those standards that we know by an id of ours here. */
async function rowsOf(python: string, endpoint: string, dir: string): Promise<Row[]> {
  const { code, output } = await run(python, ["-m", "prowler", ...ARGS], {
    cwd: dir,
    env: environmentAt(endpoint, dir),
  });
  // 3: some check failed.
  if (code !== 0 && code !== 3) throw new Error(`Prowler ended with ${code}:\n${output}`);
  const text = await readFile(path.join(dir, "prowler.csv"), "utf8");
  const rows: Record<string, string>[] = parse(text, { columns: true, delimiter: ";", bom: true });
  if (rows.length === 0) throw new Error(`Prowler has no row:\n${output}`);
  return rows.flatMap((row) =>
    controlsOf(row["COMPLIANCE"] ?? "").map((control) => ({
      ...control,
      check: row["CHECK_ID"] ?? "",
      subject: row["RESOURCE_NAME"] ?? "",
      status: row["STATUS"] ?? "",
    })),
  );
}

/** Of "CIS-3.0: 1.10 | AWS-Foundational-Security-Best-Practices: IAM.5, IAM.19 | …". */
function controlsOf(compliance: string): Pick<Row, "standard" | "reference">[] {
  return compliance.split(" | ").flatMap((part) => {
    const [name = "", references = ""] = part.split(": ");
    const standard = standardOf(name);
    if (standard === null) return [];
    return references.split(", ").map((reference) => ({ standard, reference }));
  });
}

/** Prowler's "CIS-4.0.1" is the table that it keeps as 4.0. */
function standardOf(name: string): string | null {
  const cis = /^CIS-(\d+\.\d+)/.exec(name)?.[1];
  if (cis !== undefined) return `cis-${cis}`;
  return name === "AWS-Foundational-Security-Best-Practices" ? "security-hub" : null;
}

main(process.argv[2]).catch((error: unknown) => {
  toStderr(String((error as Error).stack));
  process.exitCode = 1;
});
