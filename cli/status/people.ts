import type { AccountFacts } from "../../policypack/facts/account-facts";
import type { Rollout } from "../../policypack/rollout/rollout";
import { deadlineOf, subjectsOf } from "../rollout/subjects";
import { atTerminal, namesInRow, paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import { isoMinute } from "../times";
import { type State, stateOf, type WaveStatus } from "./burndown";

/** One console user, for following up. */
export interface Person {
  readonly name: string;
  readonly arn: string;
  readonly state: State;
  /** Null: in none. */
  readonly wave: string | null;
  /** From when on everything but enrolling is denied; null: nothing says. */
  readonly deadline: Date | null;
  /** Null: not exempt. */
  readonly exemptUntil: Date | null;
}

/** Everybody whom the burn-down counts, by name. Pure. */
export function peopleOf(account: AccountFacts, rollout: Rollout | null, now: Date): Person[] {
  return subjectsOf(account, rollout, now).map((subject) => {
    const { name, live, standing } = subject;
    return {
      ...{ name, arn: live.arn, state: stateOf(subject, now) },
      wave: standing.kind === "wave" || standing.kind === "exempt" ? standing.wave : null,
      deadline: deadlineOf(standing),
      exemptUntil: standing.kind === "exempt" ? standing.until : null,
    };
  });
}

/** In the order in which somebody follows them up. */
const TO_ENROL: readonly State[] = ["overdue", "in grace", "open", "unknown", "exempt"];

/** Who has no MFA, or may have none: wave by wave as these come, and in each those who are late first. */
export function toEnrol(
  people: readonly Person[],
  waves: readonly Pick<WaveStatus, "name">[],
): readonly Person[] {
  const place = ({ wave, state }: Person) =>
    waves.findIndex(({ name }) => name === wave) * TO_ENROL.length + TO_ENROL.indexOf(state);
  return people.filter(({ state }) => state !== "enrolled").sort((a, b) => place(a) - place(b));
}

/** "since 2026-11-01 09:00 UTC", "by …", "exempt until …"; empty where nothing has a deadline for them. */
export function whenText({ state, deadline, exemptUntil }: Person): string {
  if (exemptUntil) return `exempt until ${isoMinute(exemptUntil)}`;
  if (deadline === null) return "";
  return `${state === "overdue" ? "since" : "by"} ${isoMinute(deadline)}`;
}

/** How many are named at a terminal before the rest is counted. */
const OVERDUE_NAMED = 50;
const NEXT_NAMED = 10;

/** For a terminal: who is overdue, a line each, and who is next. */
export function peopleLines(people: readonly Person[], layout: TerminalLayout): string[] {
  return [...overdueLines(people, layout), ...nextLines(people, layout)];
}

function overdueLines(people: readonly Person[], layout: TerminalLayout): string[] {
  const overdue = people.filter(({ state }) => state === "overdue");
  if (overdue.length === 0) return [];
  const most = atTerminal(layout, OVERDUE_NAMED);
  const more = overdue.length - most;
  return [
    "",
    "Overdue:",
    ...overdue.slice(0, most).map((person) => paragraph(layout, describe(person), "- ")),
    ...(more > 0 ? [`- and ${more} more; --format csv lists all`] : []),
  ];
}

/** Those in grace whose deadline comes first: there is still time to remind them. */
function nextLines(people: readonly Person[], layout: TerminalLayout): string[] {
  const inGrace = people.filter(({ state, deadline }) => state === "in grace" && deadline !== null);
  const first = Math.min(...inGrace.map(({ deadline }) => Number(deadline)));
  const next = inGrace.filter(({ deadline }) => Number(deadline) === first);
  const waves = [...new Set(next.map(({ wave }) => wave))].map((wave) => nextOf(wave, next, layout));
  return waves.length === 0 ? [] : ["", ...waves.map((line) => paragraph(layout, oneLine(line)))];
}

function nextOf(wave: string | null, next: readonly Person[], layout: TerminalLayout): string {
  const [one, ...others] = next.filter((person) => person.wave === wave) as [Person, ...Person[]];
  const names = [one, ...others].map(({ name }) => name);
  const hint = names.length > atTerminal(layout, NEXT_NAMED) ? "; --format csv lists all" : "";
  return `Next to enrol, ${whereOf(one)}, ${whenText(one)}: ${namesInRow(layout, names, NEXT_NAMED)}${hint}`;
}

function describe(person: Person): string {
  return oneLine([`${person.name}: ${whereOf(person)}`, whenText(person)].filter(Boolean).join(", "));
}

function whereOf({ wave }: Person): string {
  return wave === null ? "in no wave" : `wave ${wave}`;
}
