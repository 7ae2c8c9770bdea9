import { type Fact, known, type Reason } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import { CHANGE_PASSWORD, type EnrolmentByWay, type EnrolmentSteps } from "../iam/enrolment-steps";
import type { PolicySet } from "../iam/evaluate";
import type { PolicyAnswer } from "../iam/judge-user";
import { type Ability, abilityOf, YES } from "./ability";
import type { PasswordState } from "./password";

/**
 * The account's password policy may let users change their own password; that allows it as a policy would, and a Deny
 * takes precedence over it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html
 *
 * Where that policy could not be read, it may allow what nothing else does, and may keep an expired password from being
 * changed by its owner.
 */
export function passwordAbility(
  state: Fact<PasswordState>,
  { console }: EnrolmentByWay,
  passwordPolicy: AccountFacts["passwordPolicy"],
  policies: PolicySet,
): Ability {
  if (!state.known) return { answer: "can't tell", why: describeUnknown(state.reason), reason: state.reason };
  if (state.value.kind === "fine") return YES;
  if (state.value.kind === "blocked") return { answer: "no", why: state.value.why, by: null };
  const { why, expired } = state.value;
  const { changePassword } = console;
  const isUnallowed = changePassword.outcome === "denied" && changePassword.by === null;
  const mayWork = isUnallowed || changePassword.outcome === "may succeed";
  if (!passwordPolicy.known && mayWork && (isUnallowed || expired))
    return changeNotTold(passwordPolicy.reason, state.value);
  const byAccount = isUnallowed && passwordPolicy.known && passwordPolicy.value?.usersMayChange === true;
  const ability = byAccount
    ? byPasswordPolicy(console, policies)
    : abilityOf(changePassword, CHANGE_PASSWORD, policies);
  return ability.answer === "yes" ? YES : { ...ability, why: `${why}, and ${ability.why}` };
}

/** As a clause: what is not known is a thing, or a question. */
function describeUnknown({ what }: Reason): string {
  return what.startsWith("whether ") ? `it is not known ${what}` : `${what} could not be read`;
}

/** Whether somebody with these policies may change their password as things are now; true where that can't be told. */
export function mayChangeNow(
  { answer, policies }: { readonly answer: PolicyAnswer; readonly policies: PolicySet },
  passwordPolicy: AccountFacts["passwordPolicy"],
): boolean {
  const [{ enrolment }] = answer.moments;
  const asked: PasswordState = { kind: "must change", why: "", expired: false };
  return passwordAbility(known(asked), enrolment, passwordPolicy, policies).answer !== "no";
}

function changeNotTold(
  reason: Reason,
  { why, expired }: Extract<PasswordState, { kind: "must change" }>,
): Ability {
  const change = expired
    ? "an expired password can be changed by its owner"
    : "users may change their password";
  const what = `whether ${change} (${reason.what})`;
  return { answer: "can't tell", why: `${why}, and it is not known ${what}`, reason: { ...reason, what } };
}

/**
 * "The permissions are applied at the account-level for all users by IAM": whether a permissions boundary or a service
 * control policy that does not allow the action bounds that too, AWS does not say.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PasswordPolicy.html
 */
function byPasswordPolicy({ changePasswordByAccount }: EnrolmentSteps, policies: PolicySet): Ability {
  const ability = abilityOf(changePasswordByAccount, CHANGE_PASSWORD, policies);
  if (ability.answer !== "no" || ability.by) return ability;
  const why = `${ability.why}: AWS does not document whether the account's password policy allows it all the same`;
  const reason = {
    what: "whether a password that must be changed first can be",
    call: "mfa-guard",
    code: "CantTell",
    message: why,
    remedy: `Have them change the password before they are covered, or let what bounds them allow ${CHANGE_PASSWORD}.`,
  };
  return { answer: "can't tell", why, reason };
}
