import type { Colours } from "../context";
import { toCsv } from "./csv";
import { toHtml } from "./html";
import { toJson } from "./json";
import { toJunit } from "./junit";
import type { Report } from "./model";
import { toOcsf } from "./ocsf";
import { toSarif } from "./sarif";
import { toTable } from "./table";

/** Every format there is, by its name on the command line. Only a table for a terminal has colours and a width. */
export const FORMATS = {
  table: toTable,
  json: toJson,
  csv: toCsv,
  sarif: toSarif,
  junit: toJunit,
  html: toHtml,
  ocsf: toOcsf,
} as const satisfies Record<string, (report: Report, colours: Colours, columns?: number) => string>;

export type Format = keyof typeof FORMATS;
