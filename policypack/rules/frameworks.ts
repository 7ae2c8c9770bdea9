import type { FrameworkReference } from "./rule";

/** A control's own place on AWS's page, with the requirements of other standards that AWS says it answers. */
function securityHubPage(control: string): string {
  const anchor = control.toLowerCase().replace(".", "-");
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#${anchor}`;
}

/** What another scanner says is asked by a standard: the requirements that its checks of MFA stand for. */
function prowler(table: string): string {
  return `https://github.com/prowler-cloud/prowler/blob/5.46.0/prowler/compliance/aws/${table}_aws.json`;
}

function wellArchitectedPage(practice: string): string {
  return `https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/${practice}.html`;
}

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

const AND_MORE = {
  consoleUser: askedOf("consoleUser"),
  root: askedOf("root"),
  rootHardware: askedOf("rootHardware"),
} as const;

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
