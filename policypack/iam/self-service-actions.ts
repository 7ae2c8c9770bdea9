/**
 * What a user may do before they have signed in with MFA, and nothing else: see whether they have a device,
 * make one, enrol it, and prove it. Everything that exempts, allows or checks these derives from this list.
 *
 * `iam:DeactivateMFADevice` and `iam:DeleteVirtualMFADevice` are not in it: who has only the password could
 * take the owner's device away and enrol their own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html
 */
export const SELF_SERVICE_ACTIONS = [
  "iam:CreateVirtualMFADevice",
  "iam:EnableMFADevice",
  "iam:GetMFADevice",
  "iam:GetUser",
  "iam:ListMFADevices",
  "iam:ListVirtualMFADevices",
  "iam:ResyncMFADevice",
  "sts:GetSessionToken",
] as const;

/**
 * Further actions that AWS's published variants exempt. They let nobody past MFA: names of users, and, as an
 * opt-in that AWS advises against, a user's own password, so that a forced reset does not deadlock.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_iam_mfa-selfmanage.html
 */
export const TOLERATED_BEFORE_MFA = [
  "iam:ChangePassword",
  "iam:GetAccountPasswordPolicy",
  "iam:ListUsers",
] as const;

/**
 * What AWS Sign-In does once somebody has proven who they are. "After authentication, the evaluation also considers the
 * principal's identity-based policies. An IAM policy that denies the relevant sign-in action can prevent the console
 * session from being granted": where console authorization is on, that is. `signin:Authenticate` comes before, when
 * there is no identity yet, so that a user's own policies have no say in it (concluded, not documented).
 * https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html
 */
export const SIGN_IN_ACTIONS = ["signin:AuthorizeOAuth2Access", "signin:CreateOAuth2Token"] as const;

/** The key that says whether the caller signed in with MFA. Long-term access keys carry no such key at all. */
export const MFA_KEY = "aws:MultiFactorAuthPresent";

/** The Sid of the statement that forces MFA in the policy that the stack deploys; its date says from when. */
export const DENIAL_SID = "DenyAllExceptListedIfNoMFA";
