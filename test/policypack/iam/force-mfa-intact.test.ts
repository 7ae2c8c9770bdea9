import assert from "node:assert/strict";
import { known } from "../../../policypack/facts/fact";
import type { AccountFacts, ManagedPolicy } from "../../../policypack/facts/account-facts";
import { forceMfaIntact } from "../../../policypack/rules/force-mfa-intact";
import {
  consoleUser,
  CONTEXT,
  FORCE_MFA_ARN,
  forceMfaGroup,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  userWithoutMfa,
} from "../../support/accounts";
import { DENY, NO_MFA, ours, oursWith, read, withDeny } from "./documents";

const WEAK = withDeny({ Condition: { Bool: { "aws:MultiFactorAuthPresent": "false" } } });
const NO_PATHS = oursWith("AllowManageOwnMFA", { Resource: "arn:aws:iam::*:user/${aws:username}" });
const SPARED_BY_TAG = withDeny({
  Condition: { ...NO_MFA, StringNotEquals: { "aws:PrincipalTag/mfa": "off" } },
});
const inGroup = { groups: [{ group: "force-mfa", origin: "live" as const }] };
const atPath = { path: "/team/" };
const inline = (document: object) => [
  { name: "p", document: known(read(document)), origin: "live" as const, urn: undefined },
];

function withPolicy(document: object, changes: Partial<ManagedPolicy> = {}): Partial<AccountFacts> {
  return { policies: found(new Map([[FORCE_MFA_ARN, managedPolicy(document, changes)]])) };
}

const access = `long-term access keys pass. The smallest change that closes it: in ${DENY}, Bool should be BoolIfExists.`;

const CASES: Record<string, { account: AccountFacts; says: readonly string[] }> = {
  "the model account is content": { account: modelAccount(), says: [] },
  "a live managed policy": {
    account: modelAccount([], withPolicy(WEAK)),
    says: [`violation: policy force-mfa-self-service does not force MFA: ${access}`],
  },
  "a planned managed policy": {
    account: modelAccount([], withPolicy(WEAK, { origin: "planned", urn: "urn:pulumi:policy" })),
    says: [`violation at urn:pulumi:policy: policy force-mfa-self-service does not force MFA: ${access}`],
  },
  "a user's inline policy": {
    account: modelAccount([consoleUser("bob", { inlinePolicies: inline(WEAK) })]),
    says: [`violation: policy p of user bob does not force MFA: ${access}`],
  },
  "a user's inline policy that spares those with a tag, which the user is known not to have": {
    account: modelAccount([consoleUser("bob", { inlinePolicies: inline(SPARED_BY_TAG), tags: known({}) })]),
    says: [],
  },
  "a group's inline policy": {
    account: modelAccount([], {
      groups: found(new Map([["force-mfa", forceMfaGroup({ inlinePolicies: inline(WEAK) })]])),
    }),
    says: [`violation: policy p of group force-mfa does not force MFA: ${access}`],
  },
  "a policy of another partition": {
    account: modelAccount([], withPolicy(ours("aws-cn"))),
    says: [
      "violation: policy force-mfa-self-service does not force MFA: " +
        "enrolment breaks: iam:CreateVirtualMFADevice is allowed in the partition aws-cn, and this is aws; " +
        "enrolment breaks: iam:EnableMFADevice is allowed in the partition aws-cn, and this is aws. " +
        "The smallest change that closes it: ARNs should begin with arn:aws:.",
    ],
  },
  "paths not matched are of no account where nobody under the policy has one": {
    account: modelAccount(
      [consoleUser("bob", inGroup), consoleUser("eve", {}, atPath)],
      withPolicy(NO_PATHS),
    ),
    says: [],
  },
  "paths not matched, of a user in a group under the policy": {
    account: modelAccount([consoleUser("bob", inGroup, atPath)], withPolicy(NO_PATHS)),
    says: [
      "violation: policy force-mfa-self-service does not force MFA: " +
        "enrolment breaks for users with a path: iam:EnableMFADevice is not allowed for /team/*. " +
        "The smallest change that closes it: in AllowManageOwnMFA, add arn:aws:iam::*:user/*/${aws:username} to Resource.",
    ],
  },
  "a denial that begins later is content": {
    account: modelAccount(
      [userWithoutMfa("bob", inGroup)],
      withPolicy(
        withDeny({ Condition: { ...NO_MFA, DateGreaterThan: { "aws:CurrentTime": "2030-01-01" } } }),
      ),
    ),
    says: [],
  },
  "a document that could not be read": {
    account: modelAccount([], {
      policies: found(new Map([[FORCE_MFA_ARN, { ...managedPolicy(ours()), document: NOT_READ }]])),
    }),
    says: ["unknown: policy force-mfa-self-service"],
  },
  "policies that could not all be listed": {
    account: modelAccount([], { policies: found(new Map(), NOT_READ) }),
    says: ["unknown: account 111122223333"],
  },
};

function at(urn: string | undefined): string {
  return urn === undefined ? "" : ` at ${urn}`;
}

describe("force-mfa-intact", () => {
  for (const [shows, { account, says }] of Object.entries(CASES)) {
    it(shows, () => {
      const { outcomes } = forceMfaIntact.check(account, CONTEXT);
      const said = outcomes.map((outcome) => {
        if (outcome.kind === "violation") return `violation${at(outcome.urn)}: ${outcome.message}`;
        return outcome.kind === "unknown" ? `unknown: ${outcome.subject}` : outcome.reason;
      });
      assert.deepEqual(said, says);
    });
  }
});
