import { type Html, html, htmlPage } from "../../html";

/** The page of a report, with a way past its head for who uses a keyboard. */
export function page(title: string, body: Html, generator?: string): string {
  const whole = html`<a class="skip" href="#main">Skip to the report</a>${body}`;
  return htmlPage({ title, style: STYLE, body: whole.text, script: SCRIPT, generator });
}

/** Something to choose rows by: those whose `data-NAME` has the value among its words. */
export interface Filter {
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
}

/** The filters of the page's table of class "filtered". Hidden until the script that makes them work has run. */
export function filterBar(label: string, filters: readonly Filter[]): Html {
  return html`<div class="filters" id="filters" role="search" aria-label="${label}" hidden>
    <div><label for="filter-text">Contains</label><input type="search" id="filter-text" /></div>
    ${filters.map(select)}
    <p id="count" role="status" class="faint"></p>
    <button type="button" id="show-all" hidden>Show all</button>
  </div>`;
}

/** Values that are told as they are. */
export function asTold(values: readonly string[]): Filter["options"] {
  return values.map((value) => ({ value, words: value }));
}

function select({ name, label, options }: Filter): Html {
  return html`<div>
    <label for="filter-${name}">${label}</label
    ><select id="filter-${name}" name="${name}">
      <option value="">all</option>
      ${options.map(({ value, words }) => html`<option value="${value}">${words}</option>`)}
    </select>
  </div> `;
}

/** Colours have a contrast of at least 4.5 to 1 in both schemes; none is the only sign of what it says. */
const STYLE = `
:root {
  --paper: #ffffff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de; --band: #f6f8fa; --link: #0550ae;
  --critical: #a40e26; --high: #bc3a00; --medium: #7d5200; --low: #3d5a80; --unknown: #6e40aa; --good: #116329;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --faint: #9da7b1; --line: #30363d; --band: #161b22; --link: #79c0ff;
    --critical: #ff8182; --high: #ffa657; --medium: #e3b341; --low: #a5c8f0; --unknown: #d2a8ff; --good: #7ee787;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main, footer { max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-top: .5rem; border-top: 1px solid var(--line); }
main > section:first-child h2 { margin-top: .5rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; max-width: 50rem; }
a { color: var(--link); }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.faint { color: var(--faint); }
.number { font-size: 3.5rem; line-height: 1.1; font-weight: 700; margin: 1rem 0 0; font-variant-numeric: tabular-nums; }
.said { font-size: 1.15rem; margin-top: 0; }
meter { width: 100%; max-width: 30rem; height: 1.1rem; }
.tiles { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0; padding: 0; list-style: none; }
.tiles li { border: 1px solid var(--line); border-left: 5px solid var(--tone, var(--line)); border-radius: 4px; padding: .35rem .9rem; }
.tiles b { display: block; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
.critical { --tone: var(--critical); } .high { --tone: var(--high); } .medium { --tone: var(--medium); }
.low { --tone: var(--low); } .unknown { --tone: var(--unknown); } .compliant { --tone: var(--good); }
.not-applicable { --tone: var(--faint); }
.tag { color: var(--tone, inherit); font-weight: 600; white-space: nowrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
caption { text-align: left; color: var(--faint); padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .7rem .45rem .4rem; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
td, tbody th { overflow-wrap: anywhere; }
td.told { min-width: 7.5rem; }
td.narrow, th.narrow { white-space: nowrap; overflow-wrap: normal; }
thead th { background: var(--band); }
th.about { min-width: 14rem; }
th button { all: unset; cursor: pointer; font: inherit; }
th button:focus-visible { outline: 3px solid var(--link); }
th[aria-sort=ascending] button::after { content: " \\2191"; }
th[aria-sort=descending] button::after { content: " \\2193"; }
.filters { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin: .75rem 0; }
.filters[hidden] { display: none; }
.filters label { display: block; font-size: .9rem; color: var(--faint); }
input, select, .filters button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--faint); border-radius: 4px; padding: .3rem .5rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: .3rem 1.25rem; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.on-paper { display: none; }
footer { color: var(--faint); font-size: .9rem; border-top: 1px solid var(--line); margin-top: 3rem; }
@media screen and (max-width: 50rem) {
  .scroll table:not(.stacks) { min-width: 46rem; }
  caption { position: sticky; left: 0; max-width: calc(100vw - 3rem); }
  td.narrow { white-space: normal; }
}
@media screen and (max-width: 46rem) {
  .stacks, .stacks caption, .stacks tbody, .stacks tr:not([hidden]), .stacks tbody th, .stacks td { display: block; }
  .stacks thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stacks tr { padding: .6rem 0; border-bottom: 1px solid var(--line); }
  .stacks tbody th, .stacks td { padding: 0; border: 0; }
  .stacks td.narrow { display: inline-block; margin-right: .75rem; }
  .stacks td[data-head]::before { content: attr(data-head) ": "; color: var(--faint); }
}
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
@media print {
  :root {
    --paper: #fff; --ink: #000; --faint: #444; --line: #999; --band: #eee; --link: #000;
    --critical: #8a0c20; --high: #8f2c00; --medium: #5c3d00; --low: #24405f; --unknown: #4b2a7a; --good: #0d4a1f;
  }
  body { font-size: 10pt; }
  td.narrow { white-space: normal; }
  th.about { min-width: 10rem; }
  header, main, footer { max-width: none; padding: 0; }
  .skip, .filters, .on-screen { display: none; }
  .on-paper { display: block; font-size: 8.5pt; line-height: 1.35; overflow-wrap: anywhere; }
  .on-paper p { max-width: none; }
  .scroll { overflow: visible; }
  thead { display: table-header-group; }
  /* Chromium leaves a button out where it repeats the head on the next page. */
  th button { display: contents; }
  tr, li, dl, .keep, h3 + p { break-inside: avoid; }
  /* What follows a head goes with it to the next page. */
  h2, h3, h3 + p, caption, thead { break-after: avoid; }
  p:has(+ ol, + ul, + .scroll) { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; }
}
`;

/**
 * Sorting and filtering of the findings, and of an organization's accounts, which may be 5,000: so what a row says is
 * read once, only rows that change are touched, and of more than 300 the first are shown, of each rule as many, until
 * somebody asks for all: the browser takes seconds to lay out thousands, and the users of one rule would hide the
 * others. The page says everything without it: it only adds buttons and shows the filters, which do nothing alone.
 * Hidden rows are printed as they are seen.
 */
const SCRIPT = `
"use strict";
(() => {
  const table = document.querySelector("table.filtered");
  const filters = document.getElementById("filters");
  if (!table || !filters) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const count = document.getElementById("count");
  const text = document.getElementById("filter-text");
  const more = document.getElementById("show-all");
  let most = 300;
  const selects = [...filters.querySelectorAll("select")];

  const saying = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const words = (row, name) => (row.dataset[name] || "").split(" ");

  const order = new Intl.Collator("en", { numeric: true });
  const keyOf = (row, column) => row.cells[column].dataset.sort || row.cells[column].textContent.trim();
  const sort = (header, column) => {
    const down = header.getAttribute("aria-sort") === "ascending";
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    const sign = down ? -1 : 1;
    const keys = new Map(rows.map((row) => [row, keyOf(row, column)]));
    rows.sort((a, b) => sign * order.compare(keys.get(a), keys.get(b)));
    body.append(...rows);
    filter();
  };
  [...table.tHead.rows[0].cells].forEach((header, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    button.addEventListener("click", () => sort(header, column));
    header.append(button);
  });

  // A row of the other table is an account, with all of its rules.
  const ruleOf = (row) => (table.id === "findings-table" ? row.dataset.rule : "");
  // How many of each rule are shown: those that have fewer leave their room to the others.
  const shareOf = (counts, matching) => {
    if (matching <= most) return Infinity;
    let left = most;
    let rules = counts.size;
    for (const all of [...counts.values()].sort((a, b) => a - b)) {
      if (all > left / rules) break;
      left -= all;
      rules--;
    }
    return Math.floor(left / rules);
  };

  const filter = () => {
    const sought = text.value.trim().toLowerCase();
    const found = new Set();
    const counts = new Map();
    for (const row of rows) {
      const chosen = selects.every(({ name, value }) => value === "" || words(row, name).includes(value));
      if (!chosen || !saying.get(row).includes(sought)) continue;
      found.add(row);
      counts.set(ruleOf(row), (counts.get(ruleOf(row)) || 0) + 1);
    }
    const share = shareOf(counts, found.size);
    const seen = new Map();
    for (const row of rows) {
      const number = (seen.get(ruleOf(row)) || 0) + 1;
      if (found.has(row)) seen.set(ruleOf(row), number);
      const hidden = !found.has(row) || number > share;
      if (row.hidden !== hidden) row.hidden = hidden;
    }
    more.hidden = found.size <= most;
    count.textContent = more.hidden
      ? found.size + " of " + rows.length + " shown"
      : counts.size === 1
        ? "the first " + most + " of " + found.size + " shown"
        : "Of " + found.size + " shown: " +
          [...counts].map(([rule, all]) => Math.min(all, share) + " of " + all + " " + rule).join(", ") +
          ". Choose a rule to see more of it, or show all.";
  };
  for (const control of [text, ...selects]) control.addEventListener("input", filter);
  more.addEventListener("click", () => {
    most = Infinity;
    filter();
  });
  filters.hidden = false;
  filter();
})();
`;
