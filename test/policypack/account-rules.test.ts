import assert from "node:assert/strict";
import { CERTIFICATIONS_NOT_ASKED } from "../../policypack/facts/not-asked";
import { COMPLETE, type Fact, known, type Unknown } from "../../policypack/facts/fact";
import type {
  AccountFacts,
  Certifications,
  MfaDevice,
  Origin,
  RootUser,
  Unresolved,
  User,
} from "../../policypack/facts/account-facts";
import { ROOT_DISPUTED } from "../../policypack/rules/china";
import { adminStrongMfa } from "../../policypack/rules/admin-strong-mfa";
import { consoleUserMfa } from "../../policypack/rules/console-user-mfa";
import { consoleUserMfaPending } from "../../policypack/rules/console-user-mfa-pending";
import { exemptionValid } from "../../policypack/rules/exemption-valid";
import { forceMfaCoverage } from "../../policypack/rules/force-mfa-coverage";
import { rootHardwareMfa } from "../../policypack/rules/root-hardware-mfa";
import { rootMfa } from "../../policypack/rules/root-mfa";
import { rolloutValid } from "../../policypack/rules/rollout-valid";
import type { Rule, RuleContext } from "../../policypack/rules/rule";
import { selfLockout } from "../../policypack/rules/self-lockout";
import { unassignedMfaDevice } from "../../policypack/rules/unassigned-mfa-device";
import { parseRolloutObject } from "../../policypack/rollout/parse";
import {
  consoleUser,
  CONTEXT,
  found,
  managedPolicy,
  modelAccount,
  NOT_READ,
  password,
  userWithoutMfa,
  VIRTUAL,
} from "../support/accounts";
import { ADMIN_ARN } from "../support/worst-account";

const EARLY = { name: "early", users: ["bob", "gone"], deadline: "2026-01-01T00:00:00Z" };
const LATER = { name: "later", users: ["bob"], deadline: "2027-02-01T00:00:00Z" };

interface Case {
  readonly shows: string;
  readonly rule: Rule;
  readonly account: AccountFacts;
  readonly context?: RuleContext;
  /** A line each: the message of a violation, or the kind and what it is about. */
  readonly says: readonly string[];
}

function say({ rule, account, context = CONTEXT }: Case): string[] {
  return rule.check(account, context).outcomes.map((outcome) => {
    if (outcome.kind === "violation") return outcome.message;
    return outcome.kind === "unknown" ? `unknown ${outcome.subject}` : `not applicable: ${outcome.reason}`;
  });
}

function rollout(content: object, settings: Partial<RuleContext["settings"]> = {}): RuleContext {
  const parsed = parseRolloutObject({ account: "existing", ...content }, "test");
  return { ...CONTEXT, settings: { ...CONTEXT.settings, rollout: parsed, ...settings } };
}

const root = (changes: Partial<RootUser>, more: Partial<AccountFacts> = {}) => {
  const model = modelAccount([], more);
  return { ...model, root: { ...model.root, ...changes } };
};
const NO = known(false);
const YES = known(true);
const nothing = { hasPassword: NO, hasAccessKeys: NO, hasMfa: NO };
const inPartition = (partition: string): Partial<AccountFacts> => ({
  identity: known({ accountId: "1", partition, arn: "arn:x", longTermKey: false }),
});
const NO_CREDENTIALS =
  "not applicable: root has no password and no access keys (its signing certificates are not looked at), so there is nothing to protect with MFA";

const GOVCLOUD =
  "root can't sign in to the console of AWS GovCloud (US); its standard account's root user needs MFA there";

const NO_DEVICE_FOR_ROOT = "AWS GovCloud (US) supports MFA devices for IAM users only, and none for root";

const ROOT_CASES: readonly Case[] = [
  { shows: "root with MFA is content", rule: rootMfa, account: root({}), says: [] },
  {
    shows: "root without MFA is a violation",
    rule: rootMfa,
    account: root({ hasMfa: NO }),
    says: ["The root user of account 111122223333 can sign in, and has no MFA."],
  },
  {
    shows: "root with nothing but access keys needs MFA too",
    rule: rootMfa,
    account: root({ hasPassword: NO, hasAccessKeys: YES, hasMfa: NO }),
    says: [
      "The root user of account 111122223333 has access keys and no MFA. It has no password: delete the keys.",
    ],
  },
  {
    shows: "root without credentials is not looked at",
    rule: rootMfa,
    account: root(nothing),
    says: [NO_CREDENTIALS],
  },
  {
    shows: "root whose password could not be read is not taken for one without",
    rule: rootMfa,
    account: root({ ...nothing, hasPassword: NOT_READ }),
    says: ["unknown root"],
  },
  {
    shows: "root whose access keys are there counts, whatever of the password is known",
    rule: rootMfa,
    account: root({ hasPassword: NOT_READ, hasAccessKeys: YES, hasMfa: NO }),
    says: [
      "The root user of account 111122223333 has access keys and no MFA. Whether it has a password too could not be read.",
    ],
  },
  {
    shows: "MFA that could not be read is unknown",
    rule: rootMfa,
    account: root({ hasMfa: NOT_READ }),
    says: ["unknown root"],
  },
  {
    shows: "root with MFA and no virtual device has hardware",
    rule: rootHardwareMfa,
    account: root({}),
    says: [],
  },
  {
    shows: "a virtual device of root, beside hardware or not, is to go",
    rule: rootHardwareMfa,
    account: root({ virtualDevices: known([VIRTUAL]) }),
    says: [
      "The root user of account 111122223333 has the virtual MFA device arn:aws:iam::111122223333:mfa/ann: " +
        "enrol hardware, then remove this device.",
    ],
  },
  {
    shows: "hardware is not asked of root without credentials",
    rule: rootHardwareMfa,
    account: root(nothing),
    says: [NO_CREDENTIALS],
  },
  {
    shows: "root without any MFA has no hardware either",
    rule: rootHardwareMfa,
    account: root({ hasMfa: NO }),
    says: ["The root user of account 111122223333 can sign in, and has no MFA."],
  },
  {
    shows: "root without any MFA, whose credentials could not be read, is unknown",
    rule: rootHardwareMfa,
    account: root({ hasPassword: NOT_READ, hasMfa: NO }),
    says: ["unknown root"],
  },
  ...[rootMfa, rootHardwareMfa].map((rule) => ({
    shows: `root can't sign in in GovCloud, whatever is known of its password: ${rule.name}`,
    rule,
    account: root({ hasPassword: NOT_READ, hasMfa: NO }, inPartition("aws-us-gov")),
    says: [`not applicable: ${GOVCLOUD}`],
  })),
  {
    shows: "root's access keys in GovCloud count",
    rule: rootMfa,
    account: root({ hasPassword: NOT_READ, hasAccessKeys: YES, hasMfa: NO }, inPartition("aws-us-gov")),
    says: [
      "The root user of account 111122223333 has access keys and no MFA. It can't sign in to the console of AWS GovCloud (US): delete the keys.",
    ],
  },
  ...[rootMfa, rootHardwareMfa].map((rule) => ({
    shows: `keys of root in GovCloud that could not be read are unknown, whatever of its password is known: ${rule.name}`,
    rule,
    account: root({ hasPassword: NO, hasAccessKeys: NOT_READ, hasMfa: NO }, inPartition("aws-us-gov")),
    says: rule === rootMfa ? ["unknown root"] : [`not applicable: ${NO_DEVICE_FOR_ROOT}`],
  })),
  {
    shows: "hardware is not asked of root in GovCloud, which can have no device there",
    rule: rootHardwareMfa,
    account: root({ hasAccessKeys: YES, hasMfa: NO }, inPartition("aws-us-gov")),
    says: [`not applicable: ${NO_DEVICE_FOR_ROOT}`],
  },
  ...[rootMfa, rootHardwareMfa].flatMap((rule) => [
    {
      shows: `root in China that has no credentials, as AWS's guide says, is not looked at: ${rule.name}`,
      rule,
      account: root(nothing, inPartition("aws-cn")),
      says: [NO_CREDENTIALS],
    },
    {
      shows: `a password of root in China, which the guide says is none, is unknown: ${rule.name}`,
      rule,
      account: root({ hasMfa: NO }, inPartition("aws-cn")),
      says: ["unknown root"],
    },
    {
      shows: `keys of root in China are a violation all the same: ${rule.name}`,
      rule,
      account: root({ hasAccessKeys: YES, hasMfa: NO }, inPartition("aws-cn")),
      says: [
        `The root user of account 111122223333 has access keys and no MFA: have the keys deleted. ${ROOT_DISPUTED}`,
      ],
    },
    {
      shows: `root in China with MFA that is not virtual is content: ${rule.name}`,
      rule,
      account: root({}, inPartition("aws-cn")),
      says: [],
    },
    {
      shows: `root in China that could not be read is unknown: ${rule.name}`,
      rule,
      account: root({ hasMfa: NOT_READ }, inPartition("aws-cn")),
      says: ["unknown root"],
    },
  ]),
  {
    shows: "a virtual device of root in China is unknown, as it is whether there is hardware in its place",
    rule: rootHardwareMfa,
    account: root({ virtualDevices: known([VIRTUAL]) }, inPartition("aws-cn")),
    says: ["unknown root"],
  },
  {
    shows: "virtual devices that could not be read are unknown",
    rule: rootHardwareMfa,
    account: root({ virtualDevices: NOT_READ }),
    says: ["unknown root"],
  },
];

const FIDO: MfaDevice = {
  kind: "fido",
  serial: "arn:aws:iam::111122223333:u2f/user/boss/key",
  enabled: null,
};
const TOKEN: MfaDevice = { kind: "hardware-totp", serial: "GAHT12345678", enabled: null };

/** An account with one user under one policy. */
function withPolicy(
  actions: object,
  devices: readonly MfaDevice[],
  complete: typeof COMPLETE | Unknown = COMPLETE,
) {
  const boss = consoleUser(
    "boss",
    { attachedPolicies: [{ policy: ADMIN_ARN, origin: "live" }] },
    { devices: { found: devices, complete } },
  );
  const document = { Statement: [{ Effect: "Allow", Resource: "*", ...actions }] };
  return modelAccount([], {
    users: found([boss]),
    policies: found(new Map([[ADMIN_ARN, managedPolicy(document, { name: "Admin" })]])),
  });
}

const CERTIFIED: MfaDevice = { ...FIDO, serial: "arn:aws:iam::111122223333:u2f/user/boss/certified" };

/** What AWS tells of the two security keys of boss. */
function certifications(ofKey: Fact<Certifications>, ofOther: Fact<Certifications> = known({})) {
  return known(
    new Map([
      [FIDO.serial ?? "", ofKey],
      [CERTIFIED.serial ?? "", ofOther],
    ]),
  );
}

function certificationCases(): readonly Case[] {
  const asking = (...names: string[]): RuleContext => ({
    ...CONTEXT,
    options: Object.fromEntries(names.map((name) => [name, true])),
  });
  const [FIPS, FIDO_ONLY, BOTH] = [
    asking("fipsCertified"),
    asking("fidoCertified"),
    asking("fipsCertified", "fidoCertified"),
  ];
  const about = (
    shows: string,
    context: RuleContext,
    told: AccountFacts["certifications"],
    says: readonly string[],
    devices: readonly MfaDevice[] = [FIDO],
  ): Case => ({
    ...{ shows, context, says, rule: adminStrongMfa },
    account: { ...withPolicy({ Action: "*" }, devices), certifications: told },
  });
  const level = (key: string, value = "L1") => certifications(known({ [key]: value }));
  return [
    about("a key with the certification that is asked for is content", FIPS, level("fips-140-3", "L2"), []),
    about("a key with another one is a finding, and it is told", FIPS, level("FIDO"), [
      "boss: fido (FIDO L1)",
    ]),
    about("FIPS is no FIDO certification", FIDO_ONLY, level("FIDO-FIPS-140-2"), [
      "boss: fido (FIDO-FIPS-140-2 L1)",
    ]),
    about("both are asked for", BOTH, level("FIPS-140-2"), ["boss: fido (FIPS-140-2 L1)"]),
    about("both are there", BOTH, certifications(known({ "FIPS-140-2": "L1", fido: "L3plus" })), []),
    about("a key without any is a finding", FIDO_ONLY, certifications(known({})), [
      "boss: fido (not certified)",
    ]),
    about(
      "one certified key of two is enough",
      FIDO_ONLY,
      certifications(known({}), known({ FIDO: "L1" })),
      [],
      [FIDO, CERTIFIED],
    ),
    about("a kind of certification that nobody knows is unknown", FIDO_ONLY, level("CC-EAL"), [
      "unknown boss",
    ]),
    about("a level that nobody knows is unknown", FIDO_ONLY, level("FIDO", "NOT_FIDO_CERTIFIED"), [
      "unknown boss",
    ]),
    about("certifications that were not read are unknown", FIPS, certifications(NOT_READ), ["unknown boss"]),
    about("certifications that nobody asked for are unknown", FIPS, CERTIFICATIONS_NOT_ASKED, [
      "unknown boss",
    ]),
    about("those of a new administrator too", FIPS, known(new Map()), ["unknown boss"]),
    about("a hardware token has none", FIPS, known(new Map()), ["boss: hardware-totp"], [TOKEN]),
    about("nothing is asked of a key by default", CONTEXT, certifications(known({})), []),
  ];
}

const ADMIN_CASES: readonly Case[] = [
  {
    shows: "an administrator with a virtual device only is a finding",
    rule: adminStrongMfa,
    account: withPolicy({ Action: "*" }, [VIRTUAL]),
    says: ["boss: virtual"],
  },
  {
    shows: "an administrator without any device is a finding",
    rule: adminStrongMfa,
    account: withPolicy({ Action: "*" }, []),
    says: ["boss: no MFA device"],
  },
  {
    shows: "an administrator with a security key beside it is content",
    rule: adminStrongMfa,
    account: withPolicy({ Action: "*" }, [VIRTUAL, FIDO]),
    says: [],
  },
  {
    shows: "an administrator with a hardware token is content",
    rule: adminStrongMfa,
    account: withPolicy({ Action: "*" }, [TOKEN]),
    says: [],
  },
  {
    shows: "a hardware token is not enough where phishing is to be resisted",
    rule: adminStrongMfa,
    account: withPolicy({ Action: "*" }, [TOKEN]),
    context: { ...CONTEXT, options: { phishingResistant: true } },
    says: ["boss: hardware-totp"],
  },
  ...certificationCases(),
  {
    shows: "whoever may attach policies to themself is an administrator",
    rule: adminStrongMfa,
    account: withPolicy({ Action: ["s3:*", "iam:attachuser*"] }, [VIRTUAL]),
    says: ["boss: virtual"],
  },
  {
    shows: "whoever may do everything but IAM is none",
    rule: adminStrongMfa,
    account: withPolicy({ NotAction: "iam:*" }, [VIRTUAL]),
    says: [],
  },
  {
    shows: "devices that were not all read are unknown",
    rule: adminStrongMfa,
    account: withPolicy({ Action: "*" }, [VIRTUAL], NOT_READ),
    says: ["unknown boss"],
  },
];

const BOB = userWithoutMfa("bob", {}, { loginProfile: password("2026-11-11T00:00:00Z") });
const EXEMPT = { user: "bob", owner: "sec@example.com", reason: "sealed", expires: "2027-01-31" };
const wave = (deadline: string) => ({ waves: [{ name: "all", rest: true, deadline }] });

const ROLLOUT_CASES: readonly Case[] = [
  {
    shows: "a user whose wave's deadline is ahead is pending",
    rule: consoleUserMfaPending,
    account: modelAccount([BOB]),
    context: rollout(wave("2027-01-01T09:00:00Z")),
    says: ["bob: in grace until 2027-01-01 09:00 UTC, and no policy denies them anything"],
  },
  {
    shows: "a user whose wave's deadline has passed is a violation",
    rule: consoleUserMfa,
    account: modelAccount([BOB]),
    context: rollout(wave("2026-11-20T09:00:00Z")),
    says: ["bob: password set 2026-11-11, grace ended 2026-11-20 09:00 UTC"],
  },
  {
    shows: "a user in no wave has the grace that their password's age gives",
    rule: consoleUserMfaPending,
    account: modelAccount([BOB]),
    context: rollout({ graceDays: 14 }),
    says: ["bob: in grace until 2026-11-25 00:00 UTC, and no policy denies them anything"],
  },
  {
    shows: "the grace of an older password has ended",
    rule: consoleUserMfa,
    account: modelAccount([BOB]),
    context: rollout({ graceDays: 7 }),
    says: ["bob: password set 2026-11-11, grace ended 2026-11-18 00:00 UTC"],
  },
  {
    shows: "a new account, covered at once, gives no grace by the password's age",
    rule: consoleUserMfa,
    account: modelAccount([BOB]),
    context: rollout({ account: "new", graceDays: 14 }),
    says: ["bob: password set 2026-11-11"],
  },
  {
    shows: "strict makes a user in grace a violation",
    rule: consoleUserMfa,
    account: modelAccount([BOB]),
    context: rollout({ graceDays: 14 }, { strict: true }),
    says: ["bob: in grace until 2026-11-25 00:00 UTC, and no policy denies them anything"],
  },
  {
    shows: "strict leaves nobody pending but the exempt",
    rule: consoleUserMfaPending,
    account: modelAccount([BOB, userWithoutMfa("cyd")]),
    context: rollout({ ...wave("2027-01-01T09:00:00Z"), exemptions: [EXEMPT] }, { strict: true }),
    says: ["bob: exempt until 2027-01-31 23:59 UTC: sealed (sec@example.com)"],
  },
  {
    shows: "scope stack leaves out users that the stack does not manage",
    rule: consoleUserMfa,
    account: modelAccount([BOB, { ...userWithoutMfa("cyd"), urn: "urn:cyd" }]),
    context: { ...CONTEXT, settings: { ...CONTEXT.settings, scope: "stack" } },
    says: ["cyd: password set 2026-01-02"],
  },
  {
    shows: "without a rollout file there are no exemptions to judge",
    rule: exemptionValid,
    account: modelAccount(),
    says: ["not applicable: no rollout file is configured"],
  },
  {
    shows: "an exemption in force is content",
    rule: exemptionValid,
    account: modelAccount([BOB]),
    context: rollout({ exemptions: [EXEMPT] }),
    says: [],
  },
  {
    shows: "exemptions can't be judged without the users",
    rule: exemptionValid,
    account: modelAccount([], { users: found<readonly User[]>([], NOT_READ) }),
    context: rollout({ exemptions: [EXEMPT] }),
    says: ["unknown account 111122223333"],
  },
  {
    shows: "without a rollout file there are no waves to judge",
    rule: rolloutValid,
    account: modelAccount(),
    says: ["not applicable: no rollout file is configured"],
  },
  {
    shows: "a wave that is not deployed, with a deadline past, a name too much and a user of another wave",
    rule: rolloutValid,
    account: modelAccount([BOB]),
    context: rollout({ waves: [EARLY, { ...EARLY, name: "late", users: ["bob", "b*"] }] }),
    says: [
      "waves[0].deadline: Wave early is new, and its deadline 2026-01-01 00:00 UTC is past: its users would be " +
        "denied everything immediately, without a day to enrol. Choose a later deadline.",
      "waves[0].users[1]: Wave early names gone: gone is not a user of the account. Correct or remove the name.",
      "waves[1]: Wave late is empty. Nobody whom it names is a console user that belongs to it. " +
        "Name somebody, or remove the wave.",
      "waves[1].deadline: Wave late is new, and its deadline 2026-01-01 00:00 UTC is past: its users would be " +
        "denied everything immediately, without a day to enrol. Choose a later deadline.",
      "waves[1]: bob is in wave late (by name) and in wave early (by name), which counts. Name them in one only.",
    ],
  },
  {
    shows: "a wave that is deployed may have its deadline past",
    rule: rolloutValid,
    account: deployedEarly(),
    context: rollout({ waves: [{ ...EARLY, users: ["bob"] }] }),
    says: [],
  },
  {
    shows: "a mistake in an exemption is another rule's",
    rule: rolloutValid,
    account: modelAccount([BOB]),
    context: rollout({ waves: [LATER], exemptions: [{ ...EXEMPT, user: "gone" }] }),
    says: [],
  },
  {
    shows: "names can't be judged without the groups",
    rule: rolloutValid,
    account: modelAccount([BOB], { groups: found<AccountFacts["groups"]["found"]>(new Map(), NOT_READ) }),
    context: rollout({ waves: [LATER] }),
    says: ["unknown account 111122223333"],
  },
];

function deployedEarly(): AccountFacts {
  const model = modelAccount([BOB]);
  const policies = new Map([
    ["early", managedPolicy({ Statement: [] }, { name: "force-mfa-self-service-early" })],
  ]);
  const attachedPolicies = [{ policy: "early", origin: "live" as const }];
  const group = {
    name: "force-mfa-early",
    origin: "live" as const,
    urn: undefined,
    attachedPolicies,
    inlinePolicies: [],
  };
  return { ...model, policies: found(policies), groups: found(new Map([["force-mfa-early", group]])) };
}

const open = (about: Unresolved["about"]): Unresolved => ({
  urn: `urn:${about}`,
  about,
  reason: NOT_READ.reason,
  overstated: false,
});
const deployer = (
  changes: Partial<User>,
  more: Partial<AccountFacts> = {},
  devices = [VIRTUAL],
  complete: typeof COMPLETE | Unknown = COMPLETE,
) =>
  modelAccount(
    [
      consoleUser(
        "deployer",
        { groups: [{ group: "force-mfa", origin: "planned" }], ...changes },
        { devices: found(devices, complete) },
      ),
    ],
    more,
  );
const longTermKey = known({
  accountId: "111122223333",
  partition: "aws",
  arn: "arn:aws:iam::111122223333:user/deployer",
  longTermKey: true,
});
/** Says which services may be used at all, with MFA or without. */
const approvedServices = (origin: Origin): Partial<User> => ({
  inlinePolicies: [
    {
      name: "approved",
      document: managedPolicy({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: "*", Resource: "*" },
          { Effect: "Deny", NotAction: ["s3:*", "iam:*"], Resource: "*" },
        ],
      }).document,
      origin,
      urn: undefined,
    },
  ],
});
const DENIED_AT_ONCE =
  "and would be denied everything but enrolling immediately, by policy force-mfa-self-service.";

const SMS: MfaDevice = { kind: "sms", serial: "arn:aws:iam::111122223333:sms-mfa/bob", enabled: null };
const SAYS_SMS = ", with an SMS device, which AWS has ended support for and which does not count";

const SMS_CASES: readonly Case[] = [
  {
    shows: "an SMS device is no MFA",
    rule: consoleUserMfa,
    account: modelAccount([consoleUser("bob", {}, { devices: found([SMS]) })]),
    says: [`bob: password set 2026-01-02${SAYS_SMS}`],
  },
  {
    shows: "an SMS device beside another takes nothing from it",
    rule: consoleUserMfa,
    account: modelAccount([consoleUser("bob", {}, { devices: found([SMS, VIRTUAL]) })]),
    says: [],
  },
  {
    shows: "of somebody with an SMS device there may be another where not all could be read",
    rule: consoleUserMfa,
    account: modelAccount([consoleUser("bob", {}, { devices: found([SMS], NOT_READ) })]),
    says: ["unknown bob"],
  },
  {
    shows: "an SMS device is told as none",
    rule: forceMfaCoverage,
    account: modelAccount([consoleUser("bob", {}, { devices: found([SMS]) })]),
    says: ["ann: has MFA", `bob: no MFA device found${SAYS_SMS}`],
  },
];

const OTHER_CASES: readonly Case[] = [
  {
    shows: "a deployer with MFA and a session is not locked out",
    rule: selfLockout,
    account: deployer({}),
    says: [],
  },
  {
    shows: "a deployer without a device is",
    rule: selfLockout,
    account: deployer({}, {}, []),
    says: [`deployer, who runs this deployment, has no MFA device, ${DENIED_AT_ONCE}`],
  },
  {
    shows: "a deployer with a long-term key is, whatever devices they have",
    rule: selfLockout,
    account: deployer({}, { identity: longTermKey }),
    says: [
      `deployer, who runs this deployment, uses a long-term access key, which carries no MFA, ${DENIED_AT_ONCE}`,
    ],
  },
  {
    shows: "a Deny of services, with MFA or without, locks nobody out",
    rule: selfLockout,
    account: deployer({ groups: [], ...approvedServices("planned") }, { identity: longTermKey }),
    says: [],
  },
  {
    shows: "a live Deny of services hides no policy that forces MFA",
    rule: selfLockout,
    account: deployer(approvedServices("live"), {}, []),
    says: [`deployer, who runs this deployment, has no MFA device, ${DENIED_AT_ONCE}`],
  },
  {
    shows: "a policy that is live already stops nobody anew",
    rule: selfLockout,
    account: deployer({ groups: [{ group: "force-mfa", origin: "live" }] }, { identity: longTermKey }),
    says: [],
  },
  {
    shows: "a role is no user",
    rule: selfLockout,
    account: deployer({}, inPartition("aws"), []),
    says: [],
  },
  {
    shows: "a deployer whose devices could not be read may be",
    rule: selfLockout,
    account: deployer({}, {}, [], NOT_READ),
    says: ["unknown deployer"],
  },
  {
    shows: "a deployer with a device is not, whether there are more or not",
    rule: selfLockout,
    account: deployer({}, {}, [VIRTUAL], NOT_READ),
    says: [],
  },
  {
    shows: "what the plan leaves open may be about the deployer",
    rule: selfLockout,
    account: deployer({ groups: [] }, { unresolved: [open("membership"), open("login profile")] }),
    says: ["unknown urn:membership"],
  },
  {
    shows: "what the plan leaves open is no matter to a deployer who is denied already",
    rule: selfLockout,
    account: deployer(
      { groups: [{ group: "force-mfa", origin: "live" }] },
      { unresolved: [open("membership")] },
    ),
    says: [],
  },
  {
    shows: "what the plan leaves open is no matter to a role",
    rule: selfLockout,
    account: deployer({}, { ...inPartition("aws"), unresolved: [open("membership")] }),
    says: [],
  },
  {
    shows: "each of several deployers is judged",
    rule: selfLockout,
    account: deployer({}, { ...inPartition("aws"), otherIdentities: [longTermKey.value] }),
    says: [
      `deployer, who runs this deployment, uses a long-term access key, which carries no MFA, ${DENIED_AT_ONCE}`,
    ],
  },
  {
    shows: "whoever it is that runs the deployment must be known",
    rule: selfLockout,
    account: modelAccount([], { identity: NOT_READ }),
    says: ["unknown account 111122223333"],
  },
  {
    shows: "a console user under no force-MFA policy is told, with or without a device",
    rule: forceMfaCoverage,
    account: modelAccount([userWithoutMfa("bob")]),
    says: ["ann: has MFA", "bob: no MFA device found"],
  },
  {
    shows:
      "of somebody whose devices could not be read that is told, and why; with a device it needs no more",
    rule: forceMfaCoverage,
    account: modelAccount([
      userWithoutMfa("bob", {}, { devices: found([], NOT_READ) }),
      consoleUser("cyd", {}, { devices: found([VIRTUAL], NOT_READ) }),
    ]),
    says: ["ann: has MFA", "bob: MFA devices could not be read", "cyd: has MFA"],
  },
  {
    shows: "left-over devices are told by serial number",
    rule: unassignedMfaDevice,
    account: modelAccount([], { unassignedDevices: known([{ ...VIRTUAL, urn: undefined }]) }),
    says: ["arn:aws:iam::111122223333:mfa/ann"],
  },
  {
    shows: "a device that a stack makes belongs to nobody either",
    rule: unassignedMfaDevice,
    account: modelAccount([], { unassignedDevices: known([{ ...VIRTUAL, urn: "urn:x" }]) }),
    says: [
      "The virtual MFA device arn:aws:iam::111122223333:mfa/ann of this stack belongs to nobody, and its seed is in the state.",
    ],
  },
  {
    shows: "left-over devices that could not be listed are unknown",
    rule: unassignedMfaDevice,
    account: modelAccount([], { unassignedDevices: NOT_READ }),
    says: ["unknown account 111122223333"],
  },
];

describe("rules about users, where not all users could be read", () => {
  const blind = modelAccount([], { users: found<readonly User[]>([], NOT_READ) });
  for (const rule of [consoleUserMfa, consoleUserMfaPending, forceMfaCoverage, adminStrongMfa, selfLockout]) {
    it(`${rule.name} does not pass`, () => {
      assert.deepEqual(say({ rule, account: blind, shows: "", says: [] }), ["unknown account 111122223333"]);
    });
  }
});

describe("rules about the account", () => {
  for (const test of [...ROOT_CASES, ...ADMIN_CASES, ...ROLLOUT_CASES, ...SMS_CASES, ...OTHER_CASES]) {
    it(`${test.rule.name}: ${test.shows}`, () => assert.deepEqual(say(test), test.says));
  }
});
