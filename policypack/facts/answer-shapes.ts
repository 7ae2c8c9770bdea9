import type {
  GetCredentialReportResponse,
  GroupDetail,
  ManagedPolicyDetail,
  PolicyVersion,
  RoleDetail,
  UserDetail,
  VirtualMFADevice,
} from "@aws-sdk/client-iam";
import type { Fields } from "./quick-xml";

const TAGS = [{ Key: "text", Value: "text" }] as const;
const INLINE = [{ PolicyName: "text", PolicyDocument: "text" }] as const;
const ATTACHED = [{ PolicyName: "text", PolicyArn: "text" }] as const;
const PAGE = { IsTruncated: "boolean", Marker: "text" } as const;

const USER = {
  UserName: "text",
  UserId: "text",
  Arn: "text",
  Path: "text",
  CreateDate: "date",
  GroupList: ["text"],
  AttachedManagedPolicies: ATTACHED,
  UserPolicyList: INLINE,
  PermissionsBoundary: { PermissionsBoundaryArn: "text" },
  Tags: TAGS,
} as const;

const GROUP = { GroupName: "text", AttachedManagedPolicies: ATTACHED, GroupPolicyList: INLINE } as const;

const ROLE = {
  RoleName: "text",
  Path: "text",
  AssumeRolePolicyDocument: "text",
  AttachedManagedPolicies: ATTACHED,
  RolePolicyList: INLINE,
  Tags: TAGS,
} as const;

const VERSION = { Document: "text", IsDefaultVersion: "boolean" } as const;
const POLICY = { Arn: "text", PolicyVersionList: [VERSION] } as const;
const DEVICE = { SerialNumber: "text", EnableDate: "date", User: { Arn: "text" } } as const;

const REPORT = { Content: "base64", GeneratedTime: "date" } as const;

/**
 * What is read of the answers that have an entry for each user, role or policy of an account, by AWS's names for it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
 */
export const ANSWER_SHAPES: Readonly<Record<string, Fields>> = {
  GetAccountAuthorizationDetails: {
    ...PAGE,
    UserDetailList: [USER],
    GroupDetailList: [GROUP],
    RoleDetailList: [ROLE],
    Policies: [POLICY],
  },
  ListVirtualMFADevices: { ...PAGE, VirtualMFADevices: [DEVICE] },
  GetCredentialReport: REPORT,
};

/** The SDK's types, without what is not read: it would be missing, and the SDK's say that it may be. */
export type ReadUser = Pick<UserDetail, keyof typeof USER>;
export type ReadGroup = Pick<GroupDetail, keyof typeof GROUP>;
export type ReadRole = Pick<RoleDetail, keyof typeof ROLE>;
export type ReadPolicy = Pick<ManagedPolicyDetail, "Arn"> & {
  readonly PolicyVersionList?: Pick<PolicyVersion, keyof typeof VERSION>[] | undefined;
};
export type ReadDevice = Pick<VirtualMFADevice, keyof typeof DEVICE>;
export type ReadReport = Pick<GetCredentialReportResponse, keyof typeof REPORT>;
