import { describeReason, nobodyAsked, type Reason } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import { type Accepted } from "../iam/accepted";
import { SIGN_IN_ACTIONS } from "../iam/self-service-actions";
import { acceptedFor } from "../rollout/exceptions";
import type { Rollout } from "../rollout/rollout";

type Account = Pick<AccountFacts, "consoleAuthorization">;

/** Whether console authorization is on, and who says so. */
export type SignInSetting =
  | {
      readonly state: "on" | "off";
      readonly by: "AWS" | "the rollout file" | "having no configuration";
    }
  /** `asked` false: there was nobody to ask. */
  | { readonly state: "unknown"; readonly reason: Reason; readonly asked: boolean };

/**
 * On where either AWS or the rollout file says so: of an account whose organization has it on, AWS's answer is not
 * documented. Off where AWS says so, or the rollout file does and AWS says nothing. Where AWS has no configuration, it
 * is concluded to be off: turning it on is documented as putting one, turning it off as deleting it.
 */
export function signInSetting({ consoleAuthorization }: Account, rollout: Rollout | null): SignInSetting {
  const said = rollout?.consoleAuthorization;
  const told = consoleAuthorization.known ? consoleAuthorization.value : undefined;
  if (told === "on" || (told === "off" && said !== "on")) return { state: told, by: "AWS" };
  if (said !== undefined) return { state: said, by: "the rollout file" };
  if (consoleAuthorization.known) return { state: "off", by: "having no configuration" };
  const { reason } = consoleAuthorization;
  return { state: "unknown", reason, asked: !nobodyAsked(reason) };
}

/**
 * What may work without MFA besides the self-service set, at a time, for a user in a wave (null: in none): what the
 * rollout file accepts, and signing in where that takes permissions or the policy is to spare it.
 */
export function acceptedIn(
  account: Account,
  rollout: Rollout | null,
  wave: string | null,
  at: Date,
): Accepted {
  const accepted = acceptedFor(rollout, wave, at);
  const spared =
    rollout?.selfService.signInBeforeMfa === true || signInSetting(account, rollout).state === "on";
  return spared ? { ...accepted, actions: [...accepted.actions, ...SIGN_IN_ACTIONS] } : accepted;
}

/** What a deployment of the rollout's policy means where console authorization is on, or may be. */
export interface SignInWarning {
  /** False: it is not known whether it is on, or concluded that it is off. */
  readonly on: boolean;
  readonly sentence: string;
}

/** Null: AWS or the rollout file says that it is off, or the policy spares signing in, or there was nobody to ask. */
export function signInWarning(account: Account, rollout: Rollout | null): SignInWarning | null {
  if (rollout?.selfService.signInBeforeMfa) return null;
  const setting = signInSetting(account, rollout);
  if (setting.state !== "unknown") {
    if (setting.state === "off")
      return setting.by === "having no configuration" ? { on: false, sentence: TAKEN_TO_BE_OFF } : null;
    const sentence = `Console authorization is on, by ${setting.by}: ${SIGN_IN_RISK} ${SPARE}`;
    return { on: true, sentence };
  }
  if (!setting.asked) return null;
  const sentence = `It is not known whether console authorization is on: ${describeReason(setting.reason)} If it is, ${SIGN_IN_RISK}`;
  return { on: false, sentence };
}

/**
 * "An IAM policy that denies the relevant sign-in action can prevent the console session from being granted". That the
 * denial holds with MFA too is concluded: aws:MultiFactorAuthPresent is not among the keys that AWS names for these
 * actions, and BoolIfExists denies where it is absent. Neither was tried.
 * https://docs.aws.amazon.com/signin/latest/userguide/reference-signin-condition-keys.html
 */
export const SIGN_IN_RISK =
  "a policy that denies signin:AuthorizeOAuth2Access and signin:CreateOAuth2Token without MFA can keep whom it covers " +
  "out of the console, so that they can't enrol there; perhaps also those who have MFA, for AWS does not document " +
  "whether a sign-in tells policies of it.";

const TAKEN_TO_BE_OFF =
  "Console authorization is taken to be off, as AWS has no configuration of it for the account. AWS does not document " +
  "that, nor what it answers where only the organization has turned it on: if yours has, set consoleAuthorization: on in " +
  "the rollout file, and if not, off.";

const SPARE = "Set selfService.signInBeforeMfa in the rollout file, and try it with one user first.";
