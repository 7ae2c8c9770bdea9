import type { AccountFacts, User } from "../facts/account-facts";
import { coverageOf, type Covered, unresolvedIn } from "./coverage";
import type { Outcome, Rule, RuleContext } from "./rule";

/** No resource enrols an MFA device, so a new user never has one; what can be asked for is that they must enrol. */
export const newConsoleUserCovered: Rule = {
  name: "new-console-user-covered",
  level: "mandatory",
  severity: "high",
  description: "Every new console user is denied everything until they have enrolled an MFA device.",
  frameworks: [],
  remediation: [
    "Put the user into a group under a force-MFA policy, with aws.iam.UserGroupMembership or aws.iam.GroupMembership.",
    "The enforcement stack of mfa-guard makes such a group, and exports its name as `groupName`.",
  ],
  reference:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html",

  check(account, context) {
    const users = account.users.found.filter(isNewConsoleUser);
    const judged = users.flatMap((user) => judge(user, account, context));
    return { outcomes: [...judged, ...unresolved(account, users, judged)] };
  },
};

function judge(user: User, account: AccountFacts, context: RuleContext): Outcome[] {
  const urn = user.plannedLoginProfile?.urn;
  const subject = user.name ?? "a user whose name is not known in preview";
  const covered = coverageOf(user, account, context);
  if (!covered.known) return [{ kind: "unknown", subject, reason: covered.reason, urn }];
  const what = describe(covered.value);
  if (what === null) return [];
  const message = `${subject} gets a console password in ${account.label}, ${what}.`;
  return [{ kind: "violation", subject, message, urn }];
}

/** Null: they are denied everything until they enrol, and can enrol. */
function describe(covered: Covered): string | null {
  switch (covered.kind) {
    case "covered":
      return null;
    case "locked out":
      return `is denied everything without MFA by policy ${covered.coverage.policy}, and can't enrol a device: ${covered.why}`;
    case "open":
      return `under a policy that means to force MFA and leaves something open: ${covered.what}`;
    case "uncovered":
      return "and neither this stack nor the account puts them under a force-MFA policy";
  }
}

/** A login profile that exists already is the matter of `console-user-mfa`. */
function isNewConsoleUser({ plannedLoginProfile, live }: User): boolean {
  const hasPassword =
    live.known &&
    live.value !== null &&
    live.value.loginProfile.known &&
    live.value.loginProfile.value !== null;
  return plannedLoginProfile !== undefined && !hasPassword;
}

/**
 * A login profile of which it can't be told whose it is; where there are new users, what may cover them less than it
 * seems; and, where somebody seems uncovered, whatever might have covered them, so that the reader knows where to look.
 */
function unresolved(account: AccountFacts, users: readonly User[], judged: readonly Outcome[]): Outcome[] {
  const uncovered = judged.some(({ kind }) => kind === "violation");
  return unresolvedIn(
    account,
    ({ about, overstated }) => uncovered || about === "login profile" || (overstated && users.length > 0),
  );
}
