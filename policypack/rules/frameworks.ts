import { AND_MORE } from "./more-frameworks";
import type { FrameworkReference } from "./rule";
import { prowler, securityHubPage } from "./sources";

const CIS = "CIS AWS Foundations Benchmark";

/** CIS's number for a matter, by version of the benchmark, the one that Pulumi shows first. */
function cis(specification: string, numbers: Readonly<Record<string, string>>): FrameworkReference[] {
  const versions = Object.keys(numbers).sort((a, b) => Number(b === CURRENT) - Number(a === CURRENT));
  return versions.map((version) => ({
    name: CIS,
    version,
    reference: numbers[version] ?? "",
    specification,
    source: version === "1.2" ? CIS_AT_AWS : prowler(`cis_${version}`),
  }));
}

/** The version of the benchmark that Security Hub has, of those here. */
const CURRENT = "5.0";

/** Prowler has no table of the oldest one. */
const CIS_AT_AWS =
  "https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html";

function securityHub(reference: string, specification: string): FrameworkReference {
  const source = securityHubPage(reference);
  return { name: "AWS Security Hub", version: "", reference, specification, source };
}

/** What asks for MFA of users and of root in the same words. */
const EVERYBODY: readonly FrameworkReference[] = [
  {
    name: "NIST SP 800-53",
    version: "r5",
    reference: "AC-2(1), AC-3(15), IA-2(1)(2)(6)(8)",
    specification: "Account management, access enforcement, multi-factor authentication",
    source: securityHubPage("IAM.5"),
  },
  {
    // 8.4.1: administrators. 8.4.2: everybody. 8.4.3: from outside of the own network, as a console is reached.
    name: "PCI DSS",
    version: "4.0.1",
    reference: "8.4.1, 8.4.2, 8.4.3",
    specification: "Multi-factor authentication for access",
    source: prowler("pci_4.0"),
  },
];

const ISO_27001: FrameworkReference = {
  name: "ISO/IEC 27001",
  version: "2022",
  reference: "A.5.15, A.5.17, A.8.5",
  specification: "Access control, authentication information, secure authentication",
  source: prowler("iso27001_2022"),
};

/** Where published standards ask for MFA of every user with a console password. */
export const CONSOLE_USER_FRAMEWORKS: readonly FrameworkReference[] = [
  ...cis("MFA for every IAM user with a console password", {
    "1.2": "1.2",
    "1.4": "1.10",
    "1.5": "1.10",
    "2.0": "1.10",
    "3.0": "1.10",
    "4.0": "1.10",
    "5.0": "1.9",
    "6.0": "2.9",
    "7.0": "2.10",
  }),
  securityHub("IAM.5", "MFA for all IAM users that have a console password"),
  ...EVERYBODY,
  ISO_27001,
  ...AND_MORE.consoleUser,
];

/** Users without a password too. https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-19 */
export const EVERY_USER_FRAMEWORKS: readonly FrameworkReference[] = [
  securityHub("IAM.19", "MFA for all IAM users"),
];

export const ROOT_MFA_FRAMEWORKS: readonly FrameworkReference[] = [
  ...cis("MFA for the root user", {
    "1.2": "1.13",
    "1.4": "1.5",
    "1.5": "1.5",
    "2.0": "1.5",
    "3.0": "1.5",
    "4.0": "1.5",
    "5.0": "1.4",
    "6.0": "2.4",
    "7.0": "2.5",
  }),
  securityHub("IAM.9", "MFA for the root user"),
  ...EVERYBODY,
  ISO_27001,
  ...AND_MORE.root,
];

export const ROOT_HARDWARE_FRAMEWORKS: readonly FrameworkReference[] = [
  ...cis("Hardware MFA for the root user", {
    "1.2": "1.14",
    "1.4": "1.6",
    "1.5": "1.6",
    "2.0": "1.6",
    "3.0": "1.6",
    "4.0": "1.6",
    "5.0": "1.5",
    "6.0": "2.5",
    "7.0": "2.6",
  }),
  securityHub("IAM.6", "Hardware MFA for the root user"),
  ...EVERYBODY,
  ...AND_MORE.rootHardware,
];
