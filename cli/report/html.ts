import { controls, whoFails } from "./html/controls";
import { findings } from "./html/findings";
import { type Html, html } from "./html/markup";
import { page } from "./html/page";
import { gaps, reading } from "./html/reading";
import { rules } from "./html/rules";
import { summary } from "./html/summary";
import { plural } from "./headline";
import type { Report } from "./model";
import { shownTime } from "./shown-time";
import { isOfRules, type ReportSource, sourceOf, wholeOf } from "./source";

/** The report as one page for a browser, a printer or a screen reader. It needs nothing but itself. */
export function toHtml(source: ReportSource): readonly string[] {
  return [onePage(wholeOf(source))];
}

/** @param back Markup of a way to the report that the page is a part of. */
export function onePage(report: Report, back: Html | null = null, generator?: string): string {
  const title = `MFA report: ${namesOf(report)}`;
  const body = html`<header>
      ${back}
      <h1>${title}</h1>
      <p class="faint">
        Made by ${report.tool.name} ${report.tool.version} at
        <time datetime="${report.generatedAt}">${shownTime(report.generatedAt)}</time>
      </p>
    </header>
    <main id="main" tabindex="-1">
      ${summary(report)}${isOfRules(report) ? findings(report) : null}${controls(report)}${whoFails(sourceOf(report))}${isOfRules(report) ? [rules(report), gaps(report)] : null}${reading(report)}
    </main>
    <footer>
      <p>${report.tool.name} ${report.tool.version}. It only read, and changed nothing.</p>
    </footer>`;
  return page(title, body, generator);
}

function namesOf({ accounts, failures }: Report): string {
  const count = accounts.length + failures.length;
  if (count > 3) return plural(count, "account");
  const names = accounts.map(({ alias, label }) => (alias === null ? label : `${label} (${alias})`));
  return [...names, ...failures.map(({ account }) => account)].join(", ");
}
