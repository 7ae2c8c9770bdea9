import { describeReason } from "../../policypack/facts/fact";
import { escapeHtml, htmlPage } from "../html";
import { isoMinute } from "../times";
import { type BurnDown, remaining, STATES } from "./burndown";
import { curve, deadlinesOf, type Point } from "./curve";
import { numbers, row, STYLE, table } from "./html-parts";
import type { Entry } from "./model";
import { type Person, toEnrol, whenText } from "./people";
import { deadlineText, statusHeadline, timeLeft, waveName } from "./words";

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

/** Who still has to enrol, for whoever follows up: by wave, those who are late first. */
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
