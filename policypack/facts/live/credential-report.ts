import { setTimeout as sleep } from "node:timers/promises";
import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { COMPLETE, type Fact, unknown } from "../fact";
import type { ReadReport } from "../answer-shapes";
import type { AccessKey } from "../account-facts";
import { attempt, errorCode } from "./calls";
import { readTable, type ReportRecord } from "./report-table";

/**
 * Who has a password and who has any MFA device, in one call; up to four hours old.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export interface CredentialReport {
  readonly generatedAt: Date;
  /** Whether AWS made it for this reading. Else it has one of the last four hours, and what it says may be past. */
  readonly made: boolean;
  /** Lines of the report that can't be read, from 1; the header is the first. */
  readonly unreadableLines: readonly number[];
  /** By user name; root under ROOT_ROW. */
  readonly rows: ReadonlyMap<string, CredentialReportRow>;
}

export interface CredentialReportRow {
  readonly name: string;
  readonly arn: string;
  readonly created: Date | null;
  /** Null: the report does not say (`not_supported`, as for root, or a word that it has not had so far). */
  readonly passwordEnabled: boolean | null;
  readonly passwordLastUsed: Date | null;
  readonly passwordLastChanged: Date | null;
  readonly passwordNextRotation: Date | null;
  readonly mfaActive: boolean | null;
  readonly accessKeys: readonly AccessKey[];
  /** How many are active; null: the report does not say. */
  readonly signingCertificates: number | null;
}

export const ROOT_ROW = "<root_account>";

/**
 * Has a report made, unless AWS has one of the last four hours, and waits for it.
 * @param waits Milliseconds before each further look at a report that is being made.
 */
export function readCredentialReport(
  iam: IAMClient,
  where: string,
  signal: AbortSignal,
  waits: readonly number[],
): Promise<Fact<CredentialReport>> {
  const purpose = { what: "the credential report", call: "iam:GenerateCredentialReport", where };
  return attempt(purpose, () => generate(iam, signal), signal).then((made) => {
    if (!made.known) return made;
    const next = { ...purpose, call: "iam:GetCredentialReport" };
    return attempt(next, () => poll(iam, signal, waits, made.value), signal);
  });
}

/** Whether all lines of a report could be read. */
export function reportComplete(report: Fact<CredentialReport>, where: string): Fact<true> {
  if (!report.known) return report;
  const { unreadableLines: lines } = report.value;
  if (lines.length === 0) return COMPLETE;
  const named = `${lines.slice(0, 10).join(", ")}${lines.length > 10 ? ", …" : ""}`;
  return unknown({
    what: `${lines.length === 1 ? "line" : `${lines.length} lines,`} ${named} of the credential report of ${where}`,
    call: "iam:GetCredentialReport",
    code: "UnreadableLine",
    message: "not as many values as columns",
    remedy:
      "Users without a line in it are asked about one by one; when their access keys were used is not known.",
  });
}

/**
 * Whether a new report is being made. By AWS's word and not by its date, as clocks differ.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
 */
async function generate(iam: IAMClient, signal: AbortSignal): Promise<boolean> {
  const { State } = await iam.send(new GenerateCredentialReportCommand({}), { abortSignal: signal });
  return State === "STARTED";
}

async function poll(
  iam: IAMClient,
  signal: AbortSignal,
  waits: readonly number[],
  isNew: boolean,
): Promise<CredentialReport> {
  let made = isNew;
  for (let tries = 0; ; tries++) {
    try {
      const answer: ReadReport = await iam.send(new GetCredentialReportCommand({}), { abortSignal: signal });
      const { Content, GeneratedTime } = answer;
      if (!Content || !GeneratedTime) throw new Error("the answer holds no report");
      return {
        generatedAt: GeneratedTime,
        made,
        ...parseCredentialReport(new TextDecoder().decode(Content)),
      };
    } catch (error) {
      const code = errorCode(error);
      const wait = waits[tries];
      if (wait === undefined) throw error;
      // The one that there was may run out of its four hours between the two calls.
      if (/Report(NotPresent|Expired)/.test(code)) made = await generate(iam, signal);
      else if (!/NotReady|ReportInProgress/.test(code)) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
}

/**
 * Reads the report by its column names; columns that are not known are passed over. A row that can't be read costs
 * that row.
 * @throws UnreadableReport where a column that is needed is missing, or there is no table at all.
 */
export function parseCredentialReport(csv: string): Pick<CredentialReport, "rows" | "unreadableLines"> {
  const { records, unreadableLines } = readTable(csv, NEEDED);
  return { rows: new Map(records.map(toRow).map((row) => [row.name, row])), unreadableLines };
}

const OF_A_KEY = ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"];

const NEEDED: readonly string[] = [
  ...["user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed"],
  ...["password_next_rotation", "mfa_active"],
  ...[1, 2].flatMap((slot) => OF_A_KEY.map((name) => `access_key_${slot}_${name}`)),
];

function toRow(record: ReportRecord): CredentialReportRow {
  return {
    name: column(record, "user"),
    arn: column(record, "arn"),
    created: toDate(column(record, "user_creation_time")),
    passwordEnabled: toBoolean(column(record, "password_enabled")),
    passwordLastUsed: toDate(column(record, "password_last_used")),
    passwordLastChanged: toDate(column(record, "password_last_changed")),
    passwordNextRotation: toDate(column(record, "password_next_rotation")),
    mfaActive: toBoolean(column(record, "mfa_active")),
    accessKeys: [1, 2].flatMap((slot) => toAccessKey(record, `access_key_${slot}`)),
    signingCertificates: activeCertificates(record),
  };
}

function activeCertificates(record: ReportRecord): number | null {
  const active = [1, 2].map((slot) => toBoolean(column(record, `cert_${slot}_active`)));
  return active.includes(null) ? null : active.filter((is) => is).length;
}

/** A slot without a key says that it is not active and was never rotated. */
function toAccessKey(record: ReportRecord, slot: string): AccessKey[] {
  const active = toBoolean(column(record, `${slot}_active`)) === true;
  const rotated = toDate(column(record, `${slot}_last_rotated`));
  if (!active && !rotated) return [];
  const at = toDate(column(record, `${slot}_last_used_date`));
  const region = column(record, `${slot}_last_used_region`);
  const service = column(record, `${slot}_last_used_service`);
  return [{ active, rotated, lastUsed: at && { at, region, service } }];
}

function column(record: ReportRecord, name: string): string {
  return record.get(name) ?? "";
}

function toBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === "true" ? true : word === "false" ? false : null;
}

/** `N/A`, `no_information` and `not_supported` are no dates. */
function toDate(text: string): Date | null {
  // Those come first and often, and take longer to be refused than a date to be read.
  if (!/^\d/.test(text)) return null;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
