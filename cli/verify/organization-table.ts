import { grid } from "../report/grid";
import { leftOutInWords, namesByText } from "../report/left-out";
import { paragraph, type TerminalLayout } from "../report/terminal-layout";
import { isoMinute } from "../times";
import { oneLine } from "../text";
import type { AccountVerification, OrganizationVerification } from "./organization-verification";
import { addUpKinds, type Kind, worstOf } from "./outcome";
import { countsInWords, resultLine } from "./table";
import { gapLines, listed } from "./table-lists";
import { describeVerdict } from "./words";

/** What is to be put right comes first: where the terminal is narrow, the last columns go below the row. */
const COLUMNS: Readonly<Record<Kind, string>> = {
  "locked out": "locked out",
  uncovered: "not covered",
  fails: "more open",
  "security key only": "security key only",
  unknown: "can't tell",
  passes: "pass",
  grace: "in grace",
  exempt: "exempt",
};

/** The verification of an organization for a terminal: an account a line, then who is not as they should be. */
export function organizationVerifyTable(all: OrganizationVerification, layout: TerminalLayout): string {
  const { at, actions, actionList, accounts, failures, leftOut } = all;
  const { bold, dim, red, yellow } = layout.colours;
  const faint = (text: string) => dim(paragraph(layout, oneLine(text)));
  const total = addUpKinds(accounts.map(({ counts }) => counts));
  const read = `${accounts.length} of ${accounts.length + failures.length} accounts read`;
  const failed = failures.map(({ account, message }) =>
    red(paragraph(layout, oneLine(`${account}: ${message}`), "- ")),
  );
  const rows = accounts.map(({ account, counts }) => [oneLine(account), ...cells(counts)]);
  const gaps = accounts.flatMap((one) => one.gaps.map((gap) => ({ ...gap, subject: subjectOf(gap, one) })));
  return [
    bold(paragraph(layout, `${read}: ${countsInWords(total)}`)),
    faint(`at ${isoMinute(at)}, over ${actions} actions (${actionList})`),
    ...[...new Set(accounts.map(({ notLookedAt }) => notLookedAt))].map(faint),
    "",
    ...grid(layout, ["account", ...Object.values(COLUMNS)], [...rows, ["all accounts", ...cells(total)]]),
    ...accounts.flatMap((account) => findings(account, layout)),
    ...gapLines(gaps, layout),
    ...(failed.length > 0 ? ["", "Not read, and nobody of theirs is counted:", ...failed] : []),
    ...leftOutInWords(leftOut).map((text) => paragraph(layout, oneLine(text), "- ")),
    "",
    failures.length > 0
      ? yellow("? not all accounts could be read")
      : resultLine(worstOf(accounts.map(({ result }) => result)), layout.colours),
  ].join("\n");
}

function cells(counts: Readonly<Record<Kind, number>>): string[] {
  return (Object.keys(COLUMNS) as Kind[]).map((kind) => String(counts[kind]));
}

/** A user's name says nothing without the account. */
function subjectOf({ subject }: { readonly subject: string }, { account }: AccountVerification): string {
  return subject === account ? account : `${subject} of ${account}`;
}

/** Users of whom the same is to be said, together. */
function findings({ account, users }: AccountVerification, layout: TerminalLayout): string[] {
  const byVerdict = namesByText(users.map(({ name, verdict }) => [describeVerdict(verdict), name] as const));
  const lines = [...byVerdict].map(([words, names]) =>
    paragraph(layout, `${oneLine(words)}: ${listed(names)}`, "- "),
  );
  return lines.length === 0 ? [] : ["", oneLine(`${account}:`), ...lines];
}
