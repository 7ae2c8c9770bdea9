import assert from "node:assert/strict";
import { known, unknown } from "../../../policypack/facts/fact";
import type { AccountFacts, User } from "../../../policypack/facts/account-facts";
import { consoleUser, DENIED, found, modelAccount, userWithoutMfa } from "../../support/accounts";
import { reportOf } from "../reports";
import { toHtml } from "../texts";

const UNREAD_POLICIES = { policiesComplete: unknown(DENIED) };
const judged = [consoleUser("ann"), userWithoutMfa("bob")];
const unread = userWithoutMfa("una", {}, { devices: found([], unknown(DENIED)) });
const uncertain = userWithoutMfa("cyd", UNREAD_POLICIES);

/** An account of these users alone. */
const accountOf = (users: readonly User[], changes: Partial<AccountFacts> = {}) =>
  modelAccount([], { users: found(users), alias: known(null), ...changes });

/** The text of the summary, in one line. */
function summaryOf(html: string): string {
  const [, section = ""] = html.split('<h2 id="summary">');
  return (section.split("</section>")[0] ?? "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

/** The cells of the line of an account. */
function cellsOf(html: string, account: string): string[] {
  const [, row = ""] = html.split(`<th scope="row">${account}</th>`);
  return [...(row.split("</tr>")[0] ?? "").matchAll(/<td>(.*?)<\/td>/g)].map(([, cell = ""]) => cell);
}

describe("the summary of the HTML report", () => {
  it("counts nobody as having MFA of whom it could not be told", () => {
    const summary = summaryOf(toHtml(reportOf([accountOf([...judged, unread])])));
    assert.match(summary, / 1 of 3 have MFA, and of 1 it could not be told/);
    assert.match(summary, / 1 without MFA is past grace, and under no policy that makes them enrol\. /);
  });

  it("says of nobody without MFA that they are not past grace where that could not be told", () => {
    const summary = summaryOf(toHtml(reportOf([accountOf([consoleUser("ann"), uncertain])])));
    assert.match(summary, / Of 1 without MFA it could not be told whether they are past grace\. /);
    assert.doesNotMatch(summary, /0 without MFA/);
    const both = summaryOf(toHtml(reportOf([accountOf([...judged, uncertain])])));
    assert.match(both, / 1 without MFA is past grace, .* enrol; of 1 without MFA it could not be told/);
  });

  it("says by whom a rule is asked for, where anybody asks", () => {
    const html = toHtml(reportOf([accountOf(judged)])).replace(/\s+/g, " ");
    const lines = [...html.matchAll(/<p class="faint"> ([^<]*More:) <a/g)].map(([, line = ""]) => line);
    assert.ok(lines.includes("More:"), "no rule that nobody asks for");
    for (const line of lines) assert.match(line, /^(Asked for by [A-Z].*\. )?More:$/);
  });

  it("shows as code what is between backticks in the steps of a rule, and nowhere else", () => {
    const named = userWithoutMfa("`bob`");
    const html = toHtml(reportOf([accountOf([...judged, named])]));
    assert.match(html, /<li>[^<]*<code>[^<]+<\/code>/);
    assert.doesNotMatch(html, /<li>[^/]*`/);
    assert.match(html, /`bob`/);
  });

  const several = (users: readonly User[], changes: Partial<AccountFacts> = {}) =>
    toHtml(reportOf([accountOf(users, { label: "first", ...changes }), accountOf([], { label: "second" })]));

  for (const [what, users, cell] of [
    ["all could be told", judged, "1"],
    ["one could not be looked at", [...judged, unread], "≥ 1"],
    ["nobody is known to be", [consoleUser("ann"), uncertain], "?"],
    ["nobody is", [consoleUser("ann")], "0"],
  ] as const)
    it(`has of several accounts who is past grace where ${what}`, () => {
      assert.equal(cellsOf(several(users), "first")[1], cell);
    });

  it("has of several accounts what each says of centralized root access", () => {
    const html = several(judged, { rootAccess: known(["RootCredentialsManagement"]) });
    const reading = html.slice(html.indexOf('<h2 id="reading">'));
    assert.match(cellsOf(reading, "first").join(), /centralized root access: RootCredentialsManagement/);
  });
});
