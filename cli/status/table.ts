import Table from "cli-table3";
import { describeReason } from "../../policypack/facts/fact";
import type { Colours } from "../context";
import { rolloutLines } from "../rollout/problem-lines";
import { oneLine } from "../text";
import { type BurnDown, type Counts, STATES, type WaveStatus } from "./burndown";
import { deadlineText, statusHeadline, timeLeft, waveName } from "./words";

/** The burn-down for a terminal, a line a wave. */
export function statusTable(
  { account, passwords, waves, total, problems, unknown }: BurnDown,
  colours: Colours,
): string {
  const head = ["wave", "deadline", "left", ...STATES];
  const table = new Table({ head, style: { head: [], border: [], compact: true } });
  table.push(...waves.map((wave) => row(wave, colours)));
  table.push(["all", "", "", ...cells(total, colours)]);
  const reasons = unknown.map((reason) => `- ${oneLine(describeReason(reason))}`);
  const missing = reasons.length > 0 ? ["", "Not everything could be read:", ...reasons] : [];
  const mistakes = problems.length > 0 ? ["", ...rolloutLines(problems)] : [];
  const heading = [colours.bold(`${account}: ${statusHeadline(total)}`), colours.dim(oneLine(passwords))];
  return [...heading, "", table.toString(), ...mistakes, ...missing].join("\n");
}

function row(wave: WaveStatus, colours: Colours): string[] {
  return [oneLine(waveName(wave)), deadlineText(wave), timeLeft(wave), ...cells(wave.counts, colours)];
}

function cells(counts: Counts, { red, green, yellow }: Colours): string[] {
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
