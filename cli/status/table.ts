import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { grid } from "../report/grid";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { rolloutLines } from "../rollout/problem-lines";
import { oneLine } from "../text";
import { type BurnDown, type Counts, STATES, type WaveStatus } from "./burndown";
import { deadlineText, statusHeadline, timeLeft, waveName } from "./words";

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
