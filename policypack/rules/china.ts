import type { Unknown } from "../facts/fact";
import { unknown } from "../facts/fact";
import type { AccountFacts } from "../facts/account-facts";
import { partitionNamed } from "../iam/partitions";

/**
 * What AWS's documents say of root and of hardware MFA in China. They disagree, and nothing here was tried there.
 *
 * The guide to China, "Amazon Identity and Access Management in Amazon Web Services China", How IAM differs: "In the
 * China (Beijing) and China (Ningxia) Regions, there is no concept of the "root user" or "account user" credentials.
 * All users are IAM users, including the user who created the account. Administrative IAM users might have permissions
 * to complete tasks that require root user credentials. If they don't, you must contact Support to complete those
 * tasks", and "No hardware or SMS MFA – The China (Beijing) and China (Ningxia) Regions do not support using hardware
 * or SMS multi-factor authentication (MFA) for IAM users". Virtual devices it names as supported.
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html
 *
 * The IAM User Guide for China, "Enabling a FIDO security key (console)", has the steps for such a key, and says "FIDO
 * security keys can support multiple IAM or root users on the same device".
 * https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html
 */
const GUIDE = "https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html";
const FIDO = "https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_credentials_mfa_enable_fido.html";

export const ROOT_DISPUTED = `AWS's documents disagree: its guide to China says that there is no root user (${GUIDE}), and its IAM User Guide there has steps for root's MFA (${FIDO}).`;

export const HARDWARE_DISPUTED = `AWS's documents disagree: its guide to China says that hardware MFA is not supported for IAM users (${GUIDE}), and its IAM User Guide there has steps for security keys (${FIDO}).`;

/** What to do about root there. */
export const CHINA_ROOT_STEPS: readonly string[] = [
  `In China, ask AWS Support there which holds for your account. ${ROOT_DISPUTED}`,
  "In China, have access keys of root deleted, if the account has any: by Support, where no administrator may.",
];

/** What to do about administrators with a virtual device only. */
export const CHINA_HARDWARE_STEPS: readonly string[] = [
  `In China, ask AWS Support there whether an IAM user can have a security key or hardware token. ${HARDWARE_DISPUTED}`,
  "In China, take what makes somebody an administrator away, and give it to a role that asks for MFA.",
];

/** Whether the account is where they disagree. */
export function isDisputed({ identity }: Pick<AccountFacts, "identity">): boolean {
  return identity.known && partitionNamed(identity.value.partition)?.documentsDisagree === true;
}

/** Of root that has a password, by the account, where AWS says that there is no root user. */
export function rootDisputed({ label }: AccountFacts): Unknown {
  return unknown({
    what: `whether root of ${label} can sign in without MFA`,
    call: "iam:GetAccountSummary",
    code: "NotDocumented",
    message: `it tells of a password of root and no MFA. ${withoutStop(ROOT_DISPUTED)}`,
    remedy: "Ask AWS Support in China whether root of this account can sign in.",
  });
}

/** Of root with a virtual device: whether it can have another kind. */
export function rootHardwareDisputed({ label }: AccountFacts): Unknown {
  return unknown({
    what: `whether root of ${label} can have hardware MFA in place of its virtual device`,
    call: "iam:ListVirtualMFADevices",
    code: "NotDocumented",
    message: withoutStop(HARDWARE_DISPUTED),
    remedy: "Ask AWS Support in China.",
  });
}

/** A reason's sentence goes on after its message. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
