import type { Pieces } from "../../cli/atomic-write";
import type { Colours } from "../../cli/context";
import { toCsv as csv } from "../../cli/report/csv";
import { type Format, FORMATS as ALL } from "../../cli/report/formats";
import { toHtml as html } from "../../cli/report/html/account-page";
import { toJson as json } from "../../cli/report/json";
import { toJunit as junit } from "../../cli/report/junit";
import type { Report } from "../../cli/report/report-model";
import { toOcsf as ocsf } from "../../cli/report/ocsf";
import { toSarif as sarif } from "../../cli/report/sarif";
import { type ReportSource, sourceOf } from "../../cli/report/source";
import { toTable as table } from "../../cli/report/table";

type Written<Args extends readonly unknown[]> = (source: ReportSource, ...args: Args) => Pieces;

/** The formats, each as one text of a report in memory. */
function whole<Args extends readonly unknown[]>(pieces: Written<Args>) {
  return (report: Report, ...args: Args): string => [...pieces(sourceOf(report), ...args)].join("");
}

export const toCsv = whole(csv);
export const toHtml = whole(html);
export const toJson = whole(json);
export const toJunit = whole(junit);
export const toOcsf = whole(ocsf);
export const toSarif = whole(sarif);
export const toTable = whole(table);

type Show = (report: Report, colours: Colours, columns?: number) => string;

export const FORMATS = Object.fromEntries(
  Object.entries(ALL).map(([name, pieces]) => [name, whole<[Colours, number?]>(pieces)]),
) as Record<Format, Show>;
