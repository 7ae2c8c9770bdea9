/**
 * What somebody can do at the AWS CLI who has only a passkey or security key. GetSessionToken takes codes:
 * https://github.com/aws/aws-cli/issues/3607; `aws login`:
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
 * No page says whether the credentials of `aws login` carry aws:MultiFactorAuthPresent.
 */
const WAYS =
  "add an authenticator app beside it in the console, and use `mfa-guard session`; or try `aws login` (AWS CLI 2.32 or " +
  "later; needs the managed policy SignInLocalDevelopmentAccess), of which AWS does not document whether its " +
  "credentials count as signed in with MFA.";

/** Said to the person, as a sentence. */
export const PASSKEY_WAYS = `A${WAYS.slice(1)}`;

/** The same after a colon. */
export const PASSKEY_WAYS_INLINE = WAYS;

/** Said to the administrator who plans for them. */
export const PASSKEY_ADVICE = `Have them ${WAYS}`;
