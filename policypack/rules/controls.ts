import { isEnrolled, smsOnly } from "../facts/usable-devices";
import { describeReason, type Fact } from "../facts/fact";
import type { AccountFacts, LiveUser, User } from "../facts/account-facts";
import { byName } from "../iam/names";
import {
  CONSOLE_USER_FRAMEWORKS,
  EVERY_USER_FRAMEWORKS,
  ROOT_HARDWARE_FRAMEWORKS,
  ROOT_MFA_FRAMEWORKS,
} from "./frameworks";
import {
  NO_ROOT_CREDENTIALS,
  noConsoleForRoot,
  noHardwareForRoot,
  rootHasCredentials,
  rootIsVirtual,
  rootWithoutMfa,
} from "./root-credentials";
import type { FrameworkReference } from "./rule";

/** What a control of a standard asks, and nothing more: neither grace nor a policy nor an exemption is part of it. */
export const QUESTIONS = {
  "console-user-has-mfa": "Does each IAM user with a console password have an MFA device?",
  "user-has-mfa": "Does each IAM user have an MFA device?",
  "root-has-mfa": "Does the root user, where it has credentials, have an MFA device?",
  "root-has-hardware-mfa":
    "Does the root user, where it has credentials, have hardware MFA and no virtual device?",
} as const;

export type Question = keyof typeof QUESTIONS;

/** A control of a published standard, and the question that answers it. */
export interface Control extends FrameworkReference {
  /** What a user types to choose the standard: "cis-3.0". */
  readonly standard: string;
  readonly question: Question;
}

const ASKED: Readonly<Record<Question, readonly FrameworkReference[]>> = {
  "console-user-has-mfa": CONSOLE_USER_FRAMEWORKS,
  "user-has-mfa": EVERY_USER_FRAMEWORKS,
  "root-has-mfa": ROOT_MFA_FRAMEWORKS,
  "root-has-hardware-mfa": ROOT_HARDWARE_FRAMEWORKS,
};

const IDS: Readonly<Record<string, string>> = {
  "CIS AWS Foundations Benchmark": "cis",
  "AWS Security Hub": "security-hub",
  "NIST SP 800-53": "nist-800-53",
  "PCI DSS": "pci-dss",
  "ISO/IEC 27001": "iso-27001",
  "AWS Well-Architected": "well-architected",
  HIPAA: "hipaa",
  "NIST CSF": "nist-csf",
  "FedRAMP Low": "fedramp-low",
  "FedRAMP Moderate": "fedramp-moderate",
  "BSI C5": "c5",
  ENS: "ens",
  NIS2: "nis2",
};

export const CONTROLS: readonly Control[] = (Object.keys(ASKED) as Question[]).flatMap((question) =>
  ASKED[question].map((reference) => ({ ...reference, standard: standardOf(reference), question })),
);

/** What may be chosen, each once. */
export const STANDARDS: readonly string[] = [...new Set(CONTROLS.map(({ standard }) => standard))].sort();

function standardOf({ name, version }: FrameworkReference): string {
  return [IDS[name] ?? name, version.toLowerCase()].filter(Boolean).join("-");
}

export type Verdict = "pass" | "fail" | "unknown" | "not-applicable";

/** What a question's answer is for one user, or for root. */
export interface Answer {
  readonly question: Question;
  /** A user's name, "root", or the account's label where users may be missing. */
  readonly subject: string;
  /** Null where it is not known. */
  readonly arn: string | null;
  readonly verdict: Verdict;
  /** One sentence: why. */
  readonly why: string;
}

type Judged = Pick<Answer, "verdict" | "why">;

/** The answers of an account as it is, user by user, by name, and then root's. Pure. */
export function answer(account: AccountFacts): readonly Answer[] {
  const users = [...account.users.found].sort((a, b) => byName(a.name ?? "", b.name ?? ""));
  return [
    ...ofUsers("console-user-has-mfa", users, account, judgeConsoleUser),
    ...ofUsers("user-has-mfa", users, account, judgeUser),
    ofRoot("root-has-mfa", account, judgeRoot(account)),
    ofRoot("root-has-hardware-mfa", account, judgeRootHardware(account)),
  ];
}

function ofUsers(
  question: Question,
  users: readonly User[],
  { users: { complete }, label }: AccountFacts,
  judge: (live: LiveUser) => Judged,
): Answer[] {
  const answers = users.flatMap(({ name, live }): Answer[] => {
    if (live.known && live.value === null) return [];
    const subject = name ?? label;
    if (!live.known) return [{ question, subject, arn: null, ...unread(live) }];
    return live.value ? [{ question, subject, arn: live.value.arn, ...judge(live.value) }] : [];
  });
  return complete.known
    ? answers
    : [...answers, { question, subject: label, arn: null, ...unread(complete) }];
}

function judgeConsoleUser(live: LiveUser): Judged {
  const { loginProfile } = live;
  if (loginProfile.known && loginProfile.value === null) {
    return { verdict: "not-applicable", why: "has no console password" };
  }
  const judged = judgeUser(live);
  return judged.verdict === "fail" && !loginProfile.known ? unread(loginProfile) : judged;
}

function judgeUser(live: LiveUser): Judged {
  const enrolled = isEnrolled(live);
  if (!enrolled.known) return unread(enrolled);
  return enrolled.value
    ? { verdict: "pass", why: "has an MFA device" }
    : { verdict: "fail", why: `has no MFA device${smsOnly(live)}` };
}

function ofRoot(question: Question, { identity }: AccountFacts, judged: Judged): Answer {
  const arn = identity.known ? `arn:${identity.value.partition}:iam::${identity.value.accountId}:root` : null;
  return { question, subject: "root", arn, ...judged };
}

function judgeRoot(account: AccountFacts): Judged {
  const { hasMfa } = account.root;
  const noConsole = noConsoleForRoot(account);
  if (noConsole !== undefined) return { verdict: "not-applicable", why: noConsole };
  if (hasMfa.known && hasMfa.value) return { verdict: "pass", why: "has MFA" };
  const credentials = rootHasCredentials(account);
  if (credentials.known && !credentials.value) return { verdict: "not-applicable", why: NO_ROOT_CREDENTIALS };
  if (!credentials.known) return unread(credentials);
  if (!hasMfa.known) return unread(hasMfa);
  const fault = rootWithoutMfa(account);
  return fault.known ? { verdict: "fail", why: "has no MFA" } : unread(fault);
}

/** Fails where there is no MFA at all, as CIS 1.6 and Security Hub IAM.6 do. */
function judgeRootHardware(account: AccountFacts): Judged {
  const noHardware = noHardwareForRoot(account);
  if (noHardware !== undefined) return { verdict: "not-applicable", why: noHardware };
  const credentials = rootHasCredentials(account);
  if (credentials.known && !credentials.value) return { verdict: "not-applicable", why: NO_ROOT_CREDENTIALS };
  const judged = judgeRoot(account);
  if (judged.verdict !== "pass") return judged;
  const virtual = rootIsVirtual(account);
  if (!virtual.known) return unread(virtual);
  return virtual.value.length > 0
    ? { verdict: "fail", why: "has a virtual MFA device" }
    : { verdict: "pass", why: "has hardware MFA and no virtual device" };
}

function unread(fact: Fact<unknown>): Judged {
  return { verdict: "unknown", why: fact.known ? "" : describeReason(fact.reason) };
}
