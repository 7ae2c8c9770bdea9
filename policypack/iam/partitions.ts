/**
 * What differs between the partitions of AWS, in one place: nothing else here names two of them.
 *
 * The partitions, their DNS suffixes, their default Regions and the Region that signs IAM's calls are those of the
 * endpoint data that AWS publishes with its SDKs; a test compares them, so that a partition that AWS adds is noticed.
 * https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
 * https://docs.aws.amazon.com/general/latest/gr/iam-service.html
 */
export interface Partition {
  /** The second part of an ARN. */
  readonly name: string;
  /** What the names of AWS's endpoints end in. */
  readonly dnsSuffix: string;
  /** The Region that stands for services which are one for all Regions. */
  readonly defaultRegion: string;
  /** Where IAM, which is one for all Regions, is: the aws:RequestedRegion of its calls. */
  readonly iamRegion: string;
  /** What the names of its Regions begin with; none: those that no other partition has. */
  readonly regionPrefix?: string;
  /**
   * What follows the account's number or alias in the address at which its IAM users sign in. None: no page of AWS
   * that could be found says it.
   */
  readonly accountSignIn?: string;
  /** Where people sign in and type the account's number or alias. None: no page says it. */
  readonly console?: string;
  /** Root has no console of its own: https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html */
  readonly rootSignsInElsewhere?: true;
  /** AWS's documents disagree on root and on hardware MFA there: see `rules/china.ts`. */
  readonly documentsDisagree?: true;
  /**
   * AWS Config has no rules on root's MFA there. Whether the European Sovereign Cloud and the isolated partitions have
   * them is nowhere said.
   * https://docs.aws.amazon.com/config/latest/developerguide/root-account-mfa-enabled.html
   * https://docs.aws.amazon.com/config/latest/developerguide/root-account-hardware-mfa-enabled.html
   */
  readonly noRootRules?: true;
}

const TABLE: readonly Partition[] = [
  {
    name: "aws",
    dnsSuffix: "amazonaws.com",
    defaultRegion: "us-east-1",
    iamRegion: "us-east-1",
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users_sign-in.html
    accountSignIn: "signin.aws.amazon.com",
    console: "https://console.aws.amazon.com/",
  },
  {
    name: "aws-cn",
    dnsSuffix: "amazonaws.com.cn",
    defaultRegion: "cn-northwest-1",
    iamRegion: "cn-north-1",
    regionPrefix: "cn-",
    // https://docs.amazonaws.cn/en_us/IAM/latest/UserGuide/id_users_sign-in.html
    accountSignIn: "signin.amazonaws.cn",
    console: "https://console.amazonaws.cn/",
    documentsDisagree: true,
    noRootRules: true,
  },
  {
    name: "aws-us-gov",
    dnsSuffix: "amazonaws.com",
    defaultRegion: "us-gov-west-1",
    iamRegion: "us-gov-west-1",
    regionPrefix: "us-gov-",
    // https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-iam.html
    accountSignIn: "signin.amazonaws-us-gov.com",
    console: "https://console.amazonaws-us-gov.com/",
    rootSignsInElsewhere: true,
    noRootRules: true,
  },
  {
    name: "aws-eusc",
    dnsSuffix: "amazonaws.eu",
    defaultRegion: "eusc-de-east-1",
    iamRegion: "eusc-de-east-1",
    regionPrefix: "eusc-",
    // The General Reference of that cloud (docs.aws.eu, "Service endpoints") has the console and the sign-in endpoint
    // by Region. Whether an account's number may stand before the latter, it does not say.
    console: "https://eusc-de-east-1.console.amazonaws-eusc.eu/",
  },
  {
    name: "aws-iso",
    dnsSuffix: "c2s.ic.gov",
    defaultRegion: "us-iso-east-1",
    iamRegion: "us-iso-east-1",
    regionPrefix: "us-iso-",
  },
  {
    name: "aws-iso-b",
    dnsSuffix: "sc2s.sgov.gov",
    defaultRegion: "us-isob-east-1",
    iamRegion: "us-isob-east-1",
    regionPrefix: "us-isob-",
  },
  {
    name: "aws-iso-e",
    dnsSuffix: "cloud.adc-e.uk",
    defaultRegion: "eu-isoe-west-1",
    iamRegion: "eu-isoe-west-1",
    regionPrefix: "eu-isoe-",
  },
  {
    name: "aws-iso-f",
    dnsSuffix: "csp.hci.ic.gov",
    defaultRegion: "us-isof-south-1",
    iamRegion: "us-isof-south-1",
    regionPrefix: "us-isof-",
  },
];

/** The one that nearly every account is in, where nothing tells. */
export const DEFAULT_PARTITION = "aws";

export const PARTITIONS: readonly string[] = TABLE.map(({ name }) => name);

const BY_NAME = new Map(TABLE.map((partition) => [partition.name, partition]));

/** Undefined: one that AWS has added since. */
export function partitionNamed(name: string): Partition | undefined {
  return BY_NAME.get(name);
}

/** The partition that a Region is in. A Region whose name begins like no other's is in "aws". */
export function partitionOfRegion(region: string): Partition {
  const [aws, ...others] = TABLE as readonly [Partition, ...Partition[]];
  return others.find(({ regionPrefix = "" }) => region.startsWith(regionPrefix)) ?? aws;
}

/** The longest name, so that what holds of a text's length with it holds in every partition. */
export const LONGEST_PARTITION = PARTITIONS.reduce((longest, name) =>
  name.length > longest.length ? name : longest,
);

/**
 * Whether a policy is one of AWS's own, which nobody else can change: they belong to an account called aws.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html
 */
export function isOfAws(arn: string): boolean {
  return /^arn:[^:]+:iam::aws:/.test(arn);
}
