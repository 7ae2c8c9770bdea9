import { describeReason } from "../../policypack/facts/fact";
import { isSingular, ofConsoleUsers } from "../../policypack/rules/console-users";
import type { Colours } from "../context";
import { grid } from "../report/grid";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { rolloutLines } from "../rollout/load";
import { oneLine } from "../text";
import { daysSince, isoMinute } from "../times";
import { type BurnDown, type Counts, remaining, STATES, sum, type WaveStatus } from "./burndown";

/** The burn-down for a terminal, a line a wave. */
export function statusTable(
  { at, account, passwords, waves, total, problems, unknown }: BurnDown,
  layout: TerminalLayout,
): string {
  const { colours } = layout;
  const head = ["wave", "deadline", "left", ...STATES];
  const rows = [...waves.map((wave) => row(wave, at, colours)), ["all", "", "", ...cells(total, colours)]];
  const reasons = unknown.map((reason) => paragraph(layout, oneLine(describeReason(reason)), "- "));
  const missing = reasons.length > 0 ? ["", "Not everything could be read:", ...reasons] : [];
  const mistakes = problems.length > 0 ? ["", ...rolloutLines(problems, layout)] : [];
  const heading = [
    colours.bold(paragraph(layout, oneLine(`${account}: ${statusHeadline(total)}`))),
    colours.dim(paragraph(layout, oneLine(passwords))),
  ];
  return [...heading, "", ...grid(layout, head, rows), ...mistakes, ...missing].join("\n");
}

function row(wave: WaveStatus, at: Date, colours: Colours): string[] {
  return [oneLine(waveName(wave)), deadlineText(wave), timeLeft(wave, at), ...cells(wave.counts, colours)];
}

export function cells(counts: Counts, { red, green, yellow }: Colours): string[] {
  const paint: Partial<Record<string, (text: string) => string>> = {
    overdue: red,
    enrolled: green,
    unknown: yellow,
  };
  return STATES.map((state) => {
    const text = String(counts[state]);
    return counts[state] > 0 ? (paint[state]?.(text) ?? text) : text;
  });
}

/** "7 of 9 console users have MFA (78 %); 1 overdue". */
export function statusHeadline(total: Counts): string {
  const all = sum(total);
  const share = all === 0 ? "" : ` (${Math.floor((100 * total.enrolled) / all)} %)`;
  const told = (["in grace", "overdue", "exempt", "open", "unknown"] as const).filter(
    (state) => total[state] > 0,
  );
  const rest = told.map((state) => `${total[state]} ${state}`).join(", ");
  return `${ofConsoleUsers(total.enrolled, all)} ${isSingular(total.enrolled, all) ? "has" : "have"} MFA${share}${rest === "" ? "" : `; ${rest}`}`;
}

export function waveName({ name }: Pick<WaveStatus, "name">): string {
  return name ?? "(in no wave)";
}

export function deadlineText({ deadline }: Pick<WaveStatus, "deadline">): string {
  return deadline ? isoMinute(deadline) : "none";
}

/** "12 days", "last day", "<1 day over", "3 days over", or "done" where nobody is left. */
export function timeLeft({ deadline, daysLeft, counts }: WaveStatus, now: Date): string {
  if (remaining(counts) === 0) return "done";
  if (deadline === null || daysLeft === null) return "";
  if (deadline > now) return daysLeft === 0 ? "last day" : days(daysLeft);
  const over = daysSince(deadline, now);
  return `${over === 0 ? "<1 day" : days(over)} over`;
}

function days(count: number): string {
  return `${count} ${count === 1 ? "day" : "days"}`;
}
