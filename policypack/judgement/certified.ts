import { CERTIFICATION_NOT_ASKED } from "../facts/certifications";
import { type Fact, known, unknown } from "../facts/fact";
import type { AccountFacts, Certifications, MfaDevice } from "../facts/model";

/** Kinds of certification that AWS tells of. */
export type CertificationKind = "FIPS" | "FIDO";

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
export function isCertified(
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
export function describeCertifications({ serial }: MfaDevice, account: AccountFacts): string {
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
