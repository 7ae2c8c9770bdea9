import type { SelfServiceOptions } from "../../policypack/policy/self-service-policy";

export const DEADLINE = new Date("2027-02-01T09:00:00Z");

const NETWORK = { sourceIps: ["203.0.113.0/24", "2001:db8::/32"], vpcs: ["vpc-0123456789abcdef0"] };
const CREDENTIALS = {
  ownPassword: true,
  accessKeys: true,
  signingCertificates: true,
  sshKeys: true,
  gitCredentials: true,
};

/** The end of a day, as a rollout file's date means it. */
export const SPRING = new Date("2027-03-31T23:59:59.999Z");
export const SUMMER = new Date("2027-06-30T23:59:59.999Z");

const GIT = { actions: ["codecommit:GitPull", "codecommit:GitPush"], expires: SUMMER };
const READS = { actions: ["ec2:Describe*"], expires: SPRING };
const KEYS = { accessKeys: true as const, expires: SPRING };

/** With accepted exceptions; dates are such that each has times before, between and after. */
export const EXCEPTION_VARIANTS: Record<string, SelfServiceOptions> = {
  "exception-actions": { partition: "aws", exceptions: [GIT] },
  "exception-access-keys": { partition: "aws", exceptions: [KEYS] },
  "exceptions-of-two-ends": { partition: "aws", exceptions: [GIT, READS] },
  "exceptions-actions-longer-than-keys": { partition: "aws", from: DEADLINE, exceptions: [GIT, KEYS] },
  "exceptions-keys-longer-than-actions": {
    partition: "aws",
    from: DEADLINE,
    exceptions: [READS, { ...KEYS, expires: SUMMER }],
  },
  "exceptions-session-age": {
    partition: "aws",
    from: DEADLINE,
    maxSessionAge: 43_200,
    exceptions: [GIT, KEYS],
  },
};

/** Every variant of the self-service policy, by the name of its golden file. */
export const VARIANTS: Record<string, SelfServiceOptions> = {
  ...EXCEPTION_VARIANTS,
  "mfa-only": { partition: "aws" },
  "mfa-only-china": { partition: "aws-cn" },
  "mfa-only-govcloud": { partition: "aws-us-gov" },
  "mfa-only-european-sovereign": { partition: "aws-eusc" },
  "own-password": { partition: "aws", ownPassword: true },
  "access-keys": { partition: "aws", accessKeys: true },
  "signing-certificates": { partition: "aws", signingCertificates: true },
  "ssh-keys": { partition: "aws", sshKeys: true },
  "git-credentials": { partition: "aws", gitCredentials: true },
  "all-credentials": { partition: "aws", ...CREDENTIALS },
  "password-change-before-mfa": { partition: "aws", passwordChangeBeforeMfa: true },
  "sign-in-before-mfa": { partition: "aws", signInBeforeMfa: true },
  "via-aws-services": { partition: "aws", viaAwsServices: true },
  "source-ips": { partition: "aws", sourceIps: NETWORK.sourceIps },
  vpcs: { partition: "aws", vpcs: NETWORK.vpcs },
  "source-ips-or-vpcs": { partition: "aws", ...NETWORK },
  "max-session-age": { partition: "aws", maxSessionAge: 43_200 },
  deadline: { partition: "aws", from: DEADLINE },
  everything: {
    partition: "aws-us-gov",
    from: DEADLINE,
    ...CREDENTIALS,
    ...NETWORK,
    passwordChangeBeforeMfa: true,
    signInBeforeMfa: true,
    viaAwsServices: true,
    maxSessionAge: 43_200,
  },
};
