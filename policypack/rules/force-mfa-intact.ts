import type { Reason, Unknown } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import { parsePolicyDocument, type PolicyDocument } from "../iam/policy-document";
import { repairForceMfa, writeBack } from "../iam/repair";
import type { Weakness } from "../iam/find-weaknesses";
import { judgeForceMfa } from "../iam/force-mfa-judgement";
import { forcingStatements } from "../iam/force-mfa-statements";
import type { AttachmentScope } from "../iam/attachment-scope";
import { acceptedIn } from "../judgement/console-authorization";
import { sameCase } from "../rollout/assign";
import type { Rollout } from "../rollout/rollout";
import { policiesToJudge, type PolicyToJudge } from "./policies-to-judge";
import type { Outcome, Rule, RuleContext, UnknownOutcome } from "./rule";

export const forceMfaIntact: Rule = {
  name: "force-mfa-intact",
  level: "mandatory",
  severity: "high",
  description:
    "Every policy that means to force MFA denies everything but enrolling without MFA, and lets users enrol.",
  frameworks: [],
  remediation: [
    "Make the change that the finding names; nothing else of the policy has to change.",
    "Or use the policy of mfa-guard's enforcement stack, which is tested against every IAM action.",
    "Hand out passwords without a forced reset: under such a policy the user can't change it before enrolling, nor " +
      "enrol before changing it, unless iam:ChangePassword and iam:GetAccountPasswordPolicy are exempt, which AWS advises against.",
  ],
  reference:
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html",

  check(account, context) {
    const incomplete = [account.policies, account.users, account.groups].map(({ complete }) => complete);
    return {
      outcomes: [
        ...policiesToJudge(account).flatMap((policy) => judge(policy, account, context)),
        ...incomplete.flatMap((fact) => (fact.known ? [] : [unknownOf(account.label, fact)])),
      ],
    };
  },

  remediatePolicy(json) {
    const document = parsePolicyDocument(json);
    const repair = repairForceMfa(document);
    return repair && writeBack(json, document, repair.document);
  },
};

function judge(
  { name, subject, document, urn, appliesTo }: PolicyToJudge,
  facts: AccountFacts,
  { now, settings: { rollout } }: RuleContext,
): Outcome[] {
  const resource = urn === undefined ? {} : { urn };
  if (!document.known) return [{ ...unknownOf(subject, document), ...resource }];
  if (forcingStatements(document.value).length === 0) return [];
  const { partition, accountId } = facts.identity.known ? facts.identity.value : {};
  const { viaAwsServices = false } = rollout?.selfService ?? {};
  const account = { ...(partition && { partition }), ...(accountId && { accountId }) };
  const wave = waveOf(name, rollout);
  const accepted = (at: Date) => acceptedIn(facts, rollout, wave, at < now ? now : at);
  const attachmentScope = { ...account, ...appliesTo(), viaAwsServices, accepted };
  const weaknesses = judgeForceMfa(document.value, attachmentScope)?.weaknesses ?? [];
  if (weaknesses.length === 0) return [];
  const notJudged = weaknesses.find(({ code }) => code === "not-judged");
  if (notJudged) return [{ kind: "unknown", subject, reason: notJudgedReason(notJudged), ...resource }];
  const message = `${subject} does not force MFA: ${describeWeaknesses(weaknesses)}. ${describeChange(document.value, attachmentScope)}`;
  return [{ kind: "violation", subject, message, ...resource }];
}

/** The wave whose policy has that name, as the stack gives it; null: none, and only what is accepted of all counts. */
function waveOf(policy: string, rollout: Rollout | null): string | null {
  const wave = rollout?.waves.find(
    ({ name }) => sameCase(`${rollout.policyName}-${name}`) === sameCase(policy),
  );
  return wave?.name ?? null;
}

function notJudgedReason({ sentence }: Weakness): Reason {
  return {
    what: "what the policy's document does",
    call: "mfa-guard",
    code: "NotJudged",
    message: sentence,
    remedy: "It counts as no protection. Please report it, with the document, as a defect of mfa-guard.",
  };
}

function describeWeaknesses(weaknesses: readonly Weakness[]): string {
  return weaknesses.map(({ sentence }) => sentence).join("; ");
}

function describeChange(document: PolicyDocument, attachmentScope: AttachmentScope): string {
  const repair = repairForceMfa(document, attachmentScope);
  if (!repair) return "No small change closes it: take the policy of mfa-guard's enforcement stack.";
  return `The smallest change that closes it: ${repair.changes.join("; ")}.`;
}

function unknownOf(subject: string, { reason }: Unknown): UnknownOutcome {
  return { kind: "unknown", subject, reason };
}
