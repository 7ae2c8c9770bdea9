import type { Reason } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import { type AttachmentScope, partitionFor, principalsFor } from "../iam/attachment-scope";
import { momentsFrom } from "../iam/dates";
import type { PolicyDocument } from "../iam/policy-document";
import { decide, prepare } from "../iam/evaluate";
import { besideEverything } from "../iam/find-weaknesses";
import { forcingStatements } from "../iam/force-mfa-statements";
import { contextOf, WITHOUT_MFA } from "../iam/request-scenarios";
import { NO_RESOURCE } from "../iam/resources";
import { SIGN_IN_ACTIONS } from "../iam/self-service-actions";
import { SIGN_IN_RISK, signInSetting } from "../judgement/console-authorization";
import { policiesToJudge } from "./policies-to-judge";
import type { Outcome, Rule, RuleContext } from "./rule";

export const consoleSignIn: Rule = {
  name: "console-sign-in",
  level: "advisory",
  severity: "high",
  description:
    "Where console authorization is on, no policy that forces MFA denies signing in to the console.",
  frameworks: [],
  remediation: [
    "See what is on: aws signin get-console-authorization-configuration --target-id <account or organization>. Where " +
      "there is no configuration, mfa-guard takes it to be off: AWS's documents imply that, and do not say it.",
    "Set selfService.signInBeforeMfa in the rollout file and deploy, or add signin:AuthorizeOAuth2Access and " +
      "signin:CreateOAuth2Token to the NotAction of the policy's Deny yourself.",
    "Try it with one user before anybody's deadline: whether such a sign-in carries aws:MultiFactorAuthPresent is not documented.",
    "If somebody is locked out: aws signin delete-console-authorization-configuration --region us-east-1, with an " +
      "identity that the policy does not cover.",
  ],
  reference: "https://docs.aws.amazon.com/signin/latest/userguide/console-access-control.html",

  check(account, context) {
    return { outcomes: judge(account, context) };
  },
};

/** Who denies nobody the sign-in need not know of the setting. */
function judge(account: AccountFacts, { now, settings: { rollout } }: RuleContext): Outcome[] {
  const setting = signInSetting(account, rollout);
  if (setting.state === "off" || (setting.state === "unknown" && !setting.asked)) return [];
  const { partition } = account.identity.known ? account.identity.value : {};
  const policies = policiesToJudge(account);
  const denying = policies.filter(
    ({ document, appliesTo }) =>
      document.known &&
      forcingStatements(document.value).length > 0 &&
      deniesSignIn(document.value, now, { ...appliesTo(), ...(partition && { partition }) }),
  );
  const unread = [
    ...[account.policies, account.users, account.groups].map(({ complete }) => complete),
    ...policies.map(({ document }) => document),
  ].flatMap((fact) => (fact.known ? [] : [fact.reason]));
  const unknown = (reason: Reason): Outcome => ({ kind: "unknown", subject: account.label, reason });
  if (setting.state === "unknown")
    return denying.length + unread.length === 0 ? [] : [unknown(setting.reason)];
  const violations = denying.map(({ subject, urn }): Outcome => ({
    kind: "violation",
    subject,
    message: `${subject} denies signing in, and console authorization of ${account.label} is on (by ${setting.by}): ${SIGN_IN_RISK}`,
    ...(urn !== undefined && { urn }),
  }));
  return [...violations, ...unread.map(unknown)];
}

/**
 * Whether a document denies somebody without MFA to sign in where that takes permissions, now or after one of its
 * dates. Asked of anybody: of whom it spares by name, it is another document that counts.
 */
function deniesSignIn(document: PolicyDocument, now: Date, attachmentScope: AttachmentScope = {}): boolean {
  const partition = partitionFor(document, attachmentScope);
  const [somebody] = principalsFor(document, partition, attachmentScope);
  if (!somebody) return false;
  const policies = besideEverything(document);
  return momentsFrom(now, [document]).some(({ at }) =>
    WITHOUT_MFA.some((mfa) => {
      const ready = prepare(policies, contextOf({ mfa, viaService: false, at }, somebody));
      return SIGN_IN_ACTIONS.some((action) => decide(ready, action, NO_RESOURCE).outcome === "denied");
    }),
  );
}
