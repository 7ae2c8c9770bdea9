import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { paragraph, type Sheet } from "./lines";

/**
 * A table without borders. Where it is wider than the terminal, columns that are empty or nothing but zeros go; then
 * the last ones are told below each row, as "head: value" and without zeros, until the rest fits.
 * @param rows Cells of one line each; they may be coloured.
 */
export function grid(sheet: Sheet, head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = { head, rows };
  if (fits(draw(all), sheet)) return draw(all);
  const told = columns(all, (i) => i === 0 || rows.some((row) => !isIdle(row[i])));
  for (let count = told.head.length; count > 1; count--) {
    const lines = stacked(sheet, told, count);
    if (fits(lines, sheet)) return lines;
  }
  return stacked(sheet, told, 1);
}

interface Cells {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function isIdle(cell = ""): boolean {
  return ["", "0"].includes(stripVTControlCharacters(cell));
}

function columns({ head, rows }: Cells, keeps: (index: number) => boolean): Cells {
  const chosen = (cells: readonly string[]) => cells.filter((_, i) => keeps(i));
  return { head: chosen(head), rows: rows.map(chosen) };
}

/** As many columns as a table, and the others below each row. */
function stacked(sheet: Sheet, cells: Cells, count: number): string[] {
  const [top = "", ...lines] = draw(columns(cells, (i) => i < count));
  const below = (row: readonly string[]) =>
    row.flatMap((cell, i) => (i < count || isIdle(cell) ? [] : [`${cells.head[i]}: ${cell}`]));
  return [
    top,
    ...lines.flatMap((line, i) => {
      const rest = below(cells.rows[i] ?? []);
      return rest.length === 0 ? [line] : [line, ...paragraph(sheet, rest.join("; "), "  ").split("\n")];
    }),
  ];
}

function fits(lines: readonly string[], { columns }: Sheet): boolean {
  return columns === undefined || lines.every((line) => stripVTControlCharacters(line).length <= columns);
}

function draw({ head, rows }: Cells): string[] {
  const style = { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 };
  const table = new Table({ head: [...head], style, chars: NO_BORDERS });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replace(/ +$/gm, "").split("\n");
}

const SIDES = ["top", "bottom", "left", "right", "mid", "middle"];
const EDGES = ["", "-mid", "-left", "-right"];
const NO_BORDERS = {
  ...Object.fromEntries(SIDES.flatMap((side) => EDGES.map((edge) => [side + edge, ""]))),
  "mid-mid": "",
};
