/* eslint-disable @typescript-eslint/no-require-imports, @typescript-eslint/consistent-type-imports -- to load late */

/**
 * A line of the report by column names. Not a map of its own: a report has 24 columns for each of thousands of users.
 */
export type ReportRecord = Pick<ReadonlyMap<string, string>, "get">;

export interface Table {
  readonly records: readonly ReportRecord[];
  /** From 1; the header is the first. */
  readonly unreadableLines: readonly number[];
}

/** No credential report at all, whatever it is. Its name is the code that a reason has. */
export class UnreadableReport extends Error {
  override readonly name = "UnreadableReport";
}

/**
 * The lines of a credential report under their columns.
 * @param needed columns without which it is none.
 * @throws UnreadableReport
 */
export function readTable(csv: string, needed: readonly string[]): Table {
  const [header, ...lines] = linesOf(csv);
  const columns = header?.cells ?? [];
  const missing = needed.find((name) => !columns.includes(name));
  if (missing !== undefined) throw new UnreadableReport(`the credential report has no column ${missing}`);
  const places = new Map(columns.map((name, index) => [name, index]));
  const records: ReportRecord[] = [];
  const unreadableLines: number[] = [];
  for (const { number, cells } of lines) {
    const fitting = cells && fit(cells, columns);
    if (fitting) records.push({ get: (name) => fitting[places.get(name) ?? -1] });
    else unreadableLines.push(number);
  }
  return { records, unreadableLines };
}

interface Line {
  readonly number: number;
  /** Null: it is no CSV. */
  readonly cells: readonly string[] | null;
}

const OPTIONS = { skip_empty_lines: true, bom: true, relax_column_count: true } as const;

/** Loaded for a report that needs it: most have no quote, and a preview waits for it. */
const csvParser = () => require("csv-parse/sync") as typeof import("csv-parse/sync");

function linesOf(csv: string): readonly Line[] {
  // Without these, each line is a record and each comma parts two cells.
  if (!/["\r]/.test(csv)) return plainLinesOf(csv);
  try {
    const parsed = csvParser().parse(csv, { ...OPTIONS, info: true }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    return parsed.map(({ record, info }) => ({ number: info.lines, cells: record }));
  } catch {
    // A quote out of place spoils what comes after it: then each line for itself.
    const lines = csv.split(/\r?\n/).map((line, index) => ({ number: index + 1, cells: cellsOf(line) }));
    return lines.filter(({ cells }) => cells?.length !== 0);
  }
}

function plainLinesOf(csv: string): readonly Line[] {
  return csv
    .replace(/^\uFEFF/, "")
    .split("\n")
    .map((line, index) => ({ number: index + 1, cells: line === "" ? [] : line.split(",") }))
    .filter(({ cells }) => cells.length !== 0);
}

function cellsOf(line: string): readonly string[] | null {
  try {
    return (csvParser().parse(line, OPTIONS) as string[][])[0] ?? [];
  } catch {
    return null;
  }
}

/** A name has 64 characters at most, and a path 512. */
const MOST_COMMAS = 2 * 64 + 512;

/**
 * As many cells as there are columns; null: they can't be told. A user's name and path may have commas in them
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), and the report need not quote them: the
 * name is then what the ARN, the cell after it, ends with.
 */
function fit(cells: readonly string[], columns: readonly string[]): readonly string[] | null {
  const more = cells.length - columns.length;
  if (more === 0) return cells;
  if (more < 0 || more > MOST_COMMAS || columns[0] !== "user" || columns[1] !== "arn") return null;
  const ways = Array.from({ length: more + 1 }, (_, commas) => [
    cells.slice(0, commas + 1).join(","),
    cells.slice(commas + 1, more + 2).join(","),
  ]).filter(([name, arn]) => /^arn:[^:]+:iam::\d*:user\//.test(arn ?? "") && arn?.endsWith(`/${name}`));
  return ways.length === 1 && ways[0] ? [...ways[0], ...cells.slice(more + 2)] : null;
}
