import { partitionOfRegion } from "../../../policypack/iam/partitions";
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
    endpoint: `ec2.${region}.${partitionOfRegion(region).dnsSuffix}`,
  };
}

/** aws.getPartition */
export async function getPartition(aws: Aws): Promise<Props> {
  const { name: partition, dnsSuffix } = partitionOfRegion(aws.region);
  const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
  return { id: partition, partition, dnsSuffix, reverseDnsPrefix };
}
