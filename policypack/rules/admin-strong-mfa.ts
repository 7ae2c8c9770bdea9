import { CERTIFICATION_NOT_ASKED } from "../facts/not-asked";
import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, Certifications, LiveUser, MfaDevice } from "../facts/account-facts";
import { partitionNamed } from "../iam/partitions";
import { isAdministratorUser } from "../judgement/policy-set";
import { CHINA_HARDWARE_STEPS } from "./china";
import { consoleUsersUnread, liveUsers, mayHavePassword } from "./console-users";
import type { Outcome, Rule, RuleContext } from "./rule";

const BY_CERTIFICATION =
  "Asks iam:GetMFADevice of each security key of an administrator. AWS documents that it tells FIPS and FIDO levels, as " +
  "they were when the key was registered. No page lists the names: that they have FIPS or FIDO in them is concluded. " +
  "A hardware token does not count, as AWS tells no certification of it.";

export const adminStrongMfa: Rule = {
  name: "admin-strong-mfa",
  level: "advisory",
  severity: "high",
  description:
    "Every administrator with a console password has a security key, a passkey or a hardware token.",
  frameworks: [],
  remediation: [
    "The administrator registers a passkey or security key: console, own name, Security credentials, Assign MFA device.",
    "They keep it beside the virtual device for the AWS CLI: a security key alone can't call sts:GetSessionToken.",
    "Or take what makes them an administrator away, and give it to a role that asks for MFA.",
  ],
  remediationIn: (partition) =>
    partitionNamed(partition)?.documentsDisagree ? CHINA_HARDWARE_STEPS : undefined,
  reference: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html",
  options: {
    phishingResistant: {
      type: "boolean",
      default: false,
      description:
        "Whether only what can't be phished counts: a hardware token's code can be, a security key can't.",
    },
    fipsCertified: {
      type: "boolean",
      default: false,
      description: `Whether only a security key with a FIPS 140 certification counts. ${BY_CERTIFICATION}`,
    },
    fidoCertified: {
      type: "boolean",
      default: false,
      description: `Whether only a security key with a FIDO certification counts. ${BY_CERTIFICATION}`,
    },
  },
  asksCertifications: (options) => kindsAsked(options).length > 0,

  check(account, context) {
    const administrators = liveUsers(account, context)
      .filter(({ live }) => mayHavePassword(live))
      .map(({ user, live }) => ({
        name: user.name ?? live.arn,
        live,
        admin: isAdministratorUser(user, account),
      }));
    const outcomes = administrators.flatMap(({ name, live, admin }) =>
      judge(name, live, admin, { account, context }),
    );
    const count = outcomes.filter(({ kind }) => kind === "violation").length;
    const who = count === 1 ? "1 administrator" : `${count} administrators`;
    return {
      headline: `${who} of ${account.label} ${count === 1 ? "has" : "have"} no strong MFA`,
      outcomes: [...outcomes, ...consoleUsersUnread(account)],
    };
  },
};

function judge(
  name: string,
  { devices, loginProfile }: LiveUser,
  admin: Fact<boolean>,
  judging: Judging,
): Outcome[] {
  if (!admin.known) return [{ kind: "unknown", subject: name, reason: admin.reason }];
  if (!admin.value) return [];
  const strong = devices.found.map((device) => isStrong(device, judging));
  if (strong.some((fact) => fact.known && fact.value)) return [];
  const unread = [loginProfile, devices.complete, ...strong].find((fact) => !fact.known);
  if (unread) return [{ kind: "unknown", subject: name, reason: unread.reason }];
  const has = devices.found.map((device) => describeDevice(device, judging)).join(", ") || "no MFA device";
  return [{ kind: "violation", subject: name, message: `${name}: ${has}` }];
}

interface Judging {
  readonly account: AccountFacts;
  readonly context: RuleContext;
}

function isStrong(device: MfaDevice, { account, context: { options } }: Judging): Fact<boolean> {
  const kinds = kindsAsked(options);
  if (device.kind === "fido") return kinds.length === 0 ? known(true) : isCertified(device, kinds, account);
  const phishable = options["phishingResistant"] !== true;
  return known(device.kind === "hardware-totp" && phishable && kinds.length === 0);
}

function describeDevice(device: MfaDevice, { account, context }: Judging): string {
  if (device.kind !== "fido" || kindsAsked(context.options).length === 0) return device.kind;
  return `${device.kind} (${describeCertifications(device, account)})`;
}

/** Of which kinds a security key's certification is asked for. */
function kindsAsked({ fipsCertified, fidoCertified }: RuleContext["options"]): CertificationKind[] {
  return [
    ...(fipsCertified === true ? ["FIPS" as const] : []),
    ...(fidoCertified === true ? ["FIDO" as const] : []),
  ];
}

/** Kinds of certification that AWS tells of. */
type CertificationKind = "FIPS" | "FIDO";

/**
 * Whether a FIDO device has a certification of each of these kinds.
 *
 * Documented: that AWS tells "FIPS-140-2, FIPS-140-3, and FIDO certification levels"; and the condition keys
 * iam:FIDO-FIPS-140-2-certification, iam:FIDO-FIPS-140-3-certification and iam:FIDO-certification. Concluded, as no
 * page lists the keys and values of the map: a key names FIPS, or else FIDO, and its value has the level's number. What
 * does not read so is unknown, and passes for nothing.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
function isCertified(
  { serial }: MfaDevice,
  kinds: readonly CertificationKind[],
  account: AccountFacts,
): Fact<boolean> {
  const certifications = certificationsOf(serial, account);
  if (!certifications.known) return certifications;
  const entries = Object.entries(certifications.value);
  const has = new Set(entries.map(kindOf));
  if (kinds.every((kind) => has.has(kind))) return known(true);
  return has.has("not understood") ? notUnderstood(serial, certifications.value) : known(false);
}

/** What AWS tells of a device, for a message: "FIDO L1, FIPS-140-2 L2". */
function describeCertifications({ serial }: MfaDevice, account: AccountFacts): string {
  const certifications = certificationsOf(serial, account);
  if (!certifications.known) return "certifications not known";
  return listed(certifications.value) || "not certified";
}

function certificationsOf(serial: string | null, { certifications }: AccountFacts): Fact<Certifications> {
  if (!certifications.known) return certifications;
  return certifications.value.get(serial ?? "") ?? CERTIFICATION_NOT_ASKED;
}

/** The condition keys name FIDO beside FIPS: FIPS is looked for first. */
function kindOf([key, level]: readonly [string, string]): CertificationKind | "not understood" {
  if (!/(^|L|level ?)[1-9]/i.test(level)) return "not understood";
  if (/fips/i.test(key)) return "FIPS";
  return /fido/i.test(key) ? "FIDO" : "not understood";
}

function listed(certifications: Certifications): string {
  return Object.entries(certifications)
    .map((entry) => entry.join(" "))
    .join(", ");
}

function notUnderstood(serial: string | null, certifications: Certifications) {
  return unknown({
    what: `what the security key ${serial} is certified for`,
    call: "iam:GetMFADevice",
    code: "NotTold",
    message: `AWS tells ${listed(certifications)}, and no page says what these words stand for`,
    remedy: "Look at the maker's list of certifications, and report these words to mfa-guard.",
  });
}
