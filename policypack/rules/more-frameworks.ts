import type { FrameworkReference } from "./rule";
import { prowler, wellArchitectedPage } from "./sources";

/** Where a standard asks for MFA of console users, of root, and for hardware of root; left out: nowhere. */
interface Asked {
  readonly consoleUser?: string;
  readonly root?: string;
  readonly rootHardware?: string;
}

type Standard = Omit<FrameworkReference, "reference">;

/** Of the requirements that a source has, those that speak of authentication; not each of which MFA is a part. */
const STANDARDS: readonly (readonly [Standard, Asked])[] = [
  [
    {
      name: "AWS Well-Architected",
      version: "",
      specification: "Use strong sign-in mechanisms",
      source: wellArchitectedPage("sec_identities_enforce_mechanisms"),
    },
    { consoleUser: "SEC02-BP01" },
  ],
  [
    {
      name: "AWS Well-Architected",
      version: "",
      specification: "Secure account root user and properties",
      source: wellArchitectedPage("sec_securely_operate_aws_account"),
    },
    { root: "SEC01-BP02", rootHardware: "SEC01-BP02" },
  ],
  [
    {
      name: "HIPAA",
      version: "",
      specification:
        "Authorization and supervision of the workforce, access control, person or entity authentication",
      source: prowler("hipaa"),
    },
    {
      consoleUser: "164.308(a)(3)(ii)(A), 164.312(a)(1), 164.312(d)",
      root: "164.308(a)(3)(ii)(A), 164.312(d)",
      rootHardware: "164.308(a)(3)(ii)(A), 164.312(d)",
    },
  ],
  [
    // No table of 2.0 that was found has its own identifiers: those in use are 1.1's.
    {
      name: "NIST CSF",
      version: "1.1",
      specification: "Remote access is managed; users are authenticated commensurate with the risk",
      source: prowler("nist_csf_1.1"),
    },
    { consoleUser: "PR.AC-3, PR.AC-7", root: "PR.AC-3, PR.AC-7", rootHardware: "PR.AC-3, PR.AC-7" },
  ],
  [
    {
      name: "FedRAMP Low",
      version: "r4",
      specification: "Account management, identification and authentication",
      source: prowler("fedramp_low_revision_4"),
    },
    { consoleUser: "AC-2, IA-2", root: "AC-2, IA-2", rootHardware: "AC-2, IA-2" },
  ],
  [
    {
      name: "FedRAMP Moderate",
      version: "r4",
      specification: "Automated account management, multi-factor authentication",
      source: prowler("fedramp_moderate_revision_4"),
    },
    {
      consoleUser: "AC-2(1), IA-2(1), IA-2(1)(2)",
      root: "AC-2(1), IA-2(1), IA-2(1)(2)",
      rootHardware: "AC-2(1), IA-2(1), IA-2(1)(2)",
    },
  ],
  [
    {
      name: "BSI C5",
      version: "2025",
      specification:
        "Two-factor or multi-factor authentication for administration and for access to environments",
      source: prowler("c5"),
    },
    {
      consoleUser: "IAM-06.09B, IAM-09.01AC, IAM-09.02B, PSS-05.01B",
      root: "IAM-06.09B, IAM-09.01AC, IAM-09.02B, PSS-05.01B, PSS-05.02B",
      rootHardware: "IAM-09.01AC, IAM-09.02B, PSS-05.01B",
    },
  ],
  [
    // op.acc.6.r4 asks of users for certificates on a device, which MFA of any kind is not.
    {
      name: "ENS",
      version: "RD2022",
      specification: "A password and another factor; a physical device for root",
      source: prowler("ens_rd2022"),
    },
    { consoleUser: "op.acc.6.r2, op.acc.6.r8", root: "op.acc.6.r2", rootHardware: "op.acc.6.r4" },
  ],
  [
    // The annex of the Implementing Regulation (EU) 2024/2690, which says what the directive asks.
    {
      name: "NIS2",
      version: "",
      specification: "Privileged accounts, secure authentication, multi-factor authentication",
      source: prowler("nis2"),
    },
    {
      consoleUser: "11.3.2.a, 11.6.1, 11.7.2",
      root: "11.3.2.a, 11.6.1, 11.7.2",
      rootHardware: "11.6.1, 11.7.2",
    },
  ],
];

function askedOf(whom: keyof Asked): FrameworkReference[] {
  return STANDARDS.flatMap(([standard, asked]) => {
    const { [whom]: reference } = asked;
    return reference === undefined ? [] : [{ ...standard, reference }];
  });
}

export const AND_MORE = {
  consoleUser: askedOf("consoleUser"),
  root: askedOf("root"),
  rootHardware: askedOf("rootHardware"),
} as const;
