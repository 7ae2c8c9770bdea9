import { byCause, describeCause } from "../../policypack/facts/causes";
import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { grid } from "../report/grid";
import { atTerminal, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { rolloutLines } from "./problem-lines";
import { oneLine } from "../text";
import { adviseBreak, describeBreak } from "./break-words";
import { type Changes, describeChanges } from "./changes";
import { isoMinute } from "../times";
import { holdingLines } from "./holding-words";
import type { Impact, Person, Verdict } from "./impact";
import {
  administratorsWarning,
  describeCoverage,
  describeDevices,
  describeSelf,
  describeStanding,
  headline,
  VERDICTS,
} from "./plan-words";
import { waveOf } from "./propose";

export interface PlanView {
  readonly impact: Impact;
  /** Null: the user asked for no comparison. */
  readonly changes: Changes | null;
  readonly now: Date;
}

/** The plan for a terminal: counts first, then everybody, then what to do about whoever would break. */
export function planTable({ impact, changes, now }: PlanView, layout: TerminalLayout): string {
  const { colours } = layout;
  const told = (lines: readonly string[], first = "") =>
    lines.map((line) => paragraph(layout, oneLine(line), first));
  const warnings = [
    administratorsWarning(impact),
    impact.signIn?.sentence ?? null,
    ...impact.unknown.map(describeReason),
  ];
  const sections = [
    [
      colours.bold(paragraph(layout, oneLine(`${impact.account}: ${headline(impact)}`))),
      ...told([impact.passwords, impact.notLookedAt]).map(colours.dim),
    ],
    people(impact.people, now, layout),
    toDo(impact.people, layout),
    ways(impact.people, layout),
    holdingLines(impact.people, layout),
    impact.exceptions.length > 0 ? ["Accepted exceptions:", ...told(impact.exceptions, "- ")] : [],
    rolloutLines(impact.problems, layout),
    told([describeSelf(impact.self), ...machines(impact), ...warnings.filter((warning) => warning !== null)]),
    changes ? [`Since ${isoMinute(changes.since)}:`, ...told(orNothing(describeChanges(changes)), "- ")] : [],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function people(all: readonly Person[], now: Date, layout: TerminalLayout): string[] {
  const head = ["user", "state", "MFA devices", "admin", "denied from", "covered", "proposed wave"];
  const most = atTerminal(layout, NAMED);
  const groups = VERDICTS.map((verdict) => {
    const own = all.filter((person) => person.verdict === verdict);
    const shown = own.slice(0, most);
    return { verdict, shown, more: own.length - shown.length };
  });
  const rows = groups.flatMap(({ shown }) => shown.map((person) => row(person, now, layout.colours)));
  const more = groups.flatMap(({ verdict, more }) => (more > 0 ? [`${more} more ${verdict}`] : []));
  const rest = `… and ${more.join(", ")}: --all lists them`;
  return [...grid(layout, head, rows), ...(more.length > 0 ? [paragraph(layout, rest)] : [])];
}

/** How many of each verdict, and of each list, a terminal shows: more would hide the others. */
const NAMED = 20;

function row(person: Person, now: Date, colours: Colours): string[] {
  const { name, verdict, administrator, standing, coverage } = person;
  return [
    oneLine(name),
    paint(verdict, colours),
    describeDevices(person),
    administrator.known ? (administrator.value ? "yes" : "no") : "unknown",
    describeStanding(standing),
    describeCoverage(coverage, now),
    waveOf(person),
  ];
}

function paint(verdict: Verdict, { red, yellow, green, dim }: Colours): string {
  const colour = { "would break": red, unknown: yellow, "must enrol": yellow, ready: green, exempt: dim }[
    verdict
  ];
  return colour(verdict);
}

function toDo(all: readonly Person[], layout: TerminalLayout): string[] {
  const breaks = all.flatMap(({ name, breaks }) =>
    breaks.map((found) =>
      [
        paragraph(layout, oneLine(`${name}: ${describeBreak(found)}`), "- "),
        paragraph(layout, oneLine(adviseBreak(found)), "    "),
      ].join("\n"),
    ),
  );
  const gaps = all.flatMap(({ name, unknown }) => unknown.map((reason) => ({ subject: name, reason })));
  const unread = byCause(gaps).map((cause) => paragraph(layout, oneLine(describeCause(cause)), "- "));
  const lines = [...firstOnes(breaks, layout), ...unread];
  return lines.length === 0 ? [] : ["Before they are covered:", ...lines];
}

function ways(all: readonly Person[], layout: TerminalLayout): string[] {
  const lines = all.flatMap(({ name, way }) =>
    way === null ? [] : [paragraph(layout, oneLine(`${name}: ${way}`), "- ")],
  );
  return lines.length === 0 ? [] : ["How they can enrol:", ...firstOnes(lines, layout)];
}

function firstOnes(items: readonly string[], layout: TerminalLayout): string[] {
  const shown = items.slice(0, atTerminal(layout, NAMED));
  const more = items.length - shown.length;
  return more > 0 ? [...shown, `- and ${more} more; --all lists them`] : shown;
}

function machines({ machines: count }: Impact): string[] {
  if (count === 0) return [];
  return [
    count === 1
      ? "1 user without a password is not affected."
      : `${count} users without a password are not affected.`,
  ];
}

function orNothing(changes: readonly string[]): readonly string[] {
  return changes.length === 0 ? ["nothing changed"] : changes;
}
