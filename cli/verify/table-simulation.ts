import { describeRef } from "../../policypack/iam/evaluate";
import { describeScenario } from "../../policypack/iam/request-scenarios";
import { plural } from "../report/summary";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { oneLine } from "../text";
import type { Disagreement } from "./compare";
import type { Simulation } from "./simulate";
import { gapLines, listed } from "./table-lists";

/** What AWS's simulator said; nothing where it was not asked. */
export function simulationLines(simulation: Simulation | null, layout: TerminalLayout): string[] {
  if (!simulation) return [];
  const { colours } = layout;
  const { compared, calls, users, disagreements, missed, leftOut } = simulation;
  return [
    "",
    colours.bold(
      `AWS's simulator: ${plural(compared, "decision")} on ${plural(users.length, "user")} in ${plural(calls, "call")}`,
    ),
    disagreements.length > 0
      ? `  ${colours.red("✖")} ${disagreements.length} disagree:`
      : `  ${compared > 0 ? colours.green("✔") : colours.yellow("?")} none disagrees`,
    ...disagreements.map((one) => paragraph(layout, oneLine(describeDisagreement(one)), "  - ")),
    ...remarks(simulation).map((remark) => paragraph(layout, remark, "  ")),
    ...(missed.length > 0
      ? [paragraph(layout, `not hit by any sample: ${listed(missed.map(describeRef))}`, "  ")]
      : []),
    ...(leftOut.length > 0 ? [paragraph(layout, `left out by --max-calls: ${listed(leftOut)}`, "  ")] : []),
    ...gapLines(simulation.gaps, layout),
  ];
}

function remarks({ notTold, deniedByOrganization }: Simulation): string[] {
  return [
    ...(notTold > 0 ? [`${notTold} more can't be told here, and were not compared`] : []),
    ...(deniedByOrganization > 0
      ? [`${deniedByOrganization} are denied by a service control policy besides`]
      : []),
  ];
}

function describeDisagreement({ user, scenario, probe, ours, aws }: Disagreement): string {
  return `${user}, ${describeScenario(scenario)}: ${probe.action} on ${probe.resource} ${ours} by the policies, and AWS says ${aws}`;
}
