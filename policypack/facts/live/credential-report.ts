import { setTimeout as sleep } from "node:timers/promises";
import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { parse } from "csv-parse/sync";
import type { Fact } from "../fact";
import type { AccessKey } from "../model";
import { attempt, errorCode } from "./calls";

/**
 * Who has a password and who has any MFA device, in one call; up to four hours old.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export interface CredentialReport {
  readonly generatedAt: Date;
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
  return attempt(purpose, () => generate(iam, signal), signal).then((started) => {
    if (!started.known) return started;
    return attempt({ ...purpose, call: "iam:GetCredentialReport" }, () => poll(iam, signal, waits), signal);
  });
}

async function generate(iam: IAMClient, signal: AbortSignal): Promise<void> {
  await iam.send(new GenerateCredentialReportCommand({}), { abortSignal: signal });
}

async function poll(
  iam: IAMClient,
  signal: AbortSignal,
  waits: readonly number[],
): Promise<CredentialReport> {
  for (let tries = 0; ; tries++) {
    try {
      const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}), {
        abortSignal: signal,
      });
      if (!Content || !GeneratedTime) throw new Error("the answer holds no report");
      return { generatedAt: GeneratedTime, rows: parseCredentialReport(new TextDecoder().decode(Content)) };
    } catch (error) {
      const code = errorCode(error);
      const wait = waits[tries];
      if (wait === undefined) throw error;
      // The one that there was may run out of its four hours between the two calls.
      if (/Report(NotPresent|Expired)/.test(code)) await generate(iam, signal);
      else if (!/NotReady|ReportInProgress/.test(code)) throw error;
      await sleep(wait, undefined, { signal });
    }
  }
}

/**
 * Reads the report by its column names; columns that are not known are passed over.
 * @throws Error where a column that is needed is missing, or the text is not CSV.
 */
export function parseCredentialReport(csv: string): Map<string, CredentialReportRow> {
  const records: Record<string, string>[] = parse(csv, { columns: true, skip_empty_lines: true, bom: true });
  return new Map(records.map(toRow).map((row) => [row.name, row]));
}

function toRow(record: Record<string, string>): CredentialReportRow {
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
  };
}

/** A slot without a key says that it is not active and was never rotated. */
function toAccessKey(record: Record<string, string>, slot: string): AccessKey[] {
  const active = toBoolean(column(record, `${slot}_active`)) === true;
  const rotated = toDate(column(record, `${slot}_last_rotated`));
  const at = toDate(column(record, `${slot}_last_used_date`));
  const region = column(record, `${slot}_last_used_region`);
  const service = column(record, `${slot}_last_used_service`);
  if (!active && !rotated) return [];
  return [{ active, rotated, lastUsed: at && { at, region, service } }];
}

function column(record: Record<string, string>, name: string): string {
  const value = record[name];
  if (value === undefined) throw new Error(`the credential report has no column ${name}`);
  return value;
}

function toBoolean(text: string): boolean | null {
  const word = text.toLowerCase();
  return word === "true" ? true : word === "false" ? false : null;
}

/** `N/A`, `no_information` and `not_supported` are no dates. */
function toDate(text: string): Date | null {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? null : date;
}
