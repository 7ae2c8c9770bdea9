import { withDeny } from "../iam/documents";
import {
  AGE,
  allow,
  ANY_DEVICE,
  bounded,
  holding,
  MFA,
  OWN_USER,
  policy,
  SELF,
  SELF_SERVICE,
  statements,
  under,
} from "./case-policies";
import type { ExplainedCase } from "./cases";

const s3 = { work: allow("s3:*") };
const withMfa = (Action: string | string[], Condition: object = { Bool: { [MFA]: "true" } }) =>
  policy({ Effect: "Allow", Action, Condition });
const SERVICES = ["s3:*", "ec2:*"];

/** Where nothing denies, and what is allowed is allowed with MFA only. */
const GATES: Readonly<Record<string, ExplainedCase>> = {
  "two services allowed with MFA, and enrolling without": {
    truth: "covered",
    why: "what no Allow takes in is not allowed",
    account: holding({ gate: statements(policy(...SELF), withMfa(SERVICES)) }),
  },
  "two services allowed with MFA, and nothing else": {
    truth: "lockout",
    says: /denied until enrolled by policy gate, and unable to enrol/,
    why: "nothing allows enrolling",
    account: holding({ gate: withMfa(SERVICES) }),
  },
  "two services allowed with MFA, and a third without": {
    truth: "uncovered",
    why: "an Allow takes nothing away from another",
    account: holding({ gate: statements(policy(...SELF), withMfa(SERVICES)), work: allow("sqs:*") }),
  },
  "everything allowed by any age of MFA, and enrolling without": {
    truth: "covered",
    why: "without MFA the key is not there",
    account: holding({
      gate: statements(policy(...SELF), withMfa("*", { NumericGreaterThanEquals: { [AGE]: "0" } })),
    }),
  },
  "a boundary that allows two services with MFA, and no policy that allows enrolling": {
    truth: "lockout",
    says: /denied until enrolled by policy limit \(permissions boundary\), and/,
    why: "a boundary allows nothing by itself",
    account: holding(
      { work: allow("s3:*"), limit: statements(policy(...SELF), withMfa(SERVICES)) },
      { attached: ["work"], ...bounded },
    ),
  },
  "deactivating devices allowed with MFA, and nothing else": {
    truth: "uncovered",
    why: "AWS's own policies have that beside a Deny, which is what forces MFA",
    account: holding({ self: statements(policy(...SELF), withMfa("iam:DeactivateMFADevice")) }),
  },
};

const exemptingInstead = (right: string, wrong: string) =>
  withDeny({ NotAction: SELF_SERVICE.map((action) => (action === right ? wrong : action)) });

/** Names of actions in which a letter is wrong. */
const MISSPELT: Readonly<Record<string, ExplainedCase>> = {
  "a letter too many in the action to enable a device": {
    truth: "lockout",
    says: /iam:EnableMFADevice is denied/,
    why: "there is no such action, so that nothing more works, and the right one is denied",
    account: under(exemptingInstead("iam:EnableMFADevice", "iam:EnableMFADevices")),
  },
  "a question mark after the action to enable a device": {
    truth: "lockout",
    why: "it stands for exactly one character",
    account: under(exemptingInstead("iam:EnableMFADevice", "iam:EnableMFADevice?")),
  },
  "two letters swapped in one more harmless read": {
    truth: "covered",
    why: "there is no such action",
    account: under(exemptingInstead("iam:GetUser", "iam:GetUesr")),
  },
  "an action spared that may be newer than what is known": {
    truth: "weak",
    says: /iam:ReplaceUser works without MFA/,
    why: "AWS adds actions",
    account: under(exemptingInstead("iam:GetUser", "iam:ReplaceUser")),
  },
};

const leavingOut = (NotResource: string[]) => withDeny({ Resource: undefined, NotResource });

/** Resources that the Deny leaves out. */
const LEFT_OUT: Readonly<Record<string, ExplainedCase>> = {
  "her own user and the devices left out, and S3 allowed": {
    truth: "covered",
    why: "no action of S3 acts on a user or a device",
    account: under(leavingOut([ANY_DEVICE, ...OWN_USER]), {}, s3),
  },
  "her own user and the devices left out, and keys of her own allowed": {
    truth: "weak",
    says: /: iam:CreateAccessKey works on some resources without MFA/,
    why: "that acts on a user",
    account: under(
      leavingOut([ANY_DEVICE, ...OWN_USER]),
      {},
      { work: allow("iam:CreateAccessKey", { Resource: OWN_USER }) },
    ),
  },
};

/** What is denied, by what is not allowed, what is spared and what is left out. */
export const DENIAL_TRAP_CASES: Readonly<Record<string, ExplainedCase>> = {
  ...GATES,
  ...MISSPELT,
  ...LEFT_OUT,
};
