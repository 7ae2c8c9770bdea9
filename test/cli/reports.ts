import { unknown } from "../../policypack/facts/fact";
import type { AccountFacts } from "../../policypack/facts/account-facts";
import { RULES } from "../../policypack/rules";
import { assembleReport, judgeAccount } from "../../cli/report/build";
import type { Report } from "../../cli/report/report-model";
import { CONTEXT, DENIED, userWithoutMfa } from "../support/accounts";
import { worstAccount } from "../support/worst-account";

/** What a name or a message may hold that acts on a terminal, a page, a spreadsheet or a parser. */
export const HOSTILE =
  '=cmd|"/c calc"!A1<script>alert(1)</script>\u001b]0;x\u0007\u009b31m\u202e`$(id)` [x](http://evil) {0} ]]>\u0000\ud800';

/** A report that has everything in it: every status, several severities, and something that could not be read. */
export function fullReport(changes: Partial<AccountFacts> = {}): Report {
  return reportOf([{ ...worstAccount(), unassignedDevices: unknown(DENIED), ...changes }]);
}

/** A report in which whatever comes from an account is hostile. */
export function hostileReport(): Report {
  const worst = worstAccount();
  const reason = { ...DENIED, message: HOSTILE, what: HOSTILE };
  const users = { ...worst.users, found: [...worst.users.found, userWithoutMfa(HOSTILE)] };
  return fullReport({
    users,
    label: `account ${HOSTILE}`,
    passwordPolicy: unknown(reason),
    unassignedDevices: unknown(reason),
  });
}

export function reportOf(accounts: readonly AccountFacts[], changes: Partial<Report> = {}): Report {
  const judged = accounts.map((facts) =>
    judgeAccount(facts, { rules: RULES, context: CONTEXT, snapshot: null }),
  );
  const frame = { tool: { name: "mfa-guard", version: "1.2.3" }, generatedAt: CONTEXT.now, rules: RULES };
  return { ...assembleReport(judged, { ...frame, strict: false, rolloutFile: null }), ...changes };
}
