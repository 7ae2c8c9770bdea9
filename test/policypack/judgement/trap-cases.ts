import { NO_MFA, ours } from "../iam/documents";
import {
  AGE,
  after,
  allow,
  bounded,
  changeSpared,
  deny,
  force,
  forcedOn,
  holding,
  MFA,
  mustReset,
  OWN_USER,
  policy,
  SELF,
  sparing,
  under,
} from "./case-policies";
import type { ExplainedCase } from "./cases";
import { DENIAL_TRAP_CASES } from "./denial-trap-cases";

const expired = { password: { nextRotation: "2026-11-01T00:00:00Z" } };
const ownChange = { own: allow("iam:ChangePassword", { Resource: OWN_USER }) };
const s3 = { work: allow("s3:*") };
const SESSION = "aws:TokenIssueTime";

/** Passwords whose change hangs on more than the user's policies. */
const PASSWORDS: Readonly<Record<string, ExplainedCase>> = {
  "an expired password, its change allowed, and the account's password policy can't be read": {
    truth: "open question",
    why: "with hard expiry its owner can't change it, whatever is allowed",
    account: { ...under(changeSpared, expired, ownChange), passwordPolicy: "denied" },
  },
  "an expired password whose change nothing allows, and the account's password policy can't be read": {
    truth: "open question",
    why: "the account's password policy may allow it",
    account: { ...under(changeSpared, expired, s3), passwordPolicy: "denied" },
  },
  "an expired password, its change denied, and the account's password policy can't be read": {
    truth: "lockout",
    says: /iam:ChangePassword is denied/,
    why: "a Deny goes before whatever that policy allows",
    account: { ...under(ours(), expired), passwordPolicy: "denied" },
  },
  "a forced reset whose change a policy allows, and the account's password policy can't be read": {
    truth: "covered",
    why: "hard expiry is about passwords that are too old",
    account: { ...under(changeSpared, mustReset, ownChange), passwordPolicy: "denied" },
  },
  "an expired password, its change allowed by the account alone, and a boundary that does not allow it": {
    truth: "open question",
    says: /AWS does not document/,
    why: "whether a boundary bounds what the account's password policy allows is not documented",
    account: {
      ...under(
        changeSpared,
        { ...expired, ...bounded },
        { ...s3, limit: policy({ Effect: "Allow", NotAction: "iam:ChangePassword" }) },
      ),
      passwordPolicy: { maximumAge: 90, usersMayChange: true },
    },
  },
  "an expired password, its change allowed by the account alone, and by the boundary": {
    truth: "covered",
    why: "nothing stands in its way",
    account: {
      ...under(changeSpared, { ...expired, ...bounded }, { ...s3, limit: allow("*") }),
      passwordPolicy: { maximumAge: 90, usersMayChange: true },
    },
  },
  "a password of an age that AWS does not tell, where passwords expire": {
    truth: "open question",
    why: "it may have expired, and its change is denied",
    account: { ...under(ours(), { password: { changed: null } }), passwordPolicy: { maximumAge: 90 } },
  },
  "a password, where neither the password policy nor the credential report can be read": {
    truth: "open question",
    why: "passwords may expire, and its change is denied",
    account: { ...under(ours()), passwordPolicy: "denied", report: "denied" },
  },
  "a password, where the password policy can't be read, and the report tells of no rotation": {
    truth: "covered",
    why: "the report has a day for each password that expires",
    account: { ...under(ours()), passwordPolicy: "denied" },
  },
  "a password of an age that AWS does not tell, and the password policy can't be read": {
    truth: "open question",
    why: "passwords may expire, and a report without its age need not have the day",
    account: { ...under(ours(), { password: { changed: null } }), passwordPolicy: "denied" },
  },
  "a password that was made longer ago than any lasts, and the credential report can't be read": {
    truth: "open question",
    why: "it may have been changed since, which only the report tells",
    account: { ...under(ours()), passwordPolicy: { maximumAge: 90 }, report: "denied" },
  },
  "a password of an age that AWS does not tell, where none expires": {
    truth: "covered",
    why: "age does not matter there",
    account: { ...under(ours(), { password: { changed: null } }), passwordPolicy: {} },
  },
};

/** Keys that a user's requests never have, or always. */
const KEYS: Readonly<Record<string, ExplainedCase>> = {
  "enabling denied on a user by the source identity, which users have not": {
    truth: "covered",
    why: "a variable without a value matches nothing, so that the Deny is about nobody",
    account: under(
      ours(),
      {},
      { no: deny("iam:EnableMFADevice", { Resource: "arn:aws:iam::*:user/${aws:SourceIdentity}" }) },
    ),
  },
  "enabling denied on a user by a variable that is not known": {
    truth: "open question",
    says: /aws:SourceVpc is not known/,
    why: "without a value it denies nothing, with one it may deny",
    account: under(
      ours(),
      {},
      { no: deny("iam:EnableMFADevice", { Resource: "arn:aws:iam::*:user/${aws:SourceVpc}" }) },
    ),
  },
  "those with a source identity or an identity provider spared": {
    truth: "covered",
    why: "only sessions of roles have these",
    account: under(sparing({ Null: { "aws:SourceIdentity": "true", "aws:FederatedProvider": "true" } })),
  },
  "calls on behalf of the user spared, by aws:CalledVia": {
    truth: "weak",
    says: /works without MFA through AWS services/,
    why: "the key is in no call that the user makes directly, and in those of services for the user",
    account: under(sparing({ Null: { "aws:CalledVia": "true" } })),
  },
  "everything denied in sessions from before a date": {
    truth: "covered",
    why: "who signs in to enrol has a session from after it",
    account: under(
      ours(),
      {},
      { old: deny("*", { Condition: { DateLessThan: { [SESSION]: "2026-11-01T00:00:00Z" } } }) },
    ),
  },
  "everything denied in every session": {
    truth: "lockout",
    why: "the key is in the requests of every session, of one without MFA too, and of one with it",
    account: under(ours(), {}, { no: deny("*", { Condition: { Null: { [SESSION]: "false" } } }) }),
  },
};

const OTHERS_ID = { StringNotEquals: { "aws:userid": ["AIDAAAAAAAAAAAAAAAAAA", "AROAAAAAAAAAAAAAAAAAA:*"] } };

/** Spared by the unique ID. */
const IDS: Readonly<Record<string, ExplainedCase>> = {
  "another spared by the unique ID": {
    truth: "covered",
    why: "hers is another",
    account: under(sparing(OTHERS_ID), { id: "AIDABBBBBBBBBBBBBBBBB" }),
  },
  "spared by her unique ID": {
    truth: "weak",
    says: /everything that the user may do works without MFA, /,
    why: "it is hers",
    account: under(sparing(OTHERS_ID), { id: "AIDAAAAAAAAAAAAAAAAAA" }),
  },
  "somebody spared by a unique ID, and hers is not told": {
    truth: "weak",
    says: /aws:userid is not known/,
    why: "it may be hers",
    account: under(sparing(OTHERS_ID)),
  },
  "a device allowed by the name of her unique ID, and in the console": {
    truth: "lockout",
    says: /only a passkey or security key/,
    why: "the console lets people name a device as they like",
    account: under(force("arn:aws:iam::*:mfa/${aws:userid}"), { id: "AIDABBBBBBBBBBBBBBBBB" }, {}),
  },
};

/** When, and by what. */
const FORMS: Readonly<Record<string, ExplainedCase>> = {
  "denied for an hour after MFA, or without it, by the operator the wrong way round": {
    truth: "lockout",
    says: /denied to who has just signed in with MFA, by the condition on aws:MultiFactorAuthAge/,
    why: "IfExists holds without MFA, and NumericLessThan for an hour after it",
    account: under(forcedOn({ NumericLessThanIfExists: { [AGE]: "3600" } })),
  },
  "everything but IAM allowed with MFA, and enrolling without": {
    truth: "covered",
    why: "what no Allow takes in is not allowed",
    account: holding({
      gate: policy(...SELF, {
        Effect: "Allow",
        NotAction: "iam:*",
        Condition: { Bool: { [MFA]: "true" } },
      }),
    }),
  },
  "IAM denied from a day on": {
    truth: "lockout",
    says: /iam:CreateVirtualMFADevice is denied by .* from 2027-06-01 on/,
    why: "until then she can enrol, and afterwards not",
    account: under(ours(), {}, { no: deny("iam:*", { Condition: after("2027-06-01T00:00:00Z") }) }),
  },
  "everything denied from a day on": {
    truth: "lockout",
    says: /everything is denied with MFA too from 2027-06-01 on/,
    why: "until then MFA lets her in",
    account: under(ours(), {}, { no: deny("*", { Condition: after("2027-06-01T00:00:00Z") }) }),
  },
  "denied without MFA, the value of the condition as a boolean in a list": {
    truth: "covered",
    why: "IAM takes a JSON boolean for its text",
    account: under(forcedOn({ BoolIfExists: { [MFA]: [false] } })),
  },
  "denied without MFA, and everything on one resource by *:* in the console": {
    truth: "covered",
    why: "whatever the second Deny comes to, the first holds",
    account: under(
      forcedOn(NO_MFA),
      {},
      { work: allow("*"), odd: deny("*:*", { Resource: "arn:aws:s3:::x" }) },
    ),
  },
};

/** What a careful engineer would try. Each answer was worked out from AWS's documents before it was run. */
export const TRAP_CASES: Readonly<Record<string, ExplainedCase>> = {
  ...PASSWORDS,
  ...KEYS,
  ...IDS,
  ...FORMS,
  ...DENIAL_TRAP_CASES,
};
