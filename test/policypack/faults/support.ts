import { isDeepStrictEqual } from "node:util";
import { IAMClient } from "@aws-sdk/client-iam";
import {
  AddUserToGroupCommand,
  AttachUserPolicyCommand,
  CreateUserCommand,
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { selfServicePolicy } from "../../../policypack/policy/self-service-policy";
import { mapFact } from "../../../policypack/facts/fact";
import {
  DEFAULT_READ_OPTIONS,
  readAccount,
  type ReadOptions,
} from "../../../policypack/facts/live/read-account";
import type { AccountFacts } from "../../../policypack/facts/account-facts";
import { parseRolloutObject } from "../../../policypack/rollout/parse";
import {
  checkSafely,
  DEFAULT_SETTINGS,
  type Outcome,
  type RuleContext,
} from "../../../policypack/rules/rule";
import { RULES } from "../../../policypack/rules/index";
import { type Fault, FaultProxy } from "../../support/fault-proxy";
import { SHORT_TIMEOUTS } from "../../support/short-timeouts";
import {
  createConsoleUser,
  createForceMfaGroup,
  createPolicy,
  makeAdministrator,
} from "../../support/live-account";
import { connectionTo } from "../facts/seed";

/** A user of every sort about whom some rule has something to say or to keep silent. */
export async function seedEverySort(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "none" };
  const iam = new IAMClient({ endpoint, region: "us-east-1", credentials });
  await createForceMfaGroup(iam);
  const consoleUsers = ["ann", "bob", "bea", "cy", "covered", "boss", "chief", "exempt", "late", "leaky"];
  for (const name of consoleUsers) await createConsoleUser(iam, name);
  for (const UserName of ["robot", "runner"]) await iam.send(new CreateUserCommand({ UserName }));
  for (const name of ["ann", "bea", "boss"]) await enrol(iam, name);
  await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: "left-over" }));
  await iam.send(new AddUserToGroupCommand({ GroupName: "force-mfa", UserName: "covered" }));
  await makeAdministrator(iam, "boss");
  const everything = "arn:aws:iam::123456789012:policy/everything";
  await iam.send(new AttachUserPolicyCommand({ UserName: "chief", PolicyArn: everything }));
  const whole = JSON.stringify(selfServicePolicy({ partition: "aws" }));
  const holey = JSON.parse(whole.replace("BoolIfExists", "Bool")) as object;
  const PolicyArn = await createPolicy(iam, "holey", holey);
  await iam.send(new AttachUserPolicyCommand({ UserName: "leaky", PolicyArn }));
  const inline = { UserName: "late", PolicyName: "inline", PolicyDocument: whole };
  await iam.send(new PutUserPolicyCommand(inline));
  iam.destroy();
}

async function enrol(iam: IAMClient, UserName: string): Promise<void> {
  const SerialNumber = `arn:aws:iam::123456789012:mfa/${UserName}`;
  const codes = { AuthenticationCode1: "123456", AuthenticationCode2: "654321" };
  await iam.send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName }));
  await iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
}

/** What a reading through faults ended in. */
export interface Reading {
  readonly account: AccountFacts;
  /** Attempts by action. */
  readonly calls: Readonly<Record<string, number>>;
}

/** The moment at which all readings of a test file are made. */
const NOW = new Date();

/** Reads an account through a proxy with faults; the waiting between tries is left out. */
export async function readThrough(
  endpoint: string,
  fault: Fault,
  options: Partial<ReadOptions> = {},
  rewrite?: (params: URLSearchParams) => void,
): Promise<Reading> {
  const proxy = await FaultProxy.start(endpoint, fault, rewrite);
  try {
    const now = () => NOW;
    const all = { ...DEFAULT_READ_OPTIONS, timeouts: SHORT_TIMEOUTS, now, ...options };
    const account = await readAccount(connectionTo(proxy.endpoint), all);
    // The emulator's own clock is in it, and readings are compared.
    const credentialReportAt = mapFact(account.credentialReportAt, now);
    return { account: { ...account, credentialReportAt }, calls: proxy.calls };
  } finally {
    await proxy.stop();
  }
}

const EXEMPTION = { owner: "security@example.com", reason: "sealed" };

const CONTEXT: RuleContext = {
  now: NOW,
  options: {},
  settings: {
    ...DEFAULT_SETTINGS,
    rollout: parseRolloutObject(
      {
        account: "existing",
        exemptions: [
          { user: "exempt", ...EXEMPTION, expires: "2999-01-01" },
          { user: "nobody", ...EXEMPTION, expires: "2000-01-01" },
        ],
      },
      "test",
    ),
  },
};

/** What all rules say of an account. */
export type Verdicts = readonly (Outcome & { readonly rule: string })[];

const JUDGED = new WeakMap<AccountFacts, Verdicts>();

/** Rules are pure: each account is judged once. */
function judge(account: AccountFacts): Verdicts {
  const verdicts = JUDGED.get(account) ?? askRules(account);
  JUDGED.set(account, verdicts);
  return verdicts;
}

function askRules(account: AccountFacts): Verdicts {
  return RULES.flatMap((rule) =>
    checkSafely(rule, account, CONTEXT).outcomes.map((outcome) => ({ ...outcome, rule: rule.name })),
  );
}

/** How the verdicts of a reading with faults compare with those of one without. */
export interface Comparison {
  /** Findings that are gone although nothing says of their rule and subject, or of the whole account, that it is unknown. */
  readonly lost: readonly string[];
  /** Findings that are not there without faults. */
  readonly invented: readonly string[];
  /** What is unknown by the faults: the call that failed, and what it was for. */
  readonly unknowns: readonly { readonly call: string; readonly code: string; readonly subject: string }[];
}

export function compare(account: AccountFacts, baseline: AccountFacts): Comparison {
  const before = judge(baseline);
  const now = isDeepStrictEqual(account, baseline) ? before : judge(account);
  const unknowns = now.flatMap((v) => (v.kind === "unknown" ? [v] : []));
  const known = new Set(before.flatMap((v) => (v.kind === "unknown" ? [keyOf(v)] : [])));
  const covered = new Set(unknowns.map(keyOf));
  const [found, foundBefore] = [findings(now), findings(before)];
  const isOpen = ({ rule, subject }: Finding) =>
    [subject, baseline.label, account.label].some((s) => covered.has(keyOf({ rule, subject: s })));
  return {
    lost: foundBefore.filter((f) => !has(found, f) && !isOpen(f)).map(keyOf),
    invented: found.filter((f) => !has(foundBefore, f)).map(keyOf),
    unknowns: unknowns
      .filter((v) => !known.has(keyOf(v)))
      .map(({ reason: { call, code }, subject }) => ({ call, code, subject })),
  };
}

interface Finding {
  readonly rule: string;
  readonly subject: string;
}

function findings(verdicts: Verdicts): Finding[] {
  return verdicts.flatMap((v) => (v.kind === "violation" ? [{ rule: v.rule, subject: v.subject }] : []));
}

function has(all: readonly Finding[], one: Finding): boolean {
  return all.some((other) => keyOf(other) === keyOf(one));
}

function keyOf({ rule, subject }: Finding): string {
  return `${rule} ${subject}`;
}
