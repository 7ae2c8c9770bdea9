/** A rule that AWS Config has ready. */
export interface ManagedRule {
  /** Becomes part of the name of the rule. */
  readonly name: string;
  /** https://docs.aws.amazon.com/config/latest/developerguide/managed-rules-by-aws-config.html */
  readonly identifier: string;
  readonly description: string;
  /** Partitions that do not have it. */
  readonly notIn: readonly string[];
}

const MANAGED_RULES: readonly ManagedRule[] = [
  {
    name: "console-users",
    identifier: "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS",
    description: "IAM users with a console password have an MFA device.",
    notIn: [],
  },
  {
    name: "root",
    identifier: "ROOT_ACCOUNT_MFA_ENABLED",
    description: "The root user has an MFA device.",
    // https://docs.aws.amazon.com/config/latest/developerguide/root-account-mfa-enabled.html
    notIn: ["aws-cn", "aws-us-gov"],
  },
  {
    name: "root-hardware",
    identifier: "ROOT_ACCOUNT_HARDWARE_MFA_ENABLED",
    description: "The root user has no virtual MFA device, only hardware.",
    // https://docs.aws.amazon.com/config/latest/developerguide/root-account-hardware-mfa-enabled.html
    notIn: ["aws-cn", "aws-us-gov"],
  },
];

/** Those that a partition has. All are periodic and look at the whole account, so one Region of it is enough. */
export function managedRules(partition: string): readonly ManagedRule[] {
  return MANAGED_RULES.filter(({ notIn }) => !notIn.includes(partition));
}
