import type { Aws } from "../aws";
import type { Props } from "../wire";

/** aws.getCallerIdentity */
export async function getCallerIdentity(aws: Aws): Promise<Props> {
  const found = await (await aws.sts()).getCallerIdentity({});
  return { id: found.Account, accountId: found.Account, arn: found.Arn, userId: found.UserId };
}

/** aws.getRegion; the region that is asked for, else the provider's. */
export async function getRegion(aws: Aws, args: Props): Promise<Props> {
  const region = String(args["region"] ?? args["name"] ?? aws.region);
  return {
    id: region,
    region,
    name: region,
    description: region,
    endpoint: `ec2.${region}.${suffix(region)}`,
  };
}

/** aws.getPartition */
export async function getPartition(aws: Aws): Promise<Props> {
  const partition = partitionOf(aws.region);
  const dnsSuffix = suffix(aws.region);
  const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
  return { id: partition, partition, dnsSuffix, reverseDnsPrefix };
}

function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

function suffix(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}
