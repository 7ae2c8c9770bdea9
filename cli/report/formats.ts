import type { Colours } from "../context";
import type { Pieces } from "../atomic-write";
import { toCsv } from "./csv";
import { toHtml } from "./html/account-page";
import { toJson } from "./json";
import { toJsonl } from "./jsonl";
import { toJunit } from "./junit";
import { toOcsf } from "./ocsf";
import { toSarif } from "./sarif";
import type { ReportSource } from "./source";
import { toTable } from "./table";

/**
 * Every format there is, by its name on the command line. It gives its text piece by piece, an account at most in each.
 * Only a table for a terminal has colours and a width.
 */
export const FORMATS = {
  table: toTable,
  json: toJson,
  jsonl: toJsonl,
  csv: toCsv,
  sarif: toSarif,
  junit: toJunit,
  html: toHtml,
  ocsf: toOcsf,
} as const satisfies Record<
  string,
  (report: ReportSource, colours: Colours, columns?: number, most?: number) => Pieces
>;

export type Format = keyof typeof FORMATS;
