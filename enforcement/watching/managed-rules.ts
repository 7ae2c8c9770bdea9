import { partitionNamed } from "@mfa-guard/policypack/internal/iam/partitions";

/** A rule that AWS Config has ready. */
export interface ManagedRule {
  /** Becomes part of the name of the rule. */
  readonly name: string;
  /** https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html */
  readonly identifier: string;
  readonly description: string;
  /** Whether it is about root, on whom not every partition has rules. */
  readonly ofRoot: boolean;
}

const MANAGED_RULES: readonly ManagedRule[] = [
  {
    name: "console-users",
    identifier: "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
    description: "IAM users with a console password have an MFA device.",
    ofRoot: false,
  },
  {
    name: "root",
    identifier: "ROOT_ACCOUNT_MFA_ENABLED",
    description: "The root user has an MFA device.",
    ofRoot: true,
  },
  {
    name: "root-hardware",
    identifier: "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
    description: "The root user has no virtual MFA device, only hardware.",
    ofRoot: true,
  },
];

/** Those that a partition has. All are periodic and look at the whole account, so one Region of it is enough. */
export function managedRules(partition: string): readonly ManagedRule[] {
  const { noRootRules = false } = partitionNamed(partition) ?? {};
  return MANAGED_RULES.filter(({ ofRoot }) => !(ofRoot && noRootRules));
}
