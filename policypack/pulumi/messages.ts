import type { EnforcementLevel, ReportViolation } from "@pulumi/policy";
import { byCause, sharedReason } from "../facts/causes";
import { describeReason } from "../facts/fact";
import { byName } from "../iam/names";
import type { Discretion } from "./discretion";
import { escape } from "../rollout/quote";
import { pageOf, type Rule, type RuleResult, type UnknownOutcome, type Violation } from "../rules/rule";
import type { Run } from "./run";

/** How many findings a message lists before it counts the rest. */
const LISTED = 50;

/**
 * Text on one line that neither a terminal nor the engine acts on: names may come from a forged snapshot, and the
 * engine takes `<{%red%}>` for a colour.
 */
export function safeForEngine(text: string): string {
  return escape(text.replace(/[\t\n\r]+/g, " ")).replaceAll("<{%", "<{ %");
}

/**
 * Findings about resources go to their URN, one by one; those about the account go to the stack, as one list. Each ends
 * with a way on: of a policy's remediation steps and URL Pulumi's own display shows nothing.
 */
export function reportViolations(
  rule: Rule,
  result: RuleResult,
  discretion: Discretion,
  report: ReportViolation,
): void {
  const { headline, outcomes, failed } = result;
  const end = failed ? "" : `\n${wayOn(rule)}`;
  const violations = outcomes.filter((outcome): outcome is Violation => outcome.kind === "violation");
  for (const { message, urn } of violations) {
    if (urn === undefined) continue;
    report((discretion.hasSecretPolicy(urn) ? SECRET_POLICY : safeForEngine(message)) + end, urn);
  }
  const ofAccount = violations.filter((v) => v.urn === undefined);
  if (headline === undefined) ofAccount.forEach(({ message }) => report(safeForEngine(message) + end));
  else if (ofAccount.length > 0)
    report(`${safeForEngine(headline)}:\n${bullets(ofAccount.map(({ message }) => message))}${end}`);
}

/** In place of a finding that would quote the policy. */
const SECRET_POLICY =
  "This resource's policy does not. The program marks it secret, so that no more of it is shown: " +
  "preview it once without the mark, with nobody looking on.";

/** What to do first, unless the finding says it, and where to read on, in one line. */
function wayOn(rule: Rule): string {
  const [first] = rule.remedyInFinding ? [] : rule.remediation;
  return [first && `What to do first: ${first}`, `All steps: ${pageOf(rule)}`].filter(Boolean).join(" ");
}

function bullets(lines: readonly string[]): string {
  const more = lines.length > LISTED ? [`and ${lines.length - LISTED} more`] : [];
  return [...lines.slice(0, LISTED), ...more].map((line) => `  - ${safeForEngine(line)}`).join("\n");
}

/** What could not be judged: each cause once, with the rules that it left open. */
export function reportUnknowns(unknowns: Run["unknowns"], report: ReportViolation): void {
  const gaps = unknowns.map(({ rule, outcome }) => ({ ...outcome, rule }));
  for (const { urn, cause } of causesByUrn(gaps)) {
    const rules = [...new Set(cause.gaps.map(({ rule }) => rule))];
    report(safeForEngine(`Not checked by ${rules.join(", ")}: ${describeReason(sharedReason(cause))}`), urn);
  }
}

/** The same as violations of one rule. */
export function reportRequired(unknowns: readonly UnknownOutcome[], report: ReportViolation): void {
  for (const { urn, cause } of causesByUrn(unknowns))
    report(safeForEngine(describeReason(sharedReason(cause))), urn);
}

/** Each cause once, for each resource that it is about. */
function causesByUrn<T extends UnknownOutcome>(gaps: readonly T[]) {
  const byUrn = new Map<string | undefined, T[]>();
  for (const gap of gaps) {
    const same = byUrn.get(gap.urn);
    if (same) same.push(gap);
    else byUrn.set(gap.urn, [gap]);
  }
  return [...byUrn].flatMap(([urn, same]) => byCause(same).map((cause) => ({ cause, urn })));
}

/** What the command leaves out is judged neither as there nor as missing; that it was not judged is said. */
export function describeSkipped(urns: readonly string[]): string {
  const [what, them] = urns.length === 1 ? ["1 resource is", "it"] : [`${urns.length} resources are`, "them"];
  const why = `this command does not make ${them}, by its --target or --exclude`;
  return `${what} not checked, because ${why}:\n${bullets([...urns].sort(byName))}`;
}

/**
 * Reports at a level that is not the policy's own, with a message that begins with the policy's description. The SDK
 * takes an object for that, but has no type for it: makeReportViolationFun in
 * https://github.com/pulumi/pulumi-policy/blob/main/sdk/nodejs/policy/server.ts
 */
export function reportAs(enforcementLevel: EnforcementLevel, message: string, report: ReportViolation): void {
  report({ enforcementLevel, message } as unknown as string);
}

/** Reports without what is secret. */
export function hiding({ hide }: Discretion, report: ReportViolation): ReportViolation {
  return (message: string | { readonly message: string }, urn) => {
    if (typeof message === "string") report(hide(message), urn);
    else report({ ...message, message: hide(message.message) } as unknown as string);
  };
}
