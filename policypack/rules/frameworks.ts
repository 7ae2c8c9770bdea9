import type { FrameworkReference } from "./rule";

/** Where published standards ask for MFA of every user with a console password. The first is the one Pulumi shows. */
export const CONSOLE_USER_FRAMEWORKS: readonly FrameworkReference[] = [
  cis("5.0", "1.9"),
  cis("6.0", "2.9"),
  cis("7.0", "2.10"),
  cis("4.0", "1.10"),
  cis("3.0", "1.10"),
  cis("1.2", "1.2"),
  {
    name: "AWS Security Hub",
    version: "",
    reference: "IAM.5",
    specification: "MFA for all users with a password",
  },
  {
    name: "NIST SP 800-53",
    version: "r5",
    reference: "AC-2(1), AC-3(15), IA-2(1)(2)(6)(8)",
    specification: "Identification and authentication: multi-factor",
  },
  { name: "PCI DSS", version: "4.0.1", reference: "8.4.2", specification: "MFA for all access" },
  { name: "SOC 2", version: "", reference: "CC6.6", specification: "Logical access security measures" },
  {
    name: "ISO/IEC 27001",
    version: "2022",
    reference: "A.5.15, A.5.17, A.8.5",
    specification: "Access control, authentication information, secure authentication",
  },
];

function cis(version: string, reference: string): FrameworkReference {
  return {
    name: "CIS AWS Foundations Benchmark",
    version,
    reference,
    specification: "MFA for all IAM users with a console password",
  };
}
