import type { SelfServiceOptions } from "../../enforcement/self-service-policy";

export const DEADLINE = new Date("2027-02-01T09:00:00Z");

const NETWORK = { sourceIps: ["203.0.113.0/24", "2001:db8::/32"], vpcs: ["vpc-0123456789abcdef0"] };
const CREDENTIALS = {
  ownPassword: true,
  accessKeys: true,
  signingCertificates: true,
  sshKeys: true,
  gitCredentials: true,
};

/** Every variant of the self-service policy, by the name of its golden file. */
export const VARIANTS: Record<string, SelfServiceOptions> = {
  "mfa-only": { partition: "aws" },
  "mfa-only-china": { partition: "aws-cn" },
  "mfa-only-govcloud": { partition: "aws-us-gov" },
  "own-password": { partition: "aws", ownPassword: true },
  "access-keys": { partition: "aws", accessKeys: true },
  "signing-certificates": { partition: "aws", signingCertificates: true },
  "ssh-keys": { partition: "aws", sshKeys: true },
  "git-credentials": { partition: "aws", gitCredentials: true },
  "all-credentials": { partition: "aws", ...CREDENTIALS },
  "password-change-before-mfa": { partition: "aws", passwordChangeBeforeMfa: true },
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
    viaAwsServices: true,
    maxSessionAge: 43_200,
  },
};
