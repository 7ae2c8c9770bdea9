import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { paragraph, type TerminalLayout } from "./terminal-layout";

/**
 * A table without borders. Where it is wider than the terminal, columns that are empty or nothing but zeros go; then
 * the last ones are told below each row, as "head: value" and without zeros, until the rest fits.
 * @param rows Cells of one line each; they may be coloured.
 */
export function grid(
  layout: TerminalLayout,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string[] {
  const all = { head, rows };
  const whole = draw(all);
  if (fits(whole, layout)) return whole;
  const told = columns(all, (i) => i === 0 || rows.some((row) => !isIdle(row[i])));
  for (let count = told.head.length; count > 1; count--) {
    const lines = stacked(layout, told, count);
    if (fits(lines, layout)) return lines;
  }
  return stacked(layout, told, 1);
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
function stacked(layout: TerminalLayout, cells: Cells, count: number): string[] {
  const [top = "", ...lines] = draw(columns(cells, (i) => i < count));
  const below = (row: readonly string[]) =>
    row.flatMap((cell, i) => (i < count || isIdle(cell) ? [] : [`${cells.head[i]}: ${cell}`]));
  return [
    top,
    ...lines.flatMap((line, i) => {
      const rest = below(cells.rows[i] ?? []);
      return rest.length === 0 ? [line] : [line, ...paragraph(layout, rest.join("; "), "  ").split("\n")];
    }),
  ];
}

function fits(lines: readonly string[], { columns }: TerminalLayout): boolean {
  return columns === undefined || lines.every((line) => stripVTControlCharacters(line).length <= columns);
}

/** Rows that are drawn together: what one table costs grows with the square of its rows. */
const BLOCK = 25;

function draw({ head, rows }: Cells): string[] {
  const widths = head.map((text, i) => Math.max(...[text, ...rows.map((row) => row[i] ?? "")].map(widthOf)));
  const layout = { style: STYLE, chars: NO_BORDERS, colWidths: widths.map((width) => width + RIGHT) };
  const lines: string[] = [];
  for (let from = 0; from === 0 || from < rows.length; from += BLOCK) {
    const table = new Table({ ...layout, head: from === 0 ? [...head] : [] });
    table.push(...rows.slice(from, from + BLOCK).map((row) => [...row]));
    lines.push(...table.toString().replace(/ +$/gm, "").split("\n"));
  }
  return lines;
}

/** Columns that a text takes at a terminal: a letter of Chinese takes two. */
function widthOf(cell: string): number {
  const text = stripVTControlCharacters(cell);
  if (/^[ -~]*$/.test(text)) return text.length;
  const measure = new Table({ style: { ...STYLE, "padding-right": 0 }, chars: NO_BORDERS });
  measure.push([""], [text]);
  return measure.width;
}

const SIDES = ["top", "bottom", "left", "right", "mid", "middle"];
const EDGES = ["", "-mid", "-left", "-right"];
const NO_BORDERS = {
  ...Object.fromEntries(SIDES.flatMap((side) => EDGES.map((edge) => [side + edge, ""]))),
  "mid-mid": "",
};
const RIGHT = 2;
const STYLE = { head: [], border: [], compact: true, "padding-left": 0, "padding-right": RIGHT };
