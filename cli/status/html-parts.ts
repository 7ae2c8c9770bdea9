import { escapeHtml } from "../html";
import { type Counts, STATES } from "./burndown";

export function numbers(counts: Counts): number[] {
  return STATES.map((state) => counts[state]);
}

export function table(caption: string, head: readonly string[], rows: readonly string[]): string {
  const cells = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join("");
  return `<table><caption>${caption}</caption><thead><tr>${cells}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table>`;
}

/** On a narrow screen each cell is a line of its own and says what it is; nothing and nobody is left out there. */
export function row(name: string, [, ...head]: readonly string[], cells: readonly string[]): string {
  const rest = cells.map((cell, i) => {
    const idle = cell === "" || cell === "0" ? ' class="idle"' : "";
    return `<td${idle} data-head="${escapeHtml(head[i] ?? "")}">${escapeHtml(cell)}</td>`;
  });
  return `<tr><th scope="row">${escapeHtml(name)}</th>${rest.join("")}</tr>`;
}

/** Of a page of numbers: for a screen, light or dark, wide or narrow, and for paper. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --paper: #fff; --faint: #5a6472; --rule: #d5dae0; --curve: #0b62c4; --mark: #a13a00; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --paper: #14181d; --faint: #a3adba; --rule: #38414c; --curve: #6cb2ff; --mark: #ffa366; } }
body { margin: 0; background: var(--paper); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
.headline { font-size: 1.35rem; font-weight: 600; }
figure { margin: 0; } figcaption, caption { color: var(--faint); font-size: .9rem; text-align: left; }
svg { width: 100%; max-width: 42rem; height: auto; } svg text { fill: var(--faint); font-size: 14px; }
.curve { fill: none; stroke: var(--curve); stroke-width: 2.5; } .dot { fill: var(--curve); }
.grid { stroke: var(--rule); } .deadline { stroke: var(--mark); stroke-dasharray: 5 4; }
details, table { margin-top: .75rem; } main { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--rule); padding: .35rem .6rem; text-align: left; }
@media (max-width: 40rem) {
main { padding: 1rem; } thead { display: none; }
tr, tbody th, td { display: block; border: 0; } tr { border-bottom: 1px solid var(--rule); padding: .5rem 0; }
tbody th, td { padding: .1rem 0; overflow-wrap: anywhere; } td::before { content: attr(data-head) ": "; color: var(--faint); } td.idle { display: none; }
}
@media print {
:root { --text: #000; --paper: #fff; --faint: #333; --rule: #999; --curve: #000; --mark: #555; } details > * { display: block; }
body { font-size: 10pt; } main { max-width: none; padding: 0; overflow: visible; } th, td { padding: .25rem .3rem; }
tr, figure { break-inside: avoid; } h2, caption, thead { break-after: avoid; }
}
`;
