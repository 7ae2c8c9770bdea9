import { type Question, QUESTIONS } from "../../policypack/rules/controls";
import { oneLine } from "../text";
import { paragraph, type Sheet } from "./lines";
import type { AnswerReport, ControlReport, Report } from "./model";
import type { Outline, ReportSource } from "./source";

/** "CIS AWS Foundations Benchmark 3.0". */
export function standardName({ name, version }: ControlReport): string {
  return [name, version].filter(Boolean).join(" ");
}

/** What a finding is evidence for: the controls that ask a question. */
export function requirementsOf({ controls }: Pick<Report, "controls">, question: Question): string[] {
  const asking = controls.filter((control) => control.question === question);
  return asking.map((control) => `${standardName(control)} ${control.reference}`);
}

/** "has no MFA device (exempt until 2027-01-31 23:59 UTC: …)". */
export function describe({ why, beside }: AnswerReport): string {
  return beside === null ? why : `${why} (${beside})`;
}

/** A control with the answers to it, over all accounts. */
export interface ControlCounts {
  readonly control: ControlReport;
  /** "4 pass, 7 fail". */
  readonly words: string;
  readonly fails: boolean;
}

/** The view by control, in the order of standards. */
export function byControl({ controls, accounts, failures }: Outline): ControlCounts[] {
  const answers = accounts.flatMap((account) => account.answers);
  const one = (control: ControlReport): ControlCounts => {
    const own = answers.filter(({ question }) => question === control.question);
    const count = (verdict: AnswerReport["verdict"]) => own.filter((a) => a.verdict === verdict).length;
    const [unknown, idle] = [count("unknown"), count("not-applicable")];
    const words = [
      `${count("pass")} pass, ${count("fail")} fail`,
      ...(unknown > 0 ? [`${unknown} not checked`] : []),
      ...(failures.length > 0 ? [`accounts that could not be read: ${failures.length}`] : []),
      ...(idle > 0 ? [`${idle} not applicable`] : []),
    ];
    return { control, words: words.join(", "), fails: count("fail") > 0 };
  };
  const order = [...new Set(controls.map(({ standard }) => standard))];
  return order.flatMap((id) => controls.filter(({ standard }) => standard === id).map(one));
}

/** The view by control for a terminal, for who has chosen a standard. */
export function* controlsLines(report: ReportSource, sheet: Sheet): Generator<string> {
  if (report.settings.compliance.length === 0) return;
  const { bold, red } = sheet.colours;
  for (const { control, words, fails } of byControl(report)) {
    yield "";
    yield bold(paragraph(sheet, `${standardName(control)} ${control.reference}: ${words}`));
    yield paragraph(sheet, control.specification, "  ");
    yield paragraph(sheet, QUESTIONS[control.question], "  ");
    if (!fails) continue;
    for (const { answers } of report.each())
      for (const answer of answers)
        if (answer.question === control.question && answer.verdict === "fail")
          yield red(paragraph(sheet, oneLine(`${answer.subject}: ${describe(answer)}`), "  - "));
  }
}
