import { describeReason } from "../../policypack/facts/fact";
import { escapeHtml, htmlPage } from "../html";
import { isoMinute } from "../times";
import { type BurnDown, type Counts, remaining, STATES } from "./burndown";
import { curve, deadlinesOf, type Point } from "./curve";
import type { Entry } from "./status-json";
import { type Person, toEnrol, whenText } from "./people";
import { deadlineText, statusHeadline, timeLeft, waveName } from "./status-table";

/**
 * The burn-down as one HTML file that needs nothing from anywhere: for a screen, light or dark, for a screen reader,
 * and for paper.
 * @param history Earlier runs, in order of time; the last one may be this run.
 * @param people The console users.
 */
export function statusHtml(status: BurnDown, history: readonly Entry[], people: readonly Person[]): string {
  const points = pointsOf(status, history);
  const title = `MFA rollout of ${status.account}`;
  const body = `<main>
<h1>${escapeHtml(title)}</h1>
<p class="headline">${escapeHtml(statusHeadline(status.total))}</p>
<p>As of <time datetime="${status.at.toISOString()}">${isoMinute(status.at)}</time>; ${escapeHtml(status.passwords)}.</p>
<h2>Burn-down</h2>
<figure>
${curve(points, status.waves)}
<figcaption>People who still have to enrol, the exempt among them. Dashed lines: deadlines of the waves.${legend(status)}</figcaption>
</figure>
${pointsTable(points)}
<h2>Waves</h2>
${wavesTable(status)}
${peopleTable(status, people)}${mistakes(status)}${missing(status)}</main>`;
  return htmlPage({ title, style: STYLE, body });
}

/** What the numbers of the dashed lines stand for. */
function legend({ waves }: BurnDown): string {
  const items = deadlinesOf(waves).map(
    ({ name, deadline }) => `<li>${escapeHtml(`${name}: ${isoMinute(deadline)}`)}</li>`,
  );
  return items.length === 0 ? "" : `\n<ol>${items.join("")}</ol>\n`;
}

function pointsOf({ at, total }: BurnDown, history: readonly Entry[]): Point[] {
  const earlier = history.map((entry) => ({ at: new Date(entry.at), total: entry.total }));
  return [...earlier.filter((entry) => entry.at < at), { at, total }];
}

function pointsTable(points: readonly Point[]): string {
  const runs = ["run", "still to enrol", ...STATES];
  const rows = points.map(({ at, total }) =>
    row(isoMinute(at), runs, [remaining(total), ...numbers(total)].map(String)),
  );
  const summary = `The numbers of the curve, ${points.length} ${points.length === 1 ? "run" : "runs"}`;
  return `<details><summary>${summary}</summary>\n${table("Runs", runs, rows)}\n</details>`;
}

function wavesTable({ at, waves, total }: BurnDown): string {
  const head = ["wave", "deadline", "left", ...STATES];
  const rows = [
    ...waves.map((wave) =>
      row(waveName(wave), head, [
        deadlineText(wave),
        timeLeft(wave, at),
        ...numbers(wave.counts).map(String),
      ]),
    ),
    row("all", head, ["", "", ...numbers(total).map(String)]),
  ];
  return table("People by wave", head, rows);
}

/** Who still has to enrol, for following up: by wave, those who are late first. */
function peopleTable({ waves }: BurnDown, people: readonly Person[]): string {
  const left = toEnrol(people, waves);
  if (left.length === 0) return "";
  const head = ["user", "wave", "state", "when"];
  const rows = left.map((person) =>
    row(person.name, head, [waveName({ name: person.wave }), person.state, whenText(person)]),
  );
  return `<h2>Who still has to enrol</h2>\n${table("Wave by wave, those who are overdue first", head, rows)}\n`;
}

function mistakes({ problems }: BurnDown): string {
  if (problems.length === 0) return "";
  const items = problems.map(({ where, message }) => `<li>${escapeHtml(`${where}: ${message}`)}</li>`);
  return `<h2>The rollout file</h2>\n<ul>${items.join("\n")}</ul>\n`;
}

function missing({ unknown }: BurnDown): string {
  if (unknown.length === 0) return "";
  const items = unknown.map((reason) => `<li>${escapeHtml(describeReason(reason))}</li>`);
  return `<h2>What could not be read</h2>\n<ul>${items.join("\n")}</ul>\n`;
}

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
tr, figure { break-inside: avoid; } h2, caption, thead { break-after: avoid; } tbody tr:first-child { break-before: avoid; }
}
`;
