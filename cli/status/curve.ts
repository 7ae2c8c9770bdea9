import { isoDay } from "../times";
import type { Counts, WaveStatus } from "./burndown";
import { remaining } from "./burndown";

/** How many still had to enrol at one time. */
export interface Point {
  readonly at: Date;
  readonly total: Counts;
}

/** As wide as a telephone's page, so that its text can be read there too. */
const WIDTH = 480;
const HEIGHT = 260;
const MARGIN = { left: 40, right: 24, top: 24, bottom: 36 };

interface Scale {
  readonly x: (at: Date) => number;
  readonly y: (people: number) => number;
  readonly most: number;
}

/**
 * The burn-down as an SVG: how many still have to enrol, over time, with the waves' deadlines. Colours come from the
 * page. A picture to a screen reader, with what it shows in words; the numbers are in a table beside it.
 * @param points At least one, in order of time.
 */
export function curve(points: readonly Point[], waves: readonly WaveStatus[]): string {
  const scale = scaleOf(points, waves);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return "";
  const words = `${remaining(first.total)} people without MFA on ${isoDay(first.at)}, ${remaining(last.total)} on ${isoDay(last.at)}.`;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="curve-title curve-words">`,
    `<title id="curve-title">People who still have to enrol MFA</title>`,
    `<desc id="curve-words">${words}</desc>`,
    ...grid(scale),
    ...deadlineMarks(waves, scale),
    `<polyline class="curve" points="${points.map((point) => pair(point, scale)).join(" ")}"/>`,
    ...points.map((point) => dot(point, scale)),
    ...days(first.at, last.at, scale),
    "</svg>",
  ].join("\n");
}

function scaleOf(points: readonly Point[], waves: readonly WaveStatus[]): Scale {
  const deadlines = waves.flatMap(({ deadline }) => (deadline ? [deadline] : []));
  const times = [...points.map(({ at }) => at), ...deadlines].map((at) => at.getTime());
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const most = Math.max(1, ...points.map(({ total }) => remaining(total)));
  const width = WIDTH - MARGIN.left - MARGIN.right;
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  return {
    // One moment only is in the middle.
    x: (at) => round(MARGIN.left + (to === from ? width / 2 : ((at.getTime() - from) / (to - from)) * width)),
    y: (people) => round(MARGIN.top + height - (people / most) * height),
    most,
  };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function pair({ at, total }: Point, { x, y }: Scale): string {
  return `${x(at)},${y(remaining(total))}`;
}

function dot({ at, total }: Point, { x, y }: Scale): string {
  return `<circle class="dot" cx="${x(at)}" cy="${y(remaining(total))}" r="3"/>`;
}

function grid({ y, most }: Scale): string[] {
  const steps = most === 1 ? [0, 1] : [0, Math.round(most / 2), most];
  return steps.flatMap((people) => [
    `<line class="grid" x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(people)}" y2="${y(people)}"/>`,
    `<text x="${MARGIN.left - 8}" y="${y(people) + 4}" text-anchor="end">${people}</text>`,
  ]);
}

/** Waves with a deadline, by time: the number of each is its place here. */
export function deadlinesOf(waves: readonly WaveStatus[]): readonly (WaveStatus & { deadline: Date })[] {
  return waves
    .flatMap((wave) => (wave.deadline ? [{ ...wave, deadline: wave.deadline }] : []))
    .sort((a, b) => a.deadline.getTime() - b.deadline.getTime());
}

/** Room for "10–12", in the units of the picture: deadlines nearer to each other than this share a label. */
const LABEL_WIDTH = 46;

/** A line for each, and numbers, which the legend beside the picture explains: names would overlap. */
function deadlineMarks(waves: readonly WaveStatus[], { x }: Scale): string[] {
  const places = deadlinesOf(waves).map(({ deadline }) => x(deadline));
  const groups: { at: number; first: number; last: number }[] = [];
  for (const [index, at] of places.entries()) {
    const group = groups.at(-1);
    if (group && at - group.at < LABEL_WIDTH) group.last = index + 1;
    else groups.push({ at, first: index + 1, last: index + 1 });
  }
  const lines = places.map(
    (at) =>
      `<line class="deadline" x1="${at}" x2="${at}" y1="${MARGIN.top}" y2="${HEIGHT - MARGIN.bottom}"/>`,
  );
  const labels = groups.map(({ at, first, last }) => {
    const numbers = first === last ? String(first) : `${first}–${last}`;
    return `<text x="${at}" y="${MARGIN.top - 8}" text-anchor="middle">${numbers}</text>`;
  });
  return [...lines, ...labels];
}

/** Room for two days beside each other, in the units of the picture. */
const DAYS_WIDTH = 180;

/** The days at both ends of what was measured; the last one where there is no room for both. */
function days(first: Date, last: Date, { x }: Scale): string[] {
  const ends = x(last) - x(first) < DAYS_WIDTH ? [last] : [first, last];
  return ends.map((at) => {
    const anchor = x(at) < WIDTH * 0.2 ? "start" : x(at) > WIDTH * 0.8 ? "end" : "middle";
    return `<text x="${x(at)}" y="${HEIGHT - 12}" text-anchor="${anchor}">${isoDay(at)}</text>`;
  });
}
